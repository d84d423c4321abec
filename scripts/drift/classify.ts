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

export type Finding = Omit<Change, 'operation'>;

export const LEVELS: readonly Level[] = ['breaking', 'compatible', 'wording'];

/** One difference in a diff of oasdiff. */
interface Leaf {
  /** The keys that lead to it. Names have a slash before them. */
  readonly place: readonly string[];
  /** The last key that is no name: what differs. */
  readonly key: string;
  readonly kind: 'changed' | 'added' | 'deleted';
  readonly from?: unknown;
  readonly to?: unknown;
  /** Whether a list of values or choices came or went as a whole. */
  readonly isWhole?: boolean;
  /** Whether oasdiff judges it wrongly: it takes a whole list for its items, and a format for a type. */
  readonly isMisjudged?: boolean;
}

/**
 * Classifies the differences of one operation. oasdiff's changelog tells what a change means. What only its diff has is breaking,
 * unless its kind says that it is not.
 */
export function classify(
  diff: unknown,
  changelog: readonly LoggedChange[],
  isStillAuthorized: boolean,
): readonly Finding[] {
  const access = isStillAuthorized ? 'compatible' : 'breaking';
  const levels = new Map<LoggedChange, Level>();
  const findings = leavesOf(diff).flatMap((leaf): readonly Finding[] => {
    if (leaf.place.includes('extensions')) return [];
    const message = describe(leaf);
    if (leaf.place.some((key) => WORDS.has(key))) return [{ level: 'wording', message }];
    const level = leaf.place[0] === 'securityRequirements' ? access : levelOf(leaf);
    const told = changelog.filter((entry) => tells(entry, leaf));
    if (leaf.isMisjudged) told.forEach((entry) => levels.set(entry, level));
    return told.length > 0 ? [] : [{ level, message }];
  });
  const told = changelog.map((entry): Finding => {
    const { id, text: message } = entry;
    const judged = levels.get(entry) ?? (entry.level > 1 ? 'breaking' : 'compatible');
    return { level: id.startsWith('api-security') ? access : judged, message, id };
  });
  return [...told, ...findings];
}

function leavesOf(
  value: unknown,
  place: readonly string[] = [],
  parent?: unknown,
): readonly Leaf[] {
  if (!isObject(value)) return [];
  const key = place.findLast((one) => !one.startsWith('/')) ?? '';
  const leaf = { place, key };
  if ('from' in value || 'circularRef' in value) {
    const isMisjudged = key === 'format' && valueAt(parent, 'type') === undefined;
    return [{ ...leaf, kind: 'changed', ...value, isMisjudged }];
  }
  const isNamed = place.at(-2) === 'parameters';
  return entriesOf(value).flatMap(([name, inner]): readonly Leaf[] => {
    const [, kind] = /^(?:schema)?(added|deleted)$/i.exec(name.toLowerCase()) ?? [];
    if ((kind === 'added' || kind === 'deleted') && !isNamed) {
      // The types that a field may have are told as such.
      if (/^(type|anyOf|oneOf)$/.test(key) && isObject(valueAt(parent, 'listOfTypes'))) return [];
      const isMarked = itemsOf(valueAt(parent, 'extensions', kind)).includes(`x-${key}`);
      const isWhole = isMarked || 'enumAdded' in value || 'enumDeleted' in value;
      const items = itemsOf(inner).filter((item) => typeof item === 'string');
      const change = { ...leaf, kind, isWhole, isMisjudged: isWhole } as const;
      return (items.length > 0 ? items : [undefined]).map((to) => ({ ...change, to }));
    }
    if (name !== 'modified') return leavesOf(inner, [...place, isNamed ? `/${name}` : name], value);
    const items = itemsOf(inner).flatMap((item) => leavesOf(valueAt(item, 'diff'), place));
    if (items.length > 0) return items;
    return entriesOf(inner).flatMap(([item, change]) => leavesOf(change, [...place, `/${item}`]));
  });
}

/** The rules of oasdiff that tell of a difference, where their names do not have its key. */
const RULES: Readonly<Record<string, RegExp>> = {
  type: /-types?-/,
  format: /-type-/,
  listOfTypes: /-types-/,
  anyOf: /-any-of-/,
  oneOf: /-one-of-/,
  required: /-required|-optional/,
  properties: /property-(added|removed)|^new-/,
  responses: /-status-/,
  content: /-media-type-/,
  securityRequirements: /security/,
  operationID: /operation-id/,
  parameters: /-parameter/,
  deprecated: /deprecated|reactivated/,
  headers: /-header-/,
  discriminatorDiff: /-discriminator-/,
  propertyName: /-discriminator-/,
  min: /-min-(in|de|set)/,
  max: /-max-(in|de|set)/,
};

/** Whether the changelog tells of a difference: by what differs, where, and all the names there. */
function tells({ id, text }: LoggedChange, { place, key, to }: Leaf): boolean {
  const kebab = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const rule = RULES[key] ?? new RegExp(`(^|-)${kebab}(-|$)`);
  const isName = (name: string, at: number): boolean =>
    name.startsWith('/') && !/^(responses|content)$/.test(place[at - 1] ?? '');
  const isListed = /^(enum|required|properties|headers|responses)$/.test(key) && to !== undefined;
  const names = place.filter(isName).map((name) => name.slice(1));
  const words = text.split(/[`/ ]/);
  return (
    rule.test(id) &&
    id.includes('response') === (place[0] === 'responses') &&
    [...names, ...(isListed ? [textOf(to)] : [])].every((name) => words.includes(name))
  );
}

/** The level of a difference by its kind: fewer values in a request are breaking, or more in a response, or what is unclear. */
function levelOf(leaf: Leaf): Level {
  const { place, key, kind, to } = leaf;
  const isResponse = place[0] === 'responses';
  if (/^(default|deprecated|operationID|links)$/.test(key)) return 'compatible';
  if (/^(properties|headers|content|responses|callbacks)$/.test(key)) {
    const isError = key === 'responses' && !/^2/.test(textOf(to));
    return kind === 'added' || isError ? 'compatible' : 'breaking';
  }
  const isUnclear = place.includes('callbacks') || place.slice(0, -1).includes('not');
  return !isUnclear && narrows(leaf) === isResponse ? 'compatible' : 'breaking';
}

/** Whether fewer values are valid than before; undefined if that is unclear. */
function narrows({ key, kind, from, to, isWhole }: Leaf): boolean | undefined {
  if (kind !== 'changed') {
    const isAdded = kind === 'added';
    if (key === 'parameters') return undefined;
    if (/^(enum|anyOf|oneOf)$/.test(key)) return isWhole === isAdded;
    return key === 'listOfTypes' ? !isAdded : isAdded;
  }
  const isNew = from === null || from === '';
  if (/^max/.test(key)) return isNew || (to !== null && Number(to) < Number(from));
  if (/^min/.test(key)) return to !== null && (isNew || Number(to) > Number(from));
  if (/^nullable$|Allowed$/.test(key)) return to === false;
  if (/^(uniqueItems|exclusiveM..|required)$/.test(key)) return to === true;
  if (key === 'multipleOf' && Number(from) % Number(to) === 0 && to !== null) return isNew;
  return isNew || (to === null || to === '' ? false : undefined);
}

function describe({ place, kind, from, to }: Leaf): string {
  const keys = place.filter((key) => !/^(content|schema|properties)$/.test(key));
  const where = keys.map((key) => key.replace(/^\//, '')).join('/');
  if (kind === 'changed') return `${where}: ${changed(from, to)}`;
  return `${where}: ${to === undefined ? '' : `${textOf(to)} `}${kind}`;
}

/** Such as `"a" → "b"`, of which long values show the beginning. */
export function changed(...values: readonly [from: unknown, to: unknown]): string {
  const texts = values.map((value) =>
    value === null || value === undefined ? 'none' : JSON.stringify(value),
  );
  return texts.map((text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)).join(' → ');
}
