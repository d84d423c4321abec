import { isDeepStrictEqual } from 'node:util';
import {
  asList,
  isObject,
  itemsOf,
  member,
  without,
  type JsonObject,
} from '../contract/document.js';
import type { Kind } from '../contract/grammar.js';
import type { Child, Draft } from './shape.js';

export const EMPTY: Draft = {
  fields: {},
  words: {},
  children: new Map(),
  lists: new Map(),
  kinds: new Map(),
  places: new Map(),
};

/** Fields that hold text for people, or samples. */
export const WORDS: readonly string[] = [
  'description',
  'summary',
  'title',
  'example',
  'examples',
  'externalDocs',
  'tags',
];

/** Lists of values whose order means nothing. */
const SETS: readonly string[] = ['required', 'enum', 'type'];

export function isWord(key: string): boolean {
  return WORDS.includes(key) || key.startsWith('x-');
}

export function onlyWords(node: JsonObject): JsonObject {
  return without(node, (key) => !isWord(key) || isDeepStrictEqual(node[key], []));
}

export function withoutList(draft: Draft, key: string): Draft {
  return { ...draft, lists: new Map([...draft.lists].filter(([name]) => name !== key)) };
}

/** With the words that are said first, else those said further below. */
export function withWords(draft: Draft, first: Draft, below: Draft | undefined): Draft {
  return { ...draft, words: { ...below?.words, ...first.words } };
}

/** Puts parts that all hold into one; undefined where two of them speak of the same thing. */
export function merged(drafts: readonly Draft[]): Draft | undefined {
  const fields: Record<string, unknown> = {};
  const children = new Map<string, Child>();
  const lists = new Map<string, readonly Child[]>();
  const kinds = new Map<string, Child>();
  for (const draft of drafts) {
    for (const [key, value] of Object.entries(draft.fields)) {
      if (key === 'required' && Array.isArray(value)) {
        fields[key] = [...new Set([...itemsOf(fields[key]), ...itemsOf(value)])];
      } else if (key in fields && !isDeepStrictEqual(fields[key], value)) return undefined;
      else fields[key] = value;
    }
    for (const [key, child] of draft.children) {
      const known = children.get(key);
      if (known && !saysSame(known.value, child.value)) return undefined;
      if (!known) children.set(key, child);
    }
    for (const [key, list] of draft.lists) {
      if (lists.has(key)) return undefined;
      lists.set(key, list);
    }
    for (const [key, child] of draft.kinds) kinds.set(key, child);
  }
  // A closed part knows nothing of the others' fields.
  const isClosed = (draft: Draft) => draft.fields['additionalProperties'] === false;
  const owners = drafts.filter((draft) => draft.children.size > 0);
  if (drafts.some((draft) => isClosed(draft) && owners.some((owner) => owner !== draft))) {
    return undefined;
  }
  const places = new Map(drafts.toReversed().flatMap((draft) => [...draft.places]));
  return { fields, words: {}, children, lists, kinds, places };
}

/** Whether two objects of one document say the same, whatever their words. */
function saysSame(one: unknown, other: unknown): boolean {
  const bare = (value: unknown) => (isObject(value) ? without(value, isWord) : value);
  return isDeepStrictEqual(bare(one), bare(other));
}

/** `{ type: null }`, or what OpenAPI 3.0 has for it. */
export function admitsNullAlone({ fields }: Draft): boolean {
  return fields['type'] === 'null' || isDeepStrictEqual(fields['enum'], [null]);
}

/** The types of a schema that says nothing but them. */
export function plainTypes({ fields, children, lists }: Draft): readonly unknown[] | undefined {
  const { type, nullable, ...others } = fields;
  const isPlain = Object.keys(others).length === 0 && children.size === 0 && lists.size === 0;
  if (!isPlain || type === undefined) return undefined;
  return [...asList(type), ...(nullable === true ? ['null'] : [])];
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

/** The fields without those that say what holds anyway, header names as HTTP has them, a lone type without its list. */
export function withoutDefaults(node: JsonObject, kind: Kind): JsonObject {
  const { name, type } = node;
  const isHeader = ['parameter', 'securityScheme'].includes(kind) && node['in'] === 'header';
  const [only, ...others] = itemsOf(type);
  const plain = {
    ...node,
    ...(isHeader && typeof name === 'string' && { name: name.toLowerCase() }),
    ...(kind === 'schema' && only !== undefined && others.length === 0 && { type: only }),
  };
  return without(plain, (key) => {
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
export function isAnything(value: unknown, key: string): boolean {
  return key === 'additionalProperties' && isObject(value) && Object.keys(value).length === 0;
}

/** A mapping or list that has nothing in it. */
export function isEmptyContainer(value: unknown, key: string): boolean {
  if (['security', 'default', 'enum', 'additionalProperties'].includes(key)) return false;
  return Array.isArray(value)
    ? value.length === 0
    : isObject(value) && Object.keys(value).length === 0;
}

/** A schema in the terms of OpenAPI 3.1, sets in order. */
export function inNewTerms(draft: Draft): Draft {
  const { nullable, const: constant, ...fields }: Record<string, unknown> = { ...draft.fields };
  const { discriminator } = fields;
  // What its mapping leads to are the kinds.
  if (isObject(discriminator) && 'mapping' in discriminator) {
    fields['discriminator'] = without(discriminator, (key) => key === 'mapping');
    fields['mapping'] = [...draft.kinds.keys()].sort();
  }
  const places = new Map(draft.places);
  if (constant !== undefined) fields['enum'] = [constant];
  if (isAnything(fields['additionalProperties'], 'additionalProperties')) {
    fields['additionalProperties'] = true;
  }
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (fields[exclusive] !== true) continue;
    const { [limit]: value } = fields;
    Reflect.deleteProperty(fields, limit);
    Reflect.deleteProperty(fields, exclusive);
    if (value !== undefined) fields[exclusive] = value;
  }
  const types = asList(fields['type']);
  if (nullable === true && types.length > 0) {
    fields['type'] = [...types, 'null'];
    const values = itemsOf(fields['enum']);
    if (values.length > 0) fields['enum'] = [...values, null];
    const place = draft.places.get('nullable');
    if (place) places.set('type', place);
  }
  for (const key of SETS) {
    const set = fields[key];
    if (Array.isArray(set)) fields[key] = inOrder(set);
  }
  const [only, ...more] = itemsOf(fields['type']);
  if (only !== undefined && more.length === 0) fields['type'] = only;
  const lists = nullable === true && types.length === 0 ? withNull(draft.lists) : draft.lists;
  return { ...draft, fields, lists, places };
}

const NULL: Child = {
  value: { type: 'null' },
  path: [],
  keys: [],
  shape: () => NULL_SHAPE,
};

const NULL_SHAPE = { ...EMPTY, kind: 'schema', path: [], fields: { type: 'null' } } as const;

/** A choice that may be null has null as a choice. */
function withNull(lists: Draft['lists']): Draft['lists'] {
  return new Map(
    [...lists].map(([key, list]) => [
      key,
      key === 'anyOf' || key === 'oneOf' ? [...list, NULL] : list,
    ]),
  );
}

function inOrder(set: readonly unknown[]): readonly unknown[] {
  const texts = new Map(set.map((value) => [JSON.stringify(value), value]));
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
