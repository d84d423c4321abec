import { entriesOf, isObject, itemsOf, textOf, valueAt } from '../openapi/document.js';
import { WORDS } from './normalize.js';
import type { LoggedChange } from './oasdiff.js';

/** How much a change matters to a caller: words only, nothing to do, or what worked may fail. */
export type Level = 'wording' | 'compatible' | 'breaking';

/** One difference between the vendored contract and the published one. */
export interface Change {
  readonly level: Level;
  /** Such as `POST /payment/refund`; `*` for all operations. */
  readonly operation: string;
  readonly message: string;
  /** The rule of oasdiff; absent for our own findings. */
  readonly id?: string;
}

export const LEVELS: readonly Level[] = ['breaking', 'compatible', 'wording'];

/** One difference in a diff of oasdiff. */
interface Leaf {
  /** The keys that lead to it. Names have a slash before them; `key`, the last that is no name, tells what differs. */
  readonly place: readonly string[];
  readonly key: string;
  readonly kind: 'changed' | 'added' | 'deleted';
  readonly from?: unknown;
  readonly to?: unknown;
  /** oasdiff takes a list that came or went as a whole for its items, and a format for another type. */
  readonly isMisjudged?: boolean;
}

/**
 * Classifies the differences of one operation, or of all. oasdiff's changelog tells what a change means. What only its diff has is breaking,
 * unless its kind says that it is not.
 */
export function classify(
  operation: string,
  diff: unknown,
  changelog: readonly LoggedChange[],
): readonly Change[] {
  const leaves = leavesOf(diff);
  const told = new Set<Leaf>();
  const changes = changelog.map((entry): Change => {
    const found = leaves.filter((leaf) => tells(entry, leaf));
    // `a/b` may be told of as well as `b`: it tells of the one with the most names.
    const most = Math.max(...found.map((leaf) => namesOf(leaf).length));
    const own = found.filter((leaf) => namesOf(leaf).length === most);
    own.forEach((leaf) => told.add(leaf));
    const [first] = own.every(({ isMisjudged }) => isMisjudged) ? own : [];
    const level = first ? levelOf(first) : entry.level > 1 ? 'breaking' : 'compatible';
    return { level, operation, message: entry.text, id: entry.id };
  });
  const findings = leaves
    .filter((leaf) => !told.has(leaf))
    .map((leaf): Change => ({ level: levelOf(leaf), operation, message: describe(leaf) }));
  return [...changes, ...findings];
}

function leavesOf(value: unknown, place: readonly string[] = [], parent?: unknown): Leaf[] {
  const key = place.findLast((one) => !one.startsWith('/')) ?? '';
  // The types that a field may have are told as such.
  const isTold = /^(type|anyOf|oneOf)$/.test(key) && valueAt(parent, 'listOfTypes') !== undefined;
  if (isTold || value === undefined || key === 'extensions') return [];
  if (!isObject(value) || 'from' in value) {
    const isMisjudged = key === 'format' && entriesOf(valueAt(parent, 'type')).length < 2;
    return [{ place, key, kind: 'changed', ...(value as object), isMisjudged }];
  }
  return entriesOf(value).flatMap(([name, inner]): Leaf[] => {
    if (place.at(-2) === 'parameters') return leavesOf(inner, [...place, `/${name}`]);
    if (name === 'modified') {
      const items = itemsOf(inner).flatMap((item) => leavesOf(valueAt(item, 'diff'), place));
      return [
        ...items,
        ...entriesOf(inner).flatMap(([item, one]) => leavesOf(one, [...place, `/${item}`])),
      ];
    }
    const kind = (['added', 'deleted'] as const).find((one) => name.toLowerCase().endsWith(one));
    if (!kind) return leavesOf(inner, [...place, name], value);
    // Said by the items, too.
    if (name.startsWith('enum')) return [];
    const isMarked = itemsOf(valueAt(parent, 'extensions', kind)).includes(`x-${key}`);
    // A type that came or went as a whole: before or after, there was none.
    const isMisjudged = isMarked || (key === 'type' && Object.keys(value).length < 2);
    const leaf = { place, key, kind, isMisjudged };
    const items = itemsOf(inner).filter((item) => typeof item === 'string');
    return items.length > 0 ? items.map((to) => ({ ...leaf, to })) : [leaf];
  });
}

/** What the names of oasdiff's rules have where they do not have the key of a difference. */
const RULES: Readonly<Record<string, string>> = {
  format: 'type',
  required: 'required|optional',
  properties: 'property-(added|removed)|^new-',
  responses: 'status',
  content: 'media-type',
  securityRequirements: 'security',
  deprecated: 'deprecated|reactivated',
};

/** Whether the changelog tells of a difference: by what differs, where, and all the names there. */
function tells({ id, text }: LoggedChange, leaf: Leaf): boolean {
  const { place, key } = leaf;
  const rule = key
    .replace(/(s|Diff)$/, '')
    .replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`);
  const words = text.split(/[`/ ]/);
  return (
    new RegExp(RULES[key] ?? rule).test(id) &&
    id.includes('response') === (place[0] === 'responses') &&
    namesOf(leaf).every((name) => words.includes(name))
  );
}

/** The names that a text about a difference has: of fields, parameters and listed values. */
function namesOf({ place, key, to }: Leaf): readonly string[] {
  const isName = (name: string, at: number): boolean =>
    name.startsWith('/') && !/^(responses|content)$/.test(place[at - 1] ?? '');
  const isListed = /^(enum|required|properties|headers|responses)$/.test(key) && to !== undefined;
  const names = place.filter(isName).map((name) => name.slice(1));
  return isListed ? [...names, textOf(to)] : names;
}

/** The level of a difference by its kind: fewer values in a request are breaking, or more in a response, or what is unclear. */
function levelOf(leaf: Leaf): Level {
  const { place, key, kind, to } = leaf;
  if (place.some((one) => one === 'info' || WORDS.includes(one))) return 'wording';
  if (key === 'servers') return 'breaking';
  if (/^(default|deprecated|operationID)$/.test(key)) return 'compatible';
  if (/^(properties|headers|content|responses|callbacks)$/.test(key)) {
    const isError = key === 'responses' && !/^2/.test(textOf(to));
    return kind === 'added' || isError ? 'compatible' : 'breaking';
  }
  const isUnclear = place.slice(0, -1).includes('not');
  const isResponse = place[0] === 'responses';
  return !isUnclear && narrows(leaf) === isResponse ? 'compatible' : 'breaking';
}

/** Whether fewer values are valid than before; undefined if that is unclear. */
function narrows({ place, key, kind, from, to, isMisjudged }: Leaf): boolean | undefined {
  if (key === 'parameters') return undefined;
  if (kind !== 'changed') {
    const isLonger = /^(enum|anyOf|oneOf|listOfTypes)$/.test(key) && !isMisjudged;
    return (kind === 'added') !== isLonger;
  }
  if (/^nullable$|Allowed$/.test(key)) return to === false;
  if (/^(uniqueItems|exclusiveM..|required)$/.test(key)) return to === true;
  const [isNew, isGone] = [from, to].map((one) => one === null || one === '');
  if (isNew || isGone) return place.includes('schema') ? isNew : undefined;
  if (/^max/.test(key)) return Number(to) < Number(from);
  if (/^min/.test(key)) return Number(to) > Number(from);
  return key === 'multipleOf' && Number(from) % Number(to) === 0 ? false : undefined;
}

/** Such as `email_address/uniqueItems: false → true`. Long values show their beginning. */
function describe({ place, kind, from, to }: Leaf): string {
  const keys = place.filter((key) => !/^(content|schema|properties)$/.test(key));
  const where = keys.map((key) => key.replace(/^\//, '')).join('/');
  if (kind !== 'changed') return `${where}: ${textOf(to)} ${kind}`.replace(/  +/, ' ');
  const [was, is] = [from, to].map((value) => JSON.stringify(value ?? null).slice(0, 60));
  return `${where}: ${was} → ${is}`;
}
