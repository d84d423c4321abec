import { isDeepStrictEqual } from 'node:util';
import {
  isObject,
  itemsOf,
  member,
  without,
  type JsonObject,
  type OpenAPIDocument,
  type Path,
} from '../contract/document.js';
import { mapChildren, type Kind } from '../contract/grammar.js';
import { resolveRef, valueAt } from '../contract/pointer.js';

/**
 * What an object of a contract means, whatever the way it is written: without words and order, references followed, defaults
 * left out, a composition that is none dissolved, all in the terms of OpenAPI 3.1.
 */
export interface Shape {
  readonly kind: Kind;
  /** Where it is declared in its document. */
  readonly path: Path;
  /** What it says itself. */
  readonly fields: JsonObject;
  /** Its words for people: no meaning to a program. */
  readonly words: JsonObject;
  /** The objects in it, by the keys that lead there, such as `properties/email`. */
  readonly children: ReadonlyMap<string, Child>;
  /** Lists of objects whose order means nothing, such as `anyOf`. */
  readonly lists: ReadonlyMap<string, readonly Child[]>;
}

/** An object in another, not looked at yet: a contract may be recursive. */
export interface Child {
  readonly value: unknown;
  readonly path: Path;
  readonly keys: Path;
  readonly shape: () => Shape;
}

type Draft = Omit<Shape, 'kind' | 'path'>;

/** Gives the shapes of one document; the same object has the same shape, however often it is asked for. */
export function shapesOf(
  document: OpenAPIDocument,
): (value: unknown, kind: Kind, path: Path) => Shape {
  const known = new Map<unknown, Shape>();
  const open = new Set<unknown>();

  const shapeOf = (value: unknown, kind: Kind, path: Path): Shape => {
    const found = isObject(value) ? known.get(value) : undefined;
    if (found) return found;
    const [target, targetPath] = targetOf(value, path);
    // What is only a reference is what it refers to, so that a recursive schema comes back to itself.
    if (isOnlyReference(value) && target !== value) return shapeOf(target, kind, targetPath);
    open.add(value);
    const draft = draftOf(value, kind, path);
    const finished = kind === 'schema' ? { ...draft, fields: inNewTerms(draft.fields) } : draft;
    const shape = { kind, path: targetPath, ...finished };
    open.delete(value);
    if (isObject(target)) known.set(value, shape);
    return shape;
  };

  /** What a reference leads to, and where that is. */
  const targetOf = (value: unknown, path: Path): [unknown, Path] => {
    let at = path;
    let current = value;
    for (let hops = 0; hops < 100; hops += 1) {
      const ref = member(current, '$ref');
      const next = typeof ref === 'string' ? resolveRef(document, ref) : undefined;
      if (next === undefined) break;
      [current, at] = [valueAt(document, next), next];
    }
    return [current, at];
  };

  const draftOf = (value: unknown, kind: Kind, path: Path): Draft => {
    if (typeof value === 'boolean') return value ? EMPTY : { ...EMPTY, fields: { not: true } };
    if (!isObject(value)) return EMPTY;
    const { $ref, ...own } = value;
    if (typeof $ref !== 'string') return composed(ownDraft(value, kind, path), kind);
    const at = resolveRef(document, $ref);
    const target = at === undefined ? undefined : valueAt(document, at);
    // What leads back to itself stays a reference.
    if (at === undefined || open.has(target)) return { ...EMPTY, fields: { $ref } };
    const below = opened(target, () => draftOf(target, kind, at));
    const saysMore = kind === 'schema' && !document.openapi.startsWith('3.0');
    const beside = ownDraft(saysMore ? own : onlyWords(own), kind, path);
    const all = merged([below, beside]) ?? below;
    return { ...all, words: { ...below.words, ...beside.words } };
  };

  const opened = <T>(value: unknown, perform: () => T): T => {
    const isNew = !open.has(value);
    open.add(value);
    try {
      return perform();
    } finally {
      if (isNew) open.delete(value);
    }
  };

  const ownDraft = (node: JsonObject, kind: Kind, path: Path): Draft => {
    const children = new Map<string, Child>();
    const lists = new Map<string, Child[]>();
    mapChildren(node, kind, (child) => {
      const { value } = child;
      const [field = '', ...rest] = child.path.map(String);
      if (!isObject(value) || WORDS.includes(field) || isAnything(value, field)) return value;
      const at = [...path, ...child.path];
      const one = {
        value,
        path: at,
        keys: child.path,
        shape: () => shapeOf(value, child.kind, at),
      };
      if (!UNORDERED.includes(field)) children.set([field, ...rest].join('/'), one);
      else lists.set(field, [...(lists.get(field) ?? []), one]);
      return value;
    });
    const containers = new Set(
      [...children.values()].map(({ keys }) => String(keys[0])).concat([...lists.keys()]),
    );
    const rest = without(node, (key) => containers.has(key) || isEmptyContainer(node[key], key));
    return {
      fields: withoutDefaults(without(rest, isWord), kind),
      words: onlyWords(rest),
      children,
      lists,
    };
  };

  /** Dissolves compositions that say no more than a plain schema does. */
  const composed = (draft: Draft, kind: Kind): Draft => {
    if (kind !== 'schema') return draft;
    return withoutNullBranch(withoutAllOf(draft));
  };

  const withoutAllOf = (draft: Draft): Draft => {
    const parts = draft.lists.get('allOf');
    if (!parts) return draft;
    const rest = withoutList(draft, 'allOf');
    const drafts = parts.map(branchOf);
    const all = drafts.every((one) => one !== undefined) ? merged([rest, ...drafts]) : undefined;
    if (!all) return draft;
    // The words beside a lone reference speak of its use here.
    const words = parts.length === 1 ? { ...drafts[0]?.words, ...rest.words } : rest.words;
    return withoutAllOf({ ...all, words });
  };

  /** `anyOf: [X, null]` is a nullable X, and `anyOf: [X]` is X. */
  const withoutNullBranch = (draft: Draft): Draft => {
    for (const key of ['anyOf', 'oneOf']) {
      const branches = draft.lists.get(key) ?? [];
      if (branches.length === 0 || branches.length > 2) continue;
      const drafts = branches.map(branchOf);
      const others = drafts.filter((one) => one === undefined || !admitsNullAlone(one));
      const [other] = others;
      if (others.length !== 1 || other === undefined) continue;
      if (branches.length === 2 && other.fields['type'] === undefined) continue;
      const rest = withoutList(draft, key);
      const nullable = { ...EMPTY, fields: branches.length === 2 ? { nullable: true } : {} };
      const all = merged([rest, other, nullable]);
      if (all) return { ...all, words: { ...other.words, ...rest.words } };
    }
    return draft;
  };

  const branchOf = ({ value, path }: Child): Draft | undefined => {
    if (open.has(value)) return undefined;
    const draft = opened(value, () => draftOf(value, 'schema', path));
    return draft.fields['$ref'] === undefined ? draft : undefined;
  };

  return shapeOf;
}

function isOnlyReference(value: unknown): boolean {
  return typeof member(value, '$ref') === 'string' && Object.keys(value as object).length === 1;
}

const EMPTY: Draft = { fields: {}, words: {}, children: new Map(), lists: new Map() };

/** Fields that hold text for people, or samples. */
const WORDS: readonly string[] = [
  'description',
  'summary',
  'title',
  'example',
  'examples',
  'externalDocs',
  'tags',
];

/** Lists of objects whose order means nothing. */
const UNORDERED: readonly string[] = ['allOf', 'anyOf', 'oneOf', 'parameters'];

/** Lists of values whose order means nothing. */
const SETS: readonly string[] = ['required', 'enum', 'type'];

function isWord(key: string): boolean {
  return WORDS.includes(key) || key.startsWith('x-');
}

function onlyWords(node: JsonObject): JsonObject {
  return without(node, (key) => !isWord(key));
}

function withoutList(draft: Draft, key: string): Draft {
  return { ...draft, lists: new Map([...draft.lists].filter(([name]) => name !== key)) };
}

/** Puts parts that all hold into one; undefined where two of them speak of the same thing. */
function merged(drafts: readonly Draft[]): Draft | undefined {
  const fields: Record<string, unknown> = {};
  const children = new Map<string, Child>();
  const lists = new Map<string, readonly Child[]>();
  for (const draft of drafts) {
    for (const [key, value] of Object.entries(draft.fields)) {
      if (key === 'required' && Array.isArray(value)) {
        fields[key] = [...new Set([...itemsOf(fields[key]), ...itemsOf(value)])];
      } else if (key in fields && !isDeepStrictEqual(fields[key], value)) return undefined;
      else fields[key] = value;
    }
    for (const [key, child] of draft.children) {
      if (children.has(key)) return undefined;
      children.set(key, child);
    }
    for (const [key, list] of draft.lists) {
      if (lists.has(key)) return undefined;
      lists.set(key, list);
    }
  }
  // A closed part knows nothing of the others' fields.
  const isClosed =
    drafts.length > 1 && drafts.some((one) => one.fields['additionalProperties'] === false);
  const owners = drafts.filter((one) => one.children.size > 0);
  if (isClosed && owners.length > 1) return undefined;
  return { fields, words: {}, children, lists };
}

/** `{ type: null }`, or what OpenAPI 3.0 has for it. */
function admitsNullAlone({ fields }: Draft): boolean {
  return fields['type'] === 'null' || isDeepStrictEqual(fields['enum'], [null]);
}

/** Values that say what would hold without them. */
const DEFAULTS: JsonObject = {
  nullable: false,
  deprecated: false,
  readOnly: false,
  writeOnly: false,
  uniqueItems: false,
  exclusiveMinimum: false,
  exclusiveMaximum: false,
  minLength: 0,
  minItems: 0,
  minProperties: 0,
  allowEmptyValue: false,
  allowReserved: false,
};

function withoutDefaults(node: JsonObject, kind: Kind): JsonObject {
  return without(node, (key) => {
    const value = node[key];
    if (key === 'required') return value === false;
    if (kind === 'parameter' && key === 'style') return value === styleOf(node);
    if (kind === 'parameter' && key === 'explode') {
      return value === ((node['style'] ?? styleOf(node)) === 'form');
    }
    return member(DEFAULTS, key) === value;
  });
}

function styleOf(parameter: JsonObject): string {
  return ['query', 'cookie'].includes(String(parameter['in'])) ? 'form' : 'simple';
}

/** `additionalProperties: {}` is `additionalProperties: true`. */
function isAnything(value: unknown, key: string): boolean {
  return key === 'additionalProperties' && isObject(value) && Object.keys(value).length === 0;
}

/** A mapping or list that has nothing in it. */
function isEmptyContainer(value: unknown, key: string): boolean {
  if (['security', 'default', 'enum', 'additionalProperties'].includes(key)) return false;
  return Array.isArray(value)
    ? value.length === 0
    : isObject(value) && Object.keys(value).length === 0;
}

/** A schema's own fields as OpenAPI 3.1 has them, sets in order. */
function inNewTerms(old: JsonObject): JsonObject {
  const { nullable, const: constant, ...fields }: Record<string, unknown> = { ...old };
  if (constant !== undefined) fields['enum'] = [constant];
  if (isAnything(fields['additionalProperties'], 'additionalProperties')) {
    fields['additionalProperties'] = true;
  }
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (fields[exclusive] !== true) continue;
    fields[exclusive] = fields[limit];
    Reflect.deleteProperty(fields, limit);
  }
  const { type } = fields;
  const types = Array.isArray(type) ? itemsOf(type) : type === undefined ? [] : [type];
  if (nullable === true && types.length > 0 && !types.includes('null')) {
    fields['type'] = [...types, 'null'];
  }
  const values = itemsOf(fields['enum']);
  const isNullable = itemsOf(fields['type']).includes('null');
  if (values.length > 0 && isNullable) fields['enum'] = [...values, null];
  for (const key of SETS) {
    const set = fields[key];
    if (Array.isArray(set)) fields[key] = inOrder(set);
  }
  const [only, ...more] = itemsOf(fields['type']);
  if (only !== undefined && more.length === 0) fields['type'] = only;
  return fields;
}

function inOrder(set: readonly unknown[]): readonly unknown[] {
  const texts = new Map(set.map((value) => [JSON.stringify(value), value]));
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
