/** A mapping of a contract, before anything is known about it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.x document as plain data: its references lead somewhere, the rest is taken on trust. */
export interface OpenAPIDocument extends JsonObject {
  readonly openapi: string;
  readonly paths?: JsonObject;
  readonly components?: JsonObject;
}

/** The keys and indexes that lead from the document to one of its values. */
export type Path = readonly (string | number)[];

/** The fields of a path item that hold an operation; `query` came with OpenAPI 3.2. */
export const METHODS: readonly string[] = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of its own: a schema may be called `constructor`. */
export function member(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

/** The members of a mapping; none where there is no mapping. */
export function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The items of a list; none where there is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** One or several as a list; none where there is nothing. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? itemsOf(value) : [value];
}

/** Replaces every value of a mapping. */
export function mapValues(
  node: JsonObject,
  replace: (value: unknown, key: string) => unknown,
): JsonObject {
  const replaced: Record<string, unknown> = {};
  for (const key of Object.keys(node)) {
    const value = replace(node[key], key);
    if (key !== '__proto__') replaced[key] = value;
    else Object.defineProperty(replaced, key, { value, enumerable: true });
  }
  return replaced;
}

/** A mapping without the members that a test picks. */
export function without(node: JsonObject, isUnwanted: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !isUnwanted(key)));
}

/** A value as a message may show it. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
