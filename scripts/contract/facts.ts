import {
  isObject,
  itemsOf,
  mapValues,
  member,
  membersOf,
  METHODS,
  textOf,
  type JsonObject,
  type OpenAPIDocument,
} from './document.js';
import { dereference } from './pointer.js';

/** What the client reads about an operation at run time. A fact that does not hold is left out. */
interface OperationFacts {
  readonly secret?: true;
  readonly body?: true;
  readonly fields?: readonly string[];
  readonly idempotencyKey?: true;
  readonly empty?: true;
}

/** What the client reads about the contract at run time. */
interface ContractFacts {
  readonly server: string;
  readonly secretHeader: string;
  /** By `METHOD /path`. */
  readonly operations: Readonly<Record<string, OperationFacts>>;
}

/** The variable of the server URL that stays open: the client fills it in. */
const TENANT = 'org_id';

export function readFacts(document: OpenAPIDocument): ContractFacts {
  const operations = operationsOf(document);
  const secretHeader = secretHeaderOf(document, operations);
  return {
    server: serverOf(document),
    secretHeader,
    operations: mapValues(operations, (operation) => {
      const fields = bodyFields(document, operation);
      return {
        ...(needsHeader(document, operation, secretHeader) && { secret: true }),
        ...(needsBody(document, operation) && { body: true }),
        ...(fields.includes('region') && { fields: fields.filter((name) => name !== 'region') }),
        ...(fields.includes('idempotency_key') && { idempotencyKey: true }),
        ...(isReplyEmpty(document, operation) && { empty: true }),
      };
    }) as ContractFacts['operations'],
  };
}

/** The names of a document's operations, as `POST /refund`. */
export function operationNames(document: OpenAPIDocument): readonly string[] {
  return Object.keys(operationsOf(document));
}

export function operationsOf(document: OpenAPIDocument): JsonObject {
  return Object.fromEntries(
    membersOf(document.paths).flatMap(([path, item]) => {
      if (path.startsWith('x-')) return [];
      // OpenAPI 3.1 allows fields beside the $ref of a path item.
      const fields = [...membersOf(dereference(document, item)), ...membersOf(item)];
      const operations = [
        ...fields.filter(([key]) => METHODS.includes(key)),
        ...membersOf(new Map(fields).get('additionalOperations')),
      ];
      return operations
        .filter(([, operation]) => isObject(operation))
        .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]);
    }),
  );
}

function serverOf(document: OpenAPIDocument): string {
  const server = member(document['servers'], 0);
  return membersOf(member(server, 'variables'))
    .filter(([name]) => name !== TENANT)
    .reduce(
      (url, [name, variable]) =>
        url.replaceAll(`{${name}}`, textOf(member(variable, 'default') ?? `{${name}}`)),
      textOf(member(server, 'url') ?? ''),
    );
}

/** The header of the first scheme that the contract asks for and that is a key in a header. */
function secretHeaderOf(document: OpenAPIDocument, operations: JsonObject): string {
  const asked = new Set(
    [document, ...Object.values(operations)].flatMap((owner) =>
      itemsOf(member(owner, 'security')).flatMap((schemes) =>
        membersOf(schemes).map(([scheme]) => scheme),
      ),
    ),
  );
  const headers = membersOf(document.components?.['securitySchemes'])
    .filter(([scheme]) => asked.has(scheme))
    .map(([scheme]) => headerOf(document, scheme));
  return headers.find((header) => header !== undefined) ?? '';
}

function headerOf(document: OpenAPIDocument, name: string): string | undefined {
  const scheme = dereference(document, member(document.components?.['securitySchemes'], name));
  const isKey = member(scheme, 'type') === 'apiKey' && member(scheme, 'in') === 'header';
  return isKey ? textOf(member(scheme, 'name')) : undefined;
}

function needsHeader(document: OpenAPIDocument, operation: unknown, header: string): boolean {
  const alternatives = itemsOf(member(operation, 'security') ?? document['security']);
  return (
    header !== '' &&
    alternatives.length > 0 &&
    alternatives.every((schemes) =>
      membersOf(schemes).some(([scheme]) => headerOf(document, scheme) === header),
    )
  );
}

function needsBody(document: OpenAPIDocument, operation: unknown): boolean {
  const body = dereference(document, member(operation, 'requestBody'));
  return member(body, 'required') === true && jsonOf(body) !== undefined;
}

function bodyFields(document: OpenAPIDocument, operation: unknown): readonly string[] {
  const body = dereference(document, member(operation, 'requestBody'));
  return propertyNames(document, member(jsonOf(body), 'schema'));
}

/** The JSON media type of a request body or response. */
function jsonOf(body: unknown): unknown {
  const isJson = /^application\/([^;]+\+)?json\s*(;|$)/i;
  return membersOf(member(body, 'content')).find(([type]) => isJson.test(type))?.[1];
}

/** The names of a schema's properties as the contract orders them, through `$ref` and `allOf`. */
function propertyNames(
  document: OpenAPIDocument,
  schema: unknown,
  above: readonly unknown[] = [],
): readonly string[] {
  if (above.includes(schema)) return [];
  const namesIn = (part: unknown) => propertyNames(document, part, [...above, schema]);
  const names = membersOf(schema).flatMap(([key, value]) => {
    switch (key) {
      case '$ref':
        return namesIn(dereference(document, { $ref: value }));
      case 'allOf':
        return itemsOf(value).flatMap(namesIn);
      case 'properties':
        return membersOf(value).map(([name]) => name);
      default:
        return [];
    }
  });
  return [...new Set(names)];
}

function isReplyEmpty(document: OpenAPIDocument, operation: unknown): boolean {
  const responses = membersOf(member(operation, 'responses'));
  const [, success] =
    responses.find(([status]) => status === '200') ??
    responses.find(([status]) => /^2(\d\d|XX)$/i.test(status)) ??
    [];
  if (success === undefined) return false;
  const reply = dereference(document, success);
  const isBare = membersOf(member(reply, 'content')).length === 0;
  return isBare || isEmptyObject(dereference(document, member(jsonOf(reply), 'schema')));
}

/** Whether a schema is an object that declares nothing in it. */
function isEmptyObject(schema: unknown): boolean {
  const adds = member(schema, 'additionalProperties') ?? false;
  const parts = ['properties', 'patternProperties', 'allOf', 'anyOf', 'oneOf'];
  return (
    member(schema, 'type') === 'object' &&
    adds === false &&
    parts.every((part) => Object.keys(member(schema, part) ?? {}).length === 0)
  );
}
