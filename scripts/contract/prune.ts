import { isObject, mapValues, without, type JsonObject, type OpenAPIDocument } from './document.js';
import { mapChildren, type Child, type Kind } from './grammar.js';

/** Leaves out what no type is made from, so that nothing in it can disturb: extensions, callbacks, links, named examples. */
export function prune(document: OpenAPIDocument): OpenAPIDocument {
  const visit = ({ value, kind }: Child): unknown =>
    isObject(value) ? mapChildren(withTypesOnly(value, kind), kind, visit) : value;
  return visit({ value: document, kind: 'document', path: [] }) as OpenAPIDocument;
}

function withTypesOnly(node: JsonObject, kind: Kind): JsonObject {
  const isUntyped = (key: string) =>
    isExtension(key) ||
    ['callbacks', 'links', 'encoding'].includes(key) ||
    (key === 'examples' && !Array.isArray(node[key]));
  // Only these two maps may hold extensions beside their entries.
  const map = { document: 'paths', operation: 'responses' }[kind as string];
  return mapValues(without(node, isUntyped), (value, key) =>
    key === map && isObject(value) ? without(value, isExtension) : value,
  );
}

function isExtension(key: string): boolean {
  return key.startsWith('x-');
}
