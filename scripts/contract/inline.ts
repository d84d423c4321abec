import {
  isObject,
  itemsOf,
  mapValues,
  METHODS,
  without,
  type JsonObject,
  type OpenAPIDocument,
} from './document.js';
import { mapChildren, type Child } from './grammar.js';
import { dereference } from './pointer.js';

/** Puts what a reference names into its place where openapi-typescript expects the thing itself, or would see nothing else. */
export function inlineReferences(document: OpenAPIDocument): OpenAPIDocument {
  const inline = (child: Child): unknown => {
    const { value, kind, path } = child;
    if (!isObject(value)) return value;
    const node = value['$ref'] === undefined ? value : replaced(document, child, value);
    return mapChildren(node, kind, inline, path);
  };
  return inline({ value: document, kind: 'document', path: [] }) as OpenAPIDocument;
}

function replaced(
  document: OpenAPIDocument,
  { kind, path }: Child,
  reference: JsonObject,
): JsonObject {
  const { $ref, ...own } = reference;
  if (kind === 'schema') {
    // Since OpenAPI 3.1 a schema may say more beside its $ref.
    const saysMore = !document.openapi.startsWith('3.0') && SHAPE.some((key) => key in own);
    return saysMore ? { ...own, allOf: [{ $ref }, ...itemsOf(own['allOf'])] } : reference;
  }
  const isComponent = path[0] === 'components' && path.length === 3;
  const hasOperations = METHODS.some((method) => method in own);
  if (kind !== 'mediaType' && !isComponent && path[0] !== 'webhooks' && !hasOperations) {
    return reference;
  }
  const target = dereference(document, reference);
  return isObject(target) ? { ...mapValues(target, anonymous), ...own } : own;
}

/** The fields of a schema that shape its type. */
const SHAPE = ['properties', 'required', 'additionalProperties', 'allOf', 'anyOf', 'oneOf'];

/** An operation that stands in two places cannot keep its name in both. */
function anonymous(value: unknown, key: string): unknown {
  return METHODS.includes(key) && isObject(value)
    ? without(value, (name) => name === 'operationId')
    : value;
}
