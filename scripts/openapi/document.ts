/** A mapping of a contract. Nothing is known about its values. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.x document as plain data. Its `$ref`s resolve within it. */
export interface OpenAPIDocument extends JsonObject {
  readonly openapi: string;
}

/** The keys and indexes that lead from the document to one of its values. */
export type Path = readonly (string | number)[];

/** One operation of a document; its name is like `POST /payment/refund`. */
export interface Operation {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
}

/** The fields of a path item that hold an operation. */
export const METHODS = 'get put post delete options head patch trace'.split(' ');

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own members of a mapping; none if the value is no mapping. */
export function entriesOf(value: unknown): readonly [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The items of a list; none if the value is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value at a path of own members; undefined if there is none. */
export function valueAt(document: unknown, ...path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    const isOwn = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return isOwn ? (value as JsonObject)[key] : undefined;
  }, document);
}

/** A value as text; empty if there is none. */
export function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** Replaces each value of a mapping; undefined removes it. */
export function mapEntries(
  mapping: unknown,
  replace: (value: unknown, key: string) => unknown,
): JsonObject {
  const entries = entriesOf(mapping).map(([key, value]) => [key, replace(value, key)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The path of a JSON pointer such as `#/components/schemas/Name`. */
export function parsePointer(pointer: string): Path {
  const keys = pointer.split('/').slice(1);
  return keys.map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Follows `$ref`s to the value itself. */
export function dereference(document: unknown, value: unknown): unknown {
  const ref = valueAt(value, '$ref');
  if (typeof ref !== 'string') return value;
  return dereference(document, valueAt(document, ...parsePointer(ref)));
}

/** Every operation of a document, in its order. */
export function operationsOf(document: JsonObject | undefined): readonly Operation[] {
  return entriesOf(document?.['paths']).flatMap(([path, item]) =>
    entriesOf(dereference(document, item)).flatMap(([method, operation]) =>
      METHODS.includes(method) && isObject(operation)
        ? [{ name: `${method.toUpperCase()} ${path}`, path, method, operation }]
        : [],
    ),
  );
}

/** Leaves out path parameters that are in no path: the client fills the organization into the server URL. */
export function withoutServerParameters(document: OpenAPIDocument): OpenAPIDocument {
  const clean = (owner: unknown, path: string): unknown =>
    mapEntries(owner, (value, key) => {
      if (METHODS.includes(key)) return clean(value, path);
      if (key !== 'parameters') return value;
      const kept = itemsOf(value).filter((parameter) => {
        const target = dereference(document, parameter);
        const isInPath = path.includes(`{${textOf(valueAt(target, 'name'))}}`);
        return valueAt(target, 'in') !== 'path' || isInPath;
      });
      return kept.length > 0 ? kept : undefined;
    });
  return { ...document, paths: mapEntries(document['paths'], clean) };
}
