import openapi from '../generated/openapi.json' with { type: 'json' };
import { operations, serverUrl } from '../generated/operations.js';

/** An object of the contract, of a JSON Schema or of a body. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An operation as the sandbox serves it. */
export interface Operation {
  /** `POST /checkout/create_payment` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly requiresSecretKey: boolean;
  readonly requiresBody: boolean;
  /** The JSON Schema of the request body; `undefined` where the operation takes none. */
  readonly requestSchema: unknown;
  /** The JSON Schema of `data`; `undefined` where the response has no JSON. */
  readonly responseSchema: unknown;
  /** The status of a success. */
  readonly status: number;
}

/** The contract in the form that validation and samples need. */
export interface Contract {
  readonly operations: readonly Operation[];
  /** The path before that of an operation: `/{org_id}/v1`. */
  readonly basePath: string;
  /** The whole contract, its schemas as JSON Schema; every `$ref` begins with `DOCUMENT_ID`. */
  readonly document: JsonObject;
}

/** The name of the contract in a `$ref`, so that a part of it can be compiled by itself. */
export const DOCUMENT_ID = 'contract';

const BUILT_IN = {
  openapi: openapi as object,
  operations: operations as Readonly<Record<string, JsonObject>>,
  serverUrl: serverUrl as string,
};

/** Reads what the generator writes of a contract. Default: of the one that is built in. */
export function readContract(from = BUILT_IN): Contract {
  const document = JSON.parse(JSON.stringify(from.openapi), toJsonSchema) as JsonObject;
  const served = Object.entries(from.operations).map(([name, known]): Operation => {
    const [method = '', path = ''] = name.split(' ');
    const item = asObject(asObject(document['paths'])[path]);
    const { requestBody, responses } = asObject(item[method.toLowerCase()]);
    const statuses = Object.keys(asObject(responses));
    const success = statuses.find((status) => status.startsWith('2')) ?? 'default';
    return {
      name,
      method,
      path,
      requiresSecretKey: known['requiresSecretKey'] === true,
      requiresBody: known['requiresBody'] === true,
      requestSchema: jsonSchemaOf(document, requestBody),
      responseSchema: jsonSchemaOf(document, asObject(responses)[success]),
      status: Number(success) || 200,
    };
  });
  const basePath = from.serverUrl.replace(/^[a-z]+:\/\/[^/]*/i, '');
  return { operations: served, basePath, document };
}

/** The schema of a request body or a response, either of which may be a `$ref`. */
function jsonSchemaOf(document: JsonObject, holder: unknown): unknown {
  const content = asObject(asObject(dereference(document, holder))['content']);
  return asObject(content['application/json'])['schema'];
}

/** Follows a `$ref` to its value. */
export function dereference(document: JsonObject, value: unknown): unknown {
  const reference = asObject(value)['$ref'];
  if (typeof reference !== 'string') return value;
  const keys = reference.replace(`${DOCUMENT_ID}#/`, '').split('/').map(unescapePointer);
  const target = keys.reduce<unknown>((at, key) => asObject(at)[key], document);
  return dereference(document, target);
}

/** A key of a JSON pointer as it is in the document. */
export function unescapePointer(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The value, or an empty object where it is none. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

/** A reviver for `JSON.parse`: OpenAPI 3.0 has keywords of its own, which Ajv rejects. */
function toJsonSchema(key: string, value: unknown): unknown {
  if (key === '$ref' && typeof value === 'string') return value.replace(/^#/, `${DOCUMENT_ID}#`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const schema = { ...value } as Record<string, unknown>;
  // The published pattern refuses regions that exist, such as ff_first.
  if (/^region$/i.test(key)) delete schema['pattern'];
  // `minimum: 0, exclusiveMinimum: true` is `exclusiveMinimum: 0` in JSON Schema.
  if (schema['exclusiveMinimum'] === true) schema['exclusiveMinimum'] = schema['minimum'];
  if (schema['exclusiveMinimum'] === false) delete schema['exclusiveMinimum'];
  if (schema['exclusiveMaximum'] === true) schema['exclusiveMaximum'] = schema['maximum'];
  if (schema['exclusiveMaximum'] === false) delete schema['exclusiveMaximum'];
  const { nullable, type, enum: values } = schema;
  if (typeof nullable === 'boolean') delete schema['nullable'];
  if (nullable !== true) return schema;
  if (Array.isArray(values) && values.every((one) => one === null)) return { type: 'null' };
  return typeof type === 'string' && values === undefined
    ? { ...schema, type: [type, 'null'] }
    : { anyOf: [schema, { type: 'null' }] };
}
