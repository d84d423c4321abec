import { UserError } from '../command.js';
import {
  dereference,
  entriesOf,
  isObject,
  itemsOf,
  mapEntries,
  operationsOf,
  textOf,
  valueAt,
  type JsonObject,
  type OpenAPIDocument,
} from './document.js';
import { parseText } from './read.js';

/** What is known of operations, by name, such as `POST /payment/refund`. A property that does not apply is left out. */
export type Facts = ReadonlyMap<string, JsonObject>;

/** Parses annotations, what is known of operations beyond the contract. @throws {UserError} where they do not fit the contract */
export function parseAnnotations(text: string, file: string, document: OpenAPIDocument) {
  const { value, at } = parseText(text, file);
  const names = new Set(operationsOf(document).map(({ name }) => name));
  const isKnown = ([key, flag]: [string, unknown]): boolean =>
    ['readOnly', 'movesMoney'].includes(key) && typeof flag === 'boolean';
  if (!isObject(value)) {
    throw new UserError(`${at([])}: expected a mapping of operations; correct it`);
  }
  for (const [name, annotation] of entriesOf(value)) {
    const rules = {
      [`the contract has no operation ${name}; correct the name, or delete the entry`]:
        !names.has(name),
      'expected readOnly or movesMoney, true or false; correct it':
        !isObject(annotation) || !entriesOf(annotation).every(isKnown),
      'an operation that can charge or refund is not read-only; delete one of both':
        valueAt(annotation, 'readOnly') === true && valueAt(annotation, 'movesMoney') === true,
    };
    const broken = Object.entries(rules).find(([, isBroken]) => isBroken);
    if (broken) throw new UserError(`${at([name])}: ${broken[0]}`);
  }
  return value;
}

/** What the contract and the annotations say of each operation. */
export function readFacts(document: OpenAPIDocument, annotations: JsonObject): Facts {
  const facts = operationsOf(document).map(({ name, operation }) => {
    const body = dereference(document, operation['requestBody']);
    const fields = propertyNames(document, jsonContent(body)?.[1]);
    // JavaScript orders keys that are numbers: 200 comes before 201.
    const isSuccess = ([status]: [string, unknown]): boolean => /^2(\d\d|XX)$/i.test(status);
    const response = dereference(document, entriesOf(operation['responses']).find(isSuccess)?.[1]);
    const schema = dereference(document, jsonContent(response)?.[1]);
    const required = itemsOf(valueAt(schema, 'required')).map(textOf);
    const responseFields = required.length > 0 ? required : propertyNames(document, schema);
    const hasContent = entriesOf(valueAt(response, 'content')).length > 0;
    const isEmpty = responseFields.length === 0 && (!hasContent || isClosedObject(schema));
    const entry = {
      requiresSecretKey: requiresSecretKey(document, operation),
      requiresBody: valueAt(body, 'required') === true && jsonContent(body) !== undefined,
      movesMoney: valueAt(annotations, name, 'movesMoney'),
      isReadOnly: valueAt(annotations, name, 'readOnly'),
      acceptsIdempotencyKey: fields.includes('idempotency_key'),
      emptyResponse: response !== undefined && isEmpty,
      defaultableFields: fields.includes('region') && fields.filter((field) => field !== 'region'),
      responseFields: responseFields.length > 0 && responseFields,
    };
    return [name, mapEntries(entry, (value) => value || undefined)] as const;
  });
  return new Map(facts);
}

/** The source of operations.ts: what the client reads at run time. */
export function renderOperations(document: OpenAPIDocument, facts: Facts): string {
  const table = JSON.stringify(Object.fromEntries(facts), (key, value: unknown) =>
    key === 'movesMoney' ? undefined : value,
  );
  const bodies = operationsOf(document)
    .filter(({ name }) => facts.get(name)?.['defaultableFields'])
    .map(({ path, method, operation }) => {
      const [type] = jsonContent(dereference(document, operation['requestBody'])) ?? [];
      return `NonNullable<paths['${path}']['${method}']['requestBody']>['content']['${type ?? ''}']`;
    });
  const regionalFields =
    bodies.length > 0 ? `Omit<${bodies.join(' & ')}, 'region'>` : 'Record<never, never>';
  return `
${bodies.length > 0 ? "import type { paths } from './schema.js';" : ''}

/** The server URL of the contract; the client fills in \`{org_id}\`. */
export const serverUrl = ${JSON.stringify(serverUrl(document))};

/** The request header that carries the secret key. */
export const secretKeyHeader = ${JSON.stringify(textOf(secretKey(document)?.['name']))};

/** What the client knows of an operation at run time. A property that does not apply is left out. */
export interface Operation {
  readonly requiresSecretKey?: true;
  readonly requiresBody?: true;
  /** The body fields that the client may fill in. */
  readonly defaultableFields?: readonly string[];
  readonly acceptsIdempotencyKey?: true;
  /** The data of a success is an empty object. */
  readonly emptyResponse?: true;
  readonly isReadOnly?: true;
  /** The fields that a response must have or, if none is required, those that it may have. */
  readonly responseFields?: readonly string[];
}

/** Every operation by its name. */
export const operations = ${table} as const satisfies Readonly<Record<string, Operation>>;

/** The body fields of the operations that take a \`region\`, without \`region\` itself. */
export type RegionalFields = ${regionalFields};
`;
}

/** The URL of the first server, with the defaults of its variables; the client fills in the organization. */
function serverUrl(document: OpenAPIDocument): string {
  const server = itemsOf(document['servers'])[0];
  return textOf(valueAt(server, 'url')).replace(/\{([^}]+)\}/g, (braces, name: string) =>
    name === 'org_id' ? braces : textOf(valueAt(server, 'variables', name, 'default') ?? braces),
  );
}

/** The first security scheme that is an API key in a header, and the key by which operations name it. */
function secretKey(document: OpenAPIDocument): JsonObject | undefined {
  return entriesOf(valueAt(document, 'components', 'securitySchemes'))
    .map(([key, value]): JsonObject => ({ ...(dereference(document, value) as JsonObject), key }))
    .find((scheme) => scheme['type'] === 'apiKey' && scheme['in'] === 'header');
}

/** Whether every alternative of an operation's security asks for the secret key. */
function requiresSecretKey(document: OpenAPIDocument, operation: JsonObject): boolean {
  const key = secretKey(document)?.['key'];
  const alternatives = itemsOf(operation['security'] ?? document['security']);
  const asks = (one: unknown): boolean => entriesOf(one).some(([name]) => name === key);
  return alternatives.length > 0 && alternatives.every(asks);
}

/** The media type and the schema of the JSON content of a request body or response. */
function jsonContent(body: unknown): readonly [type: string, schema: unknown] | undefined {
  const isJson = /^application\/([^;]+\+)?json\s*(;|$)/i;
  const content = entriesOf(valueAt(body, 'content')).find(([type]) => isJson.test(type));
  return content && [content[0], valueAt(content[1], 'schema')];
}

/** The names of the properties of a schema, through `$ref` and `allOf`. */
function propertyNames(document: OpenAPIDocument, schema: unknown, depth = 0): readonly string[] {
  const target = dereference(document, schema);
  // A schema may contain itself.
  const parts = depth < 20 ? itemsOf(valueAt(target, 'allOf')) : [];
  const inherited = parts.flatMap((part) => propertyNames(document, part, depth + 1));
  const own = entriesOf(valueAt(target, 'properties')).map(([name]) => name);
  return [...new Set([...inherited, ...own])];
}

/** Whether a schema is an object that declares no fields: no alternatives, and no additional ones. */
function isClosedObject(schema: unknown): boolean {
  const parts = ['additionalProperties', 'patternProperties', 'anyOf', 'oneOf'];
  return valueAt(schema, 'type') === 'object' && !parts.some((part) => valueAt(schema, part));
}
