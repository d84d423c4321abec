import { isObject, member, type Path } from './document.js';

/** The path that a reference within the document names; undefined where it leads nowhere, or elsewhere. */
export function resolveRef(document: unknown, ref: string): Path | undefined {
  if (!ref.startsWith('#')) return undefined;
  if (!ref.startsWith('#/')) return anchorPath(document, ref.slice(1));
  const path = ref
    .slice(2)
    .split('/')
    .map((key) => unescapeKey(decode(key)));
  return valueAt(document, path) === undefined ? undefined : path;
}

/** The reference that names a path. */
export function formatRef(path: Path): string {
  const keys = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
  return `#/${keys.join('/')}`;
}

/** A key of a JSON Pointer as it was before it was written there. */
export function unescapeKey(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce(member, document);
}

/** Follows references until something is none; undefined where that leads nowhere or in a circle. */
export function dereference(document: unknown, value: unknown): unknown {
  const seen = new Set<unknown>();
  let current = value;
  while (isObject(current) && typeof current['$ref'] === 'string') {
    const path = resolveRef(document, current['$ref']);
    if (path === undefined || seen.has(current)) return undefined;
    seen.add(current);
    current = valueAt(document, path);
  }
  return current;
}

/** OpenAPI 3.1 lets a schema name itself by an `$anchor`. */
function anchorPath(node: unknown, anchor: string): Path | undefined {
  if (typeof node !== 'object' || node === null || anchor === '') return undefined;
  if (member(node, '$anchor') === anchor) return [];
  for (const [key, value] of Object.entries(node)) {
    const below = anchorPath(value, anchor);
    if (below) return [key, ...below];
  }
  return undefined;
}

// A lone % encodes nothing: it is a part of the name.
function decode(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
