import { entriesOf, isObject, textOf, valueAt, type JsonObject } from '../openapi/document.js';

/** What speaks to people only. */
const WORDS = 'info title summary description example examples externalDocs tags'.split(' ');

/** How much a change matters to a caller: what worked may fail, nothing to do, or words only. */
export const LEVELS = ['breaking', 'compatible', 'wording'] as const;
export type Level = (typeof LEVELS)[number];

/** One difference between the vendored contract and the published one. */
export interface Change {
  readonly level: Level;
  /** Such as `POST /payment/refund`; `*` for all operations. */
  readonly operation: string;
  readonly message: string;
  /** The rule of oasdiff; absent for our own findings. */
  readonly id?: string;
}

/** A change as oasdiff's changelog has it. Level 1 is compatible, 2 may be breaking, and 3 is. */
export interface LoggedChange extends Readonly<Record<'id' | 'text', string>> {
  readonly level: number;
  readonly operation?: string;
  readonly path?: string;
}

/** One difference in a diff of oasdiff. */
interface Leaf {
  /** The keys that lead to it, without names; `key` is the last one, and tells what differs. */
  readonly keys: readonly string[];
  readonly key: string;
  /** The names on the way: a status, a header or a parameter, then the steps to a field, such as `list/`, `items/` and `id/`. */
  readonly names: readonly string[];
  readonly kind: 'changed' | 'added' | 'deleted';
  readonly from?: unknown;
  readonly to?: unknown;
  /** Whether a whole list came or went, of which oasdiff judges the items. */
  readonly isWhole?: boolean;
}

/**
 * Classifies the differences of one operation, or of all. oasdiff's changelog tells what a change means. What only its diff has is
 * breaking, unless its kind says that it is not.
 */
export function classify(operation: string, diff: unknown, changelog: readonly LoggedChange[]) {
  const leaves = leavesOf(diff);
  const told = changelog.map((entry) => leaves.filter((leaf) => tells(entry, leaf)));
  const changes = changelog.map((entry, at): Change => {
    const own = told[at] ?? [];
    // oasdiff takes a new format for another type.
    const [first] = own.every(({ key, isWhole }) => isWhole || key === 'format') ? own : [];
    const level = first ? levelOf(first) : entry.level > 1 ? 'breaking' : 'compatible';
    return { level, operation, message: entry.text, id: entry.id };
  });
  const known = new Set(told.flat());
  const untold = leaves.filter((leaf) => !known.has(leaf));
  const findings = untold.map((leaf): Change => {
    return { level: levelOf(leaf), operation, message: describe(leaf) };
  });
  return [...changes, ...findings];
}

/** The differences in a diff, or a part of one, to which keys and names lead. */
function leavesOf(diff: unknown, keys: string[] = [], names: string[] = []): readonly Leaf[] {
  const key = keys.at(-1) ?? '';
  if (!isObject(diff)) return [];
  if ('from' in diff) return [{ keys, key, names, kind: 'changed', ...diff }];
  return entriesOf(diff).flatMap(([name, inner]): readonly Leaf[] => {
    // The types that a field may have are told as such.
    if ('listOfTypes' in diff && /^(type|anyOf|oneOf)$/.test(name)) return [];
    if (name === 'modified') {
      return Object.entries(Object(inner) as JsonObject).flatMap(([item, one]) => {
        // Parameters are listed by where they are, such as in the query.
        if (key === 'parameters') return leavesOf({ modified: one }, [...keys, item], [item]);
        return leavesOf(valueAt(one, 'diff') ?? one, keys, [...names, ...stepTo(key, item, one)]);
      });
    }
    if (!/^(schema)?(added|deleted)$/i.test(name)) {
      const step = /^(items|additionalProperties|not)$/.test(name) ? [`${name}/`] : [];
      return leavesOf(inner, [...keys, name], [...names, ...step]);
    }
    const kind = /added$/i.test(name) ? 'added' : 'deleted';
    const isAll = 'enumAdded' in diff || 'enumDeleted' in diff || valueAt(inner, 1, 'index') === 1;
    const isWhole = isAll || (key === 'type' && Object.keys(diff).length === 1);
    // What is not listed by its name is told apart by its place alone.
    const items = (isObject(inner) ? Object.values(inner) : [inner]).flat();
    const texts = items.map((item) => (typeof item === 'string' ? item : ''));
    return texts.map((to) => ({ keys, key, names, kind, to, isWhole }));
  });
}

/** The step from what is at a key to one of its items, as oasdiff writes it. */
function stepTo(key: string, item: string, diff: unknown): string[] {
  if (key === 'content') return [];
  if (key === 'properties') return [`${item}/`];
  const number = Number(valueAt(diff, 'revision', 'index')) + 1;
  if (key.endsWith('Of')) return [`${key}[subschema #${number}]/`];
  return [key === 'patternProperties' ? `${key}[${item}]/` : item];
}

/** What the names of oasdiff's rules have where they do not have the key of a difference. */
const RULES: Readonly<Record<string, string>> = {
  format: 'type',
  required: 'required|optional',
  properties: 'property-(added|removed)|^new-',
  content: 'media-type',
  securityRequirements: 'security',
  deprecated: 'deprecated|reactivated',
};

/** Whether the changelog tells of a difference: by what differs, and where. */
function tells({ id, text }: LoggedChange, { keys, key, names, kind, to }: Leaf): boolean {
  const kebab = key.replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`);
  const rule = RULES[key] ?? kebab.replace(/(s|-diff)$/, '');
  const item = kind === 'changed' || /type/i.test(key) ? '' : textOf(to);
  const path = names.filter((name) => name.endsWith('/')).join('');
  const isField = /^(required|properties)$/.test(key) && kind !== 'changed';
  const places = isField ? [path + item] : [path.slice(0, -1), item];
  const wanted = [...names.filter((name) => !name.endsWith('/')), ...places];
  const quoted = ['', ...text.split(/\/?`/)];
  return (
    new RegExp(rule).test(id) &&
    id.includes('response') === (keys[0] === 'responses') &&
    id.includes('response-header') === keys.includes('headers') &&
    (isField || path !== '' || !/-property(?!-name)/.test(id)) &&
    wanted.every((one) => quoted.includes(one))
  );
}

/** The level of a difference by its kind: fewer values in a request are breaking, or more in a response, or what is unclear. */
function levelOf(leaf: Leaf): Level {
  const { keys, key, kind, to } = leaf;
  if (keys.some((one) => WORDS.includes(one))) return 'wording';
  if (/^(default|deprecated)$/.test(key)) return 'compatible';
  // Such as 402 or `default`: code that reads a success is not affected.
  if (key === 'responses' && !textOf(to).startsWith('2')) return 'compatible';
  if (/^(properties|headers)$/.test(key)) return kind === 'added' ? 'compatible' : 'breaking';
  const isUnclear = keys.some((one) =>
    /^(not|servers|extensions|callbacks|encoding|XML)$/.test(one),
  );
  return !isUnclear && narrows(leaf) === (keys[0] === 'responses') ? 'compatible' : 'breaking';
}

/** Whether fewer values are valid than before; undefined if that is unclear. */
function narrows({ keys, key, kind, from, to, isWhole }: Leaf): boolean | undefined {
  if (kind !== 'changed') {
    if (isWhole && key.endsWith('Of')) return undefined;
    const isLonger = /^(enum|anyOf|oneOf|listOfTypes)$/.test(key) && !isWhole;
    return (kind === 'added') !== isLonger;
  }
  if (/^nullable$|Allowed$/.test(key)) return to === false;
  if (/^(uniqueItems|exclusiveM..|required)$/.test(key)) return to === true;
  const [isNew, isGone] = [from, to].map((one) => one === null || one === '');
  if (isNew || isGone) return keys.includes('schema') ? isNew : undefined;
  if (/^max/.test(key)) return Number(to) < Number(from);
  if (/^min/.test(key)) return Number(to) > Number(from);
  return key === 'multipleOf' && Number(from) % Number(to) === 0 ? false : undefined;
}

/** Such as `requestBody/email_address/uniqueItems: false → true`. Long values show their beginning. */
function describe({ keys, names, kind, from, to }: Leaf): string {
  const [first, ...rest] = keys;
  const place = [first, ...names, ...rest.slice(-1)].map((name) => name?.replace(/\/$/, ''));
  const [was, is] = [from, to].map((value) => JSON.stringify(value ?? null).slice(0, 60));
  // The beginning of a long text may be the same.
  const both = was === is ? 'changed' : `${was} → ${is}`;
  const what = kind === 'changed' ? both : `${textOf(to)} ${kind}`.trim();
  return `${place.join('/')}: ${what}`;
}
