import { isDeepStrictEqual as isSame } from 'node:util';
import {
  dereference,
  entriesOf,
  isObject,
  itemsOf,
  mapEntries,
  operationsOf,
  parsePointer,
  valueAt,
  type JsonObject,
  type Operation,
} from '../openapi/document.js';

/** A document in a form in which what means the same looks the same to oasdiff. */
export interface Normalized {
  /** By name, such as `POST /payment/refund`. */
  readonly operations: Readonly<Record<string, NormalizedOperation>>;
  readonly schemas: JsonObject;
  /** What the keys are that the whole document demands, such as `apiKey header ff-secret-key`. */
  readonly keys: readonly string[];
}

export interface NormalizedOperation {
  readonly operation: JsonObject;
  readonly servers: readonly unknown[];
  readonly hasOwnServers: boolean;
}

const SCHEMAS = '#/components/schemas/';

const TEXTS = ['title', 'summary', 'description', 'example', 'externalDocs', 'tags'];

/** The fields that speak to people only. */
export const WORDS: ReadonlySet<string> = new Set(TEXTS);

/** Maps whose keys are names, which may begin with x-. */
const NAMED = ['headers', 'responses', 'content', 'callbacks', 'encoding'];

/**
 * Normalizes a document: each operation has its own security and parameters, only references to schemas are left, extensions and
 * parameters of the server URL are dropped, security schemes are named by what they are, and each schema has one form, that of
 * OpenAPI 3.0.
 *
 * @param names the operations that are wanted; all if left out
 */
export function normalize(document: JsonObject, names?: readonly string[]): Normalized {
  const schemas = new Map<string, unknown>();
  const normalizeSchema = schemaNormalizer(document, schemas);
  const visit = (value: unknown, parent = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => visit(item));
    if (!isObject(value)) return value;
    if ('$ref' in value) return visit(dereference(document, value), parent);
    if (NAMED.includes(parent)) return mapEntries(value, (inner) => visit(inner));
    // oasdiff would resolve references in `examples`.
    const { examples, example = examples, ...rest } = value;
    return mapEntries({ ...rest, example }, (inner, key) => {
      if (key.startsWith('x-')) return undefined;
      if (key === 'example') return inner;
      return key === 'schema' ? normalizeSchema(inner) : visit(inner, key);
    });
  };
  const keyOf = (name: string): string => {
    const scheme = valueAt(document, 'components', 'securitySchemes', name);
    const fields = Object(dereference(document, scheme)) as Record<string, string | undefined>;
    const parts = [fields['type'] ?? name, fields['in'], fields['scheme'], fields['name']];
    return parts.filter(Boolean).join(' ').toLowerCase();
  };
  const normalizeOperation = ({ path, operation }: Operation): NormalizedOperation => {
    const item = dereference(document, valueAt(document, 'paths', path));
    const { servers = valueAt(item, 'servers'), security, ...rest } = operation;
    const own = [item, operation].flatMap((one) => itemsOf(valueAt(one, 'parameters')));
    const parameters = new Map<string, unknown>();
    for (const parameter of own) {
      const { name = '', in: place = '', ...fields } = visit(parameter) as Record<string, string>;
      // One in the path that the path does not have is a variable of the server URL.
      const isOfServer = place === 'path' && !path.includes(`{${name}}`);
      if (!isOfServer) parameters.set(`${place} ${name}`, { ...fields, name, in: place });
    }
    const demands = itemsOf(security ?? document['security']).map((demand) =>
      Object.fromEntries(entriesOf(demand).map(([key, scopes]) => [keyOf(key), scopes])),
    );
    return {
      operation: {
        ...(visit(rest) as JsonObject),
        parameters: [...parameters.values()],
        // One demand that is empty demands nothing, too.
        security: isSame(demands, [{}]) ? [] : demands,
      },
      servers: itemsOf(servers ?? document['servers']),
      hasOwnServers: servers !== undefined,
    };
  };
  const operations = operationsOf(document).filter(({ name }) => names?.includes(name) ?? true);
  const keys = itemsOf(document['security']).flatMap((demand) => Object.keys(demand as object));
  return {
    operations: Object.fromEntries(operations.map((one) => [one.name, normalizeOperation(one)])),
    schemas: Object.fromEntries(schemas),
    keys: keys.map(keyOf).sort(),
  };
}

const MAPS = ['properties', 'patternProperties', 'dependentSchemas', '$defs'];
const DATA = ['enum', 'const', 'default', 'example', 'examples', 'required', 'discriminator'];

type Normalize = (schema: unknown) => unknown;

/** Normalizes schemas, and collects those that have a name. */
function schemaNormalizer(document: JsonObject, schemas: Map<string, unknown>): Normalize {
  const collect = (ref: string): JsonObject => {
    const name = ref.replace(SCHEMAS, '').replace(/[^\w.-]/g, '_');
    if (!schemas.has(name)) {
      schemas.set(name, undefined); // until it is known: it may refer to itself
      schemas.set(name, normalizeSchema(valueAt(document, ...parsePointer(ref))));
    }
    return { $ref: `${SCHEMAS}${name}` };
  };
  const resolve: Normalize = (schema) => {
    const ref = valueAt(schema, '$ref');
    return (typeof ref === 'string' && schemas.get(ref.replace(SCHEMAS, ''))) || schema;
  };
  const normalizeSchema: Normalize = (value) => {
    if (!isObject(value)) return value;
    const { $ref, ...rest } = value;
    const schema = mapEntries(rest, (inner, key) => {
      if (key.startsWith('x-') || (key === 'additionalProperties' && inner === true)) {
        return undefined;
      }
      if (DATA.includes(key)) return inner;
      if (MAPS.includes(key)) return mapEntries(inner, normalizeSchema);
      if (!Array.isArray(inner)) return normalizeSchema(inner);
      const parts = inner.map(normalizeSchema);
      // oasdiff tells choices apart by the names and titles of their schemas.
      return /^(any|one)Of$/.test(key)
        ? parts.map((one) => (isObject(one) ? omit(resolve(one), 'title') : one))
        : parts;
    });
    if (typeof $ref !== 'string') return simplify(schema, resolve);
    // Before OpenAPI 3.1, what stands beside a reference does not count.
    const isOld = String(document['openapi']).startsWith('3.0');
    if (isOld || Object.keys(schema).length === 0) return collect($ref);
    return simplify({ ...schema, allOf: [collect($ref)] }, resolve);
  };
  const names = Object.keys(valueAt(document, 'components', 'schemas') ?? {});
  names.sort().forEach((name) => collect(`${SCHEMAS}${name}`));
  return normalizeSchema;
}

function simplify(schema: JsonObject, resolve: Normalize): JsonObject {
  const { examples, ...rest } = joinLone(withBounds(withoutNull(schema)), resolve);
  return {
    example: itemsOf(examples)[0],
    ...rest,
    // Shows whether a list of choices is new or only longer.
    ...('anyOf' in rest && { 'x-anyOf': true }),
    ...('oneOf' in rest && { 'x-oneOf': true }),
  };
}

/** Writes null, a type in OpenAPI 3.1, as `nullable`; a list of types as choices; a constant as an enum. */
function withoutNull(schema: JsonObject): JsonObject {
  const { type, const: constant, nullable, ...rest } = schema;
  const types = itemsOf([type].flat()).filter((one) => one !== undefined);
  const named = types.filter((one) => one !== 'null').sort();
  let isNullable = nullable === true || named.length < types.length;
  const fields = mapEntries(rest, (inner, key) => {
    // Whether null is listed among the values says `nullable`.
    if (key === 'enum') return itemsOf(inner).filter((one) => one !== null || !isNullable);
    if (!/^(any|one)Of$/.test(key)) return inner;
    const kept = itemsOf(inner).filter((one) => valueAt(one, 'nullable') !== true || !isNull(one));
    isNullable ||= itemsOf(inner).some((one) => valueAt(one, 'nullable') === true);
    return kept.map((one) => omit(one, 'nullable'));
  });
  return {
    ...(constant !== undefined && { enum: [constant] }),
    ...fields,
    ...(named.length === 1 && { type: named[0] }),
    ...(named.length > 1 && { anyOf: named.map((one) => ({ type: one })) }),
    ...(isNullable && { nullable: true }),
  };
}

/** Whether a normalized schema admits nothing but null. */
function isNull(schema: unknown): boolean {
  return entriesOf(schema).every(([key]) => key === 'nullable' || WORDS.has(key));
}

/** Writes an exclusive bound, a number in OpenAPI 3.1, as a bound and a flag. */
function withBounds(schema: JsonObject): JsonObject {
  const { exclusiveMinimum: over, exclusiveMaximum: under } = schema;
  return {
    ...schema,
    ...(typeof over === 'number' && { minimum: over, exclusiveMinimum: true }),
    ...(typeof under === 'number' && { maximum: under, exclusiveMaximum: true }),
  };
}

/** Joins a lone part of `allOf`, or the only choice there is, with what stands beside it. oasdiff joins several. */
function joinLone(schema: JsonObject, resolve: Normalize): JsonObject {
  return ['allOf', 'anyOf', 'oneOf'].reduce((joined, key) => {
    const [part, ...others] = itemsOf(joined[key]);
    if (!isObject(part) || others.length > 0) return joined;
    const rest = omit(joined, key);
    if (Object.keys(rest).length === 0) return part;
    const target = resolve(part);
    const isFree = isObject(target) && !('$ref' in target);
    const clash = Object.keys(rest).some(
      (name) =>
        !WORDS.has(name) && name in Object(target) && !isSame(rest[name], valueAt(target, name)),
    );
    return isFree && !clash ? { ...target, ...rest } : joined;
  }, schema);
}

function omit(value: unknown, unwanted: string): JsonObject {
  return mapEntries(value, (inner, key) => (key === unwanted ? undefined : inner));
}
