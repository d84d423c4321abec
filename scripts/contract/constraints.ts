import { commentText } from './comment.js';
import {
  isObject,
  itemsOf,
  mapValues,
  member,
  textOf,
  without,
  type JsonObject,
  type OpenAPIDocument,
} from './document.js';
import { mapChildren, type Child } from './grammar.js';
import { dereference } from './pointer.js';

/** What a schema demands of a value beyond its type. */
const CONSTRAINTS = [
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
];

/**
 * Writes the constraints on a value into its description, as tags on lines of their own, so that an editor shows them at hover.
 * Makes sure, too, that what the contract says as text stays text in a comment.
 */
export function describeConstraints(document: OpenAPIDocument): OpenAPIDocument {
  const describe = ({ value, kind, path }: Child): unknown => {
    // An empty key in YAML is null; openapi-typescript wants a mapping.
    if (value === null) return {};
    // So it does for a boolean schema in these two.
    if (typeof value === 'boolean' && ['allOf', '$defs'].includes(String(path.at(-2)))) {
      return value ? {} : { not: {} };
    }
    if (!isObject(value)) return value;
    const node = mapValues(mapChildren(value, kind, describe), printable);
    if (kind === 'schema') {
      // openapi-typescript prints the format, too, in its own way.
      const once = without(node, (key) => key === 'format');
      // At hover a reference shows nothing of what it refers to.
      const source = '$ref' in value ? dereference(document, value) : undefined;
      return withTags(withDescription(once, source), tagsOf(document, value));
    }
    if (kind === 'parameter' || kind === 'header') {
      const source = dereference(document, value['schema']);
      return withTags(withDescription(node, source), tagsOf(document, value['schema']));
    }
    return node;
  };
  return describe({ value: document, kind: 'document', path: [] }) as OpenAPIDocument;
}

function printable(value: unknown, key: string): unknown {
  switch (key) {
    case 'title':
    case 'summary':
    case 'description':
      return typeof value === 'object' ? undefined : commentText(value);
    case 'default':
    case 'example':
      return dataText(value);
    case 'examples':
      return itemsOf(value).map(dataText);
    default:
      return value;
  }
}

function dataText(value: unknown): string {
  return commentText(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}

function withDescription(node: JsonObject, source: unknown): JsonObject {
  const description = member(source, 'description');
  return node['description'] || typeof description !== 'string'
    ? node
    : { ...node, description: commentText(description) };
}

function withTags(node: JsonObject, tags: readonly string[]): JsonObject {
  if (tags.length === 0) return node;
  // Without a description the tags go after the title, so that no @description stands before them.
  const field = node['description'] ? 'description' : 'title';
  const text = node[field] ? [textOf(node[field])] : [];
  return { ...node, [field]: [...text, ...tags].join('\n') };
}

/** The constraints of a schema as tags, also those that it takes over from others. */
function tagsOf(
  document: OpenAPIDocument,
  schema: unknown,
  above: readonly unknown[] = [],
): readonly string[] {
  const target = dereference(document, schema);
  if (target === undefined || above.includes(target)) return [];
  const parts = [...itemsOf(member(target, 'allOf')), ...onlyAlternative(target)];
  const tags = [
    // OpenAPI 3.1 allows constraints beside a $ref.
    ...[schema, target].flatMap((node) => CONSTRAINTS.flatMap((name) => tagOf(name, node))),
    ...parts.flatMap((part) => tagsOf(document, part, [...above, target])),
  ];
  return [...new Set(tags)];
}

const LIMITS = new Map([
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
]);

function tagOf(name: string, schema: unknown, as = name): readonly string[] {
  const value = member(schema, name);
  const limit = LIMITS.get(name);
  // Before OpenAPI 3.1, a limit is exclusive by a flag beside it.
  if (limit !== undefined && value === true) return tagOf(limit, schema, name);
  const isExclusive = [...LIMITS].some(
    ([flag, of]) => of === name && member(schema, flag) === true,
  );
  if (isExclusive && as === name) return [];
  if (value === true) return [`@${name}`];
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return [`@${as} ${commentText(value).replaceAll('\n', '\\n')}`];
}

/** `anyOf: [X, { type: 'null' }]` is how OpenAPI 3.1 writes an X that may be null. */
function onlyAlternative(schema: unknown): readonly unknown[] {
  const alternatives = [...itemsOf(member(schema, 'anyOf')), ...itemsOf(member(schema, 'oneOf'))];
  const others = alternatives.filter((alternative) => member(alternative, 'type') !== 'null');
  return others.length === 1 ? others : [];
}
