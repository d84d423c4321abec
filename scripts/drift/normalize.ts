import { isDeepStrictEqual as isSame } from 'node:util';
import {
  dereference,
  entriesOf,
  isObject,
  itemsOf,
  mapEntries,
  METHODS,
  parsePointer,
  textOf,
  valueAt,
  withoutServerParameters,
} from '../openapi/document.js';
import type { JsonObject, OpenAPIDocument } from '../openapi/document.js';

/** The fields that speak to people only. */
export const WORDS = 'title summary description example examples externalDocs tags'.split(' ');

/** Maps whose keys are names, which may begin with x-. */
const MAPS = [
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'variables'],
  ...['headers', 'responses', 'content', 'encoding'],
];
const DATA = 'enum const default example examples required discriminator'.split(' ');

/**
 * Normalizes a document, so that what means the same looks the same to oasdiff: each operation has its own security and parameters,
 * schemas stand where they are used, extensions and parameters of the server URL are dropped, security schemes are named by what
 * they are, such as `apikey header ff-secret-key`, and each schema has one form, that of OpenAPI 3.0.
 */
export function normalize(given: OpenAPIDocument): JsonObject {
  const document = withoutServerParameters(given);
  const visit = visitor(document);
  const { openapi, info, components } = document;
  // Requests go to the first server.
  const serversOf = (servers: unknown): readonly unknown[] => itemsOf(visit(servers)).slice(0, 1);
  const operationOf = (item: JsonObject, operation: JsonObject): JsonObject => {
    const { security = document['security'], servers = item['servers'], ...rest } = operation;
    const parameters = [item, rest].flatMap((one) => itemsOf(visit(one['parameters'])));
    const named = parameters.map(
      (one) => [`${textOf(valueAt(one, 'in'))} ${textOf(valueAt(one, 'name'))}`, one] as const,
    );
    return {
      ...(visit(rest) as JsonObject),
      parameters: [...new Map(named).values()],
      security: demandsOf(document, security),
      servers: isSame(servers, document['servers']) ? [] : serversOf(servers),
    };
  };
  const paths = mapEntries(document['paths'], (reference) => {
    const item = dereference(document, reference) as JsonObject;
    return mapEntries(item, (operation, method) =>
      METHODS.includes(method) ? operationOf(item, operation as JsonObject) : undefined,
    );
  });
  const version = `${textOf(valueAt(info, 'version'))}, OpenAPI ${textOf(openapi)}`;
  return {
    openapi: '3.0.3',
    info: { ...Object(info), version } as unknown,
    paths,
    security: demandsOf(document, document['security']),
    servers: serversOf(document['servers']),
    // For schemas that contain themselves.
    components: { schemas: mapEntries(valueAt(components, 'schemas'), (schema) => visit(schema)) },
  };
}

/** What an operation demands, as one scheme whose name lists every accepted key; nothing if a call without a key is accepted. */
function demandsOf(document: JsonObject, security: unknown): readonly unknown[] {
  const schemeOf = ([name, scopes]: readonly [string, unknown]): string => {
    const scheme = dereference(document, valueAt(document, 'components', 'securitySchemes', name));
    const words = ['type', 'in', 'scheme', 'name'].map((key) => textOf(valueAt(scheme, key)));
    return [...words, scopes].flat().filter(Boolean).join(' ').toLowerCase();
  };
  const alternatives = itemsOf(security).map((demand) =>
    entriesOf(demand).map(schemeOf).join(' and '),
  );
  const isOpen = alternatives.length === 0 || alternatives.includes('');
  return isOpen ? [] : [{ [alternatives.sort().join(' or ')]: [] }];
}

/** Normalizes parts of a document. A reference is left only where a schema contains itself. */
function visitor(document: JsonObject) {
  // Before OpenAPI 3.1, what stands beside a reference does not count.
  const isOld = textOf(document['openapi']).startsWith('3.0');
  return function visit(value: unknown, parent = '', within: readonly string[] = []): unknown {
    if (Array.isArray(value)) return value.map((item) => visit(item, '', within));
    if (!isObject(value)) return value;
    if (MAPS.includes(parent)) return mapEntries(value, (inner) => visit(inner, '', within));
    const { $ref, ...rest } = value;
    const fields = mapEntries(rest, (inner, key) => {
      if (key.startsWith('x-')) return undefined;
      return DATA.includes(key) ? inner : visit(inner, key, within);
    });
    if (typeof $ref !== 'string') return simplify(fields);
    if (within.includes($ref)) return { $ref };
    const target = visit(valueAt(document, ...parsePointer($ref)), '', [...within, $ref]);
    return isOld ? target : simplify({ ...fields, allOf: [target] });
  };
}

/** Gives a schema the one form of those that mean the same. */
function simplify(schema: JsonObject): JsonObject {
  const joined = joinParts(gatherNull(downgrade(schema)));
  // Marks show whether a list is new or only longer.
  const lists = ['enum', 'anyOf', 'oneOf'].filter((key) => key in joined);
  return { ...joined, ...Object.fromEntries(lists.map((key) => [`x-${key}`, true])) };
}

/**
 * Writes as OpenAPI 3.0 does what only OpenAPI 3.1 has: the type null as `nullable`, a list of types as choices, a constant as an
 * enum, and an exclusive bound, which is a number there, as a bound and a flag.
 */
function downgrade(schema: JsonObject): JsonObject {
  const { type, const: constant, ...rest } = schema;
  const { exclusiveMinimum: over, exclusiveMaximum: under } = schema;
  const types = itemsOf([type ?? []].flat()).toSorted();
  const named = types.filter((one) => one !== 'null');
  return {
    ...(constant !== undefined && { enum: [constant] }),
    ...rest,
    ...(named.length === 1 && { type: named[0] }),
    ...(named.length > 1 && { anyOf: named.map((one) => ({ type: one })) }),
    ...(named.length < types.length && { nullable: true }),
    ...(typeof over === 'number' && { minimum: over, exclusiveMinimum: true }),
    ...(typeof under === 'number' && { maximum: under, exclusiveMaximum: true }),
  };
}

/** Lets `nullable` alone say that null is valid, and leaves out of choices the titles, by which oasdiff tells them apart. */
function gatherNull(schema: JsonObject): JsonObject {
  const choices = ['anyOf', 'oneOf'].flatMap((key) => itemsOf(schema[key]));
  const isNullable = [schema, ...choices].some((one) => valueAt(one, 'nullable') === true);
  const fields = mapEntries(omit(schema, ['nullable']), (inner, key) => {
    if (key === 'enum') return itemsOf(inner).filter((one) => one !== null || !isNullable);
    if (key === 'additionalProperties' && inner === true) return undefined;
    if (!/^(any|one)Of$/.test(key)) return inner;
    return itemsOf(inner)
      .filter((one) => !isSame(omit(one, WORDS), { nullable: true }))
      .map((one) => omit(one, ['title', 'nullable']));
  });
  return isNullable ? { ...fields, nullable: true } : fields;
}

/** Joins the parts of `allOf`, and a choice that is the only one, with what stands beside them, unless they contradict each other. */
function joinParts(schema: JsonObject): JsonObject {
  const keys = ['allOf', 'anyOf', 'oneOf'].filter(
    (key) => key === 'allOf' || itemsOf(schema[key]).length === 1,
  );
  const joined: Record<string, unknown> = { ...omit(schema, keys) };
  const parts = keys.flatMap((key) => itemsOf(schema[key]));
  if (parts.length === 1 && isSame(joined, {})) return parts[0] as JsonObject;
  for (const [key, value] of parts.flatMap(entriesOf)) {
    const first = joined[key] ?? value;
    const merge = MERGES[key] ?? ((one) => one);
    const isWord = WORDS.includes(key);
    // What two parts say must be the same, whichever of them stands first.
    const isClash = !isWord && !isSame(merge(first, value), merge(value, first));
    if (key === '$ref' || isClash) return schema;
    joined[key] = merge(first, value);
  }
  return joined;
}

/** How values are merged that add up. */
const MERGES: Readonly<Record<string, (one: unknown, other: unknown) => unknown>> = {
  properties: (one, other) => ({ ...(one as object), ...(other as object) }),
  required: (one, other) => [...new Set([one, other].flat())].sort(),
};

function omit(value: unknown, unwanted: readonly string[]): JsonObject {
  return mapEntries(value, (inner, key) => (unwanted.includes(key) ? undefined : inner));
}
