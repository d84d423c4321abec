import { OpenAPIBackend, type Operation } from 'openapi-backend';
import { member, type OpenAPIDocument } from '../contract/document.js';
import { toDefinition } from './definition.js';
import { secretHeader } from './problems.js';

/** A timestamp may lack its zone, as the API's own do. Formats that are not listed are not checked. */
const FORMATS = {
  uuid: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^\s@]+@[^\s@]+$/,
};

/** Routes and validates what a contract describes. */
export async function createApi(contract: OpenAPIDocument): Promise<OpenAPIBackend> {
  const api = new OpenAPIBackend({
    definition: toDefinition(contract),
    // Without it, a contract is held against OpenAPI 3.0's own schema, and every validator compiled before the first request.
    quick: true,
    ignoreTrailingSlashes: false,
    ajvOpts: { allErrors: true, formats: FORMATS, logger: false },
  });
  return api.init();
}

/** What lets a browser call from any page, with the contract's own secret headers. */
export function corsHeaders(api: OpenAPIBackend): Readonly<Record<string, string>> {
  const schemes = Object.values(api.definition.components?.securitySchemes ?? {});
  const secrets = schemes.map(secretHeader).filter((header) => header !== undefined);
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': [...secrets, 'content-type', 'x-sandbox', '*'].join(', '),
    'access-control-expose-headers': 'retry-after',
  };
}

/** What an operation sends when all is well: the status, and the schema if it has one. */
export function successOf({ responses }: Operation): { status: number; schema: unknown } {
  const documented = Object.keys(responses ?? {});
  const key =
    ['200', ...documented.filter((status) => status.startsWith('2')), 'default'].find((status) =>
      documented.includes(status),
    ) ?? '200';
  return { status: Number(key) || 200, schema: jsonSchema(member(responses, key)) };
}

/** The schema of the JSON that a request takes; undefined where it takes none. */
export function bodyOf({ requestBody }: Operation): unknown {
  return jsonSchema(requestBody);
}

function jsonSchema(holder: unknown): unknown {
  return member(member(member(holder, 'content'), 'application/json'), 'schema');
}
