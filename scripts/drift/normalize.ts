import { isDeepStrictEqual as isSame } from 'node:util';
import {
  dereference,
  entriesOf,
  isObject,
  itemsOf,
  mapEntries,
  METHODS,
  textOf,
  valueAt,
  withoutServerParameters,
} from '../openapi/document.js';
import type { JsonObject, OpenAPIDocument } from '../openapi/document.js';
import { withoutWords } from '../openapi/merge.js';

/** Maps whose keys are names, which may begin with x-, or be those of fields. */
const MAPS = /^(p.*roperties|headers|schemas|parameters|requestBodies|responses)$/;
/** Data of others, which is no schema, whatever it looks like. */
const DATA = /^(enum|const|default|examples?)$/;

/**
 * Normalizes a document, so that what means the same looks the same to oasdiff: each operation has its own security, extensions and
 * parameters of the server URL are dropped, security schemes are named by what they are, such as `apikey header ff-secret-key`, and
 * each schema has one form, that of OpenAPI 3.0.
 */
export function normalize(given: OpenAPIDocument): JsonObject {
  const document = withoutServerParameters(given);
  const { openapi, info, servers, security, components, tags, externalDocs } = document;
  const visit = visitor(document);
  // Requests go to the first server.
  const firstOf = (list: unknown): readonly unknown[] => itemsOf(visit(list)).slice(0, 1);
  const paths = mapEntries(document['paths'], (reference) => {
    const item = dereference(document, reference) as JsonObject;
    return mapEntries(item, (value, key) => {
      if (!METHODS.includes(key)) return key === 'parameters' ? visit(value) : undefined;
      const own = { security, servers: item['servers'], ...(value as object) };
      return {
        ...(visit(value) as object),
        security: demandsOf(document, own.security),
        servers: isSame(own.servers, servers) ? [] : firstOf(own.servers),
      };
    });
  });
  return {
    openapi: '3.0.3',
    info: { ...Object(info), version: `${textOf(valueAt(info, 'version'))}, OpenAPI ${openapi}` },
    paths,
    security: demandsOf(document, security),
    servers: firstOf(servers),
    tags,
    externalDocs,
    components: visit({ ...Object(components), securitySchemes: undefined }),
  };
}

/** What an operation demands, as one scheme whose name lists every accepted key; nothing if a call without a key is accepted. */
function demandsOf(document: JsonObject, security: unknown): readonly unknown[] {
  const schemeOf = ([name, scopes]: readonly [string, unknown]): string => {
    const scheme = dereference(document, valueAt(document, 'components', 'securitySchemes', name));
    const words = ['type', 'in', 'scheme', 'name'].map((key) => textOf(valueAt(scheme, key)));
    return [...words, itemsOf(scopes).toSorted()].flat().filter(Boolean).join(' ').toLowerCase();
  };
  const keys = itemsOf(security).map((demand) =>
    entriesOf(demand).map(schemeOf).sort().join(' and '),
  );
  return keys.length === 0 || keys.includes('') ? [] : [{ [keys.sort().join(' or ')]: [] }];
}

/** Normalizes parts of a document. In `allOf`, `anyOf` and `oneOf`, schemas replace references: their names do not count. */
function visitor(document: OpenAPIDocument) {
  return function visit(value: unknown, parent = '', within: readonly string[] = []): unknown {
    if (DATA.test(parent)) return value;
    if (Array.isArray(value)) return value.map((item) => visit(item, `${parent}[]`, within));
    // OpenAPI 3.1 has true and false as schemas.
    const isSchema = parent === 'schema' || parent === 'items';
    if (isSchema && typeof value === 'boolean') return value ? {} : { not: {} };
    if (!isObject(value)) return value;
    if (MAPS.test(parent)) return mapEntries(value, (inner) => visit(inner, 'schema', within));
    const { $ref, ...rest } = value;
    if (typeof $ref !== 'string') {
      const fields = mapEntries(rest, (inner, key) =>
        key.startsWith('x-') ? undefined : visit(inner, key, within),
      );
      return simplify(fields);
    }
    // Before OpenAPI 3.1, what stands beside a reference does not count.
    const isAlone = isSame(rest, {}) || document.openapi.startsWith('3.0');
    if (!isAlone) return visit({ ...rest, allOf: [{ $ref }] }, parent, within);
    if (!parent.endsWith('Of[]') || within.includes($ref)) return { $ref };
    return visit(dereference(document, { $ref }), parent, [...within, $ref]);
  };
}

/**
 * Gives a schema the one form of those that mean the same: `nullable` alone says that null is valid, and the parts of `allOf`, or a
 * choice that is the only one, are joined with what stands beside them, unless they contradict each other.
 */
function simplify(given: JsonObject): JsonObject {
  const schema = downgrade(given);
  const parts: unknown[] = [];
  const joined: Record<string, unknown> = mapEntries(schema, (value, key) => {
    if (key === 'additionalProperties' && (value === true || isSame(value, {}))) return undefined;
    if (key === 'enum' && schema['nullable']) return itemsOf(value).filter((one) => one !== null);
    if (!/^(all|any|one)Of$/.test(key)) return value;
    const split = splitChoices(key, itemsOf(value) as readonly JsonObject[]);
    parts.push(...split.parts);
    return split.choices;
  });
  for (const [key, value] of parts.flatMap(entriesOf)) {
    const first = joined[key] ?? value;
    const merge = MERGES[key] ?? ((one) => one);
    joined[key] = merge(first, value);
    // What two parts say must mean the same, whichever of them stands first.
    const other = withoutWords({ [key]: merge(value, first) });
    if (!isSame(withoutWords({ [key]: joined[key] }), other)) return schema;
  }
  return '$ref' in joined && Object.keys(joined).length > 1 ? schema : joined;
}

/** How values are merged that add up. */
const MERGES: Readonly<Record<string, (one: unknown, other: unknown) => unknown>> = {
  properties: (one, other) => ({ ...(other as object), ...(one as object) }),
  required: (one, other) => [...new Set([one, other].flat())].sort(),
};

/** Writes null, several types, a constant and exclusive bounds as OpenAPI 3.0 does. */
function downgrade({ type, const: constant, ...rest }: JsonObject): JsonObject {
  const { exclusiveMinimum: over, exclusiveMaximum: under } = rest;
  const types = itemsOf([type ?? []].flat());
  const named = types.filter((one) => one !== 'null').sort();
  if (isSame(rest['enum'], [null])) return { nullable: true };
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

/** Parts of a schema that may stand beside its choices, and the choices; a choice that is the only one is a part. */
function splitChoices(key: string, list: readonly JsonObject[]) {
  const nullable = list.some((one) => one['nullable'] === true) ? [{ nullable: true }] : [];
  const choices = list.filter((one) => !isSame(withoutWords(one), { nullable: true }));
  if (key === 'allOf' || choices.length < 2) return { parts: [...nullable, ...choices] };
  const types = new Set(choices.map((one) => one['type']));
  const hasMore = choices.flatMap(Object.keys).some((name) => /^(enum|not|\$ref|.*Of)$/.test(name));
  if (types.size === choices.length && !types.has(undefined) && !hasMore) {
    // oasdiff would compare their types alone. A limit of one type may stand beside them.
    const limits = choices.map((one) => omit(one, ['type', 'title']));
    return { parts: [...nullable, ...limits], choices: [...types].map((type) => ({ type })) };
  }
  // With a type that stands twice, oasdiff compares whole choices. It would tell them apart by their titles.
  const whole = choices.map(({ type, ...rest }) => ({ ...rest, type: type && [type, type] }));
  return { parts: nullable, choices: whole.map((one) => omit(one, ['nullable', 'title'])) };
}

function omit(value: unknown, unwanted: readonly string[]): JsonObject {
  return mapEntries(value, (inner, key) => (unwanted.includes(key) ? undefined : inner));
}
