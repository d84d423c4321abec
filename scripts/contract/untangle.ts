import {
  asList,
  isObject,
  itemsOf,
  mapValues,
  member,
  membersOf,
  without,
  type JsonObject,
  type OpenAPIDocument,
} from './document.js';
import { formatRef, resolveRef, valueAt } from './pointer.js';

/** A document whose schemas TypeScript can declare. */
interface Untangled {
  readonly document: OpenAPIDocument;
  /** The interfaces that stand for lists which contain themselves, and the schema that each extends: `#/Name` refers to one. */
  readonly lists: ReadonlyMap<string, string>;
}

/**
 * TypeScript refuses a type that needs itself at once. Within an object it may come later, but not in a list (`Tree: Tree[]`) nor
 * in an intersection (a base that is one of its own variants). So such a list becomes an interface, and such a base goes in
 * without its variants.
 */
export function untangle(document: OpenAPIDocument): Untangled {
  const { document: listed, lists } = nameLists(document);
  return { document: baseWithoutVariants(listed), lists };
}

function nameLists(document: OpenAPIDocument): Untangled {
  const needs = circularity(document);
  const lists = new Map<string, string>();
  const bodies: [string, unknown][] = [];
  const schemas = mapParts(document, (schema, owner) => {
    if (!elementsOf(schema).some((element) => needs(element, owner))) return schema;
    const name = `Recursive${lists.size + 1}`;
    // No contract has a component of such a name: a slash is not allowed there.
    const body = `${name}/list`;
    lists.set(name, body);
    bodies.push([
      body,
      { type: 'array', items: schema['items'], prefixItems: schema['prefixItems'] },
    ]);
    const list = { $ref: formatRef([name]) };
    const otherTypes = itemsOf(schema['type']).filter((type) => type !== 'array');
    const rest = without(schema, (key) => ['type', 'items', 'prefixItems'].includes(key));
    const either = otherTypes.length > 0 ? { anyOf: [list, { type: otherTypes }] } : list;
    return { ...rest, allOf: [...itemsOf(rest['allOf']), either] };
  });
  return { document: withSchemas(document, { ...schemas, ...Object.fromEntries(bodies) }), lists };
}

function baseWithoutVariants(document: OpenAPIDocument): OpenAPIDocument {
  const needs = circularity(document);
  const schemas = mapParts(document, (schema, owner) => {
    const bases = itemsOf(schema['allOf']);
    if (!bases.some((base) => needs(base, owner))) return schema;
    const allOf = bases.map((base) => {
      const name = referredSchema(document, base);
      if (name === undefined || !needs(base, owner)) return base;
      const target = valueAt(document, ['components', 'schemas', name]) as JsonObject;
      return without(target, (key) => key === 'oneOf' || key === 'anyOf');
    });
    return { ...schema, allOf };
  });
  return withSchemas(document, schemas);
}

function withSchemas(document: OpenAPIDocument, schemas: JsonObject): OpenAPIDocument {
  return document.components?.['schemas'] === undefined
    ? document
    : { ...document, components: { ...document.components, schemas } };
}

/** Replaces, from the inside out, all parts of each schema that its type needs at once; `owner` is the schema's name. */
function mapParts(
  document: OpenAPIDocument,
  replace: (part: JsonObject, owner: string) => JsonObject,
): JsonObject {
  const visit = (part: unknown, owner: string): unknown => {
    if (!isObject(part)) return part;
    const visited = mapValues(part, (value, key) => {
      if (!PARTS.includes(key)) return value;
      return Array.isArray(value)
        ? value.map((inner: unknown) => visit(inner, owner))
        : visit(value, owner);
    });
    return replace(visited, owner);
  };
  return Object.fromEntries(
    membersOf(document.components?.['schemas']).map(([name, schema]) => [
      name,
      visit(schema, name),
    ]),
  );
}

/** The fields of a schema that its type needs at once. */
const PARTS = ['allOf', 'anyOf', 'oneOf', 'items', 'prefixItems'];

/** Tells whether a part of a schema needs that very schema at once. */
function circularity(document: OpenAPIDocument): (part: unknown, owner: string) => boolean {
  const direct = new Map(
    membersOf(document.components?.['schemas']).map(([name, schema]) => [
      name,
      neededBy(document, schema),
    ]),
  );
  const reached = new Map<string, ReadonlySet<string>>();
  const reach = (name: string): ReadonlySet<string> => {
    const known = reached.get(name);
    if (known) return known;
    const found = new Set([name]);
    // A set grows while it is walked, so this follows all that is added.
    for (const next of found) for (const further of direct.get(next) ?? []) found.add(further);
    reached.set(name, found);
    return found;
  };
  return (part, owner) => neededBy(document, part).some((name) => reach(name).has(owner));
}

/** The schemas that the type of a schema needs at once. */
function neededBy(document: OpenAPIDocument, schema: unknown): readonly string[] {
  const name = referredSchema(document, schema);
  if (name !== undefined) return [name];
  const parts = PARTS.flatMap((key) => asList(member(schema, key)));
  return parts.flatMap((part) => (isObject(part) ? neededBy(document, part) : []));
}

function elementsOf(schema: JsonObject): readonly unknown[] {
  return [...itemsOf(schema['prefixItems']), ...asList(schema['items'])];
}

function referredSchema(document: OpenAPIDocument, value: unknown): string | undefined {
  const ref = member(value, '$ref');
  const path = typeof ref === 'string' ? resolveRef(document, ref) : undefined;
  return path?.length === 3 && path[1] === 'schemas' ? String(path[2]) : undefined;
}
