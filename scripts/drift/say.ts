import { asList } from '../contract/document.js';
import { unescapeKey } from '../contract/pointer.js';
import type { RawChange } from './redocly.js';

export function deprecation(change: RawChange): string {
  return change.revision?.value === true ? 'deprecated now' : 'no longer deprecated';
}

/** `changed from 1 to 2`, `is new: 2`, `is gone (was 1)` */
export function fromTo(change: RawChange, say: (value: unknown) => string = sayValue): string {
  const [before, after] = [change.base?.value, change.revision?.value];
  if (before === undefined) return `is new: ${say(after)}`;
  if (after === undefined) return `is gone (was ${say(before)})`;
  return `changed from ${say(before)} to ${say(after)}`;
}

function sayValue(value: unknown): string {
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** `string or null` */
export function sayType(type: unknown): string {
  const types = asList(type).map(String);
  // Null is what comes last to mind.
  const inOrder = [
    ...types.filter((name) => name !== 'null'),
    ...types.filter((name) => name === 'null'),
  ];
  return types.length === 0 ? 'any' : inOrder.join(' or ');
}

/** Whether a change is that something came, or that it went. */
export function cameOrWent({ kind }: RawChange): string {
  return kind === 'added' ? 'is new' : 'is gone';
}

/** The last key of the place, as it was written. */
export function keyOf({ path }: RawChange): string {
  return unescapeKey(path.split('/').at(-1) ?? '');
}
