import { isDeepStrictEqual } from 'node:util';
import { asList, itemsOf, member } from '../contract/document.js';
import type { Explained } from './explain.js';
import type { Place } from './place.js';
import type { RawChange } from './redocly.js';
import { cameOrWent, deprecation, fromTo, keyOf, sayType } from './say.js';

type Level = Explained['level'];

/** What it means that a schema changed, on the side of the request or of the response. */
export function explainSchema(change: RawChange, place: Place, level: Level): Explained {
  if (change.kind !== 'modified') return explainWholeSchema(change, place, level);
  const isRequest = place.side === 'request';
  const isOn = change.revision?.value === true;
  switch (change.property) {
    case 'type':
      return explainType(change, place, level);
    case 'enum':
      return explainEnum(change, place, level);
    case 'deprecated':
      return { level, message: `${place.text} is ${deprecation(change)}` };
    case 'mapping':
      return explainKinds(change, place);
    case 'multipleOf':
      return explainField(change, place, levelOfMultiple(change, isRequest) ?? level);
    case 'readOnly':
      if (!isRequest || !isOn) break;
      return { level: 'breaking', message: `${place.text} is read-only now: ${NOT_TAKEN}` };
    case 'writeOnly':
      if (isRequest || !isOn) break;
      return { level: 'breaking', message: `${place.text} is write-only now: ${NOT_THERE}` };
  }
  return explainField(change, place, level);
}

const NOT_TAKEN = 'it is not taken any more';
const NOT_THERE = 'replies do not hold it';

/** What a breaking change means, by side. */
function senseOf({ side }: Place): string {
  return side === 'request'
    ? 'values that were taken may be refused'
    : 'code that reads it may meet what it does not expect';
}

function withSense(text: string, place: Place, level: Level): Explained {
  return { level, message: level === 'breaking' ? `${text}; ${senseOf(place)}` : text };
}

/** That values are not taken any more says it all; what it means to a reader is worth a word. */
function ofValues(text: string, place: Place, level: Level): Explained {
  return place.side === 'request' ? { level, message: text } : withSense(text, place, level);
}

function explainField(change: RawChange, place: Place, level: Level): Explained {
  const { property = 'it' } = change;
  return withSense(
    `${place.text}: ${boundOf(change) ?? `${property} ${fromTo(change)}`}`,
    place,
    level,
  );
}

/** `lower bound changed from >= 0 to > 0`: of limits that may be exclusive, `redocly diff` knows both. */
function boundOf({ verdicts }: RawChange): string | undefined {
  const [, bound = '', what] =
    /^(Lower|Upper) bound(?: of `[^`]*`)? (.*)\.$/.exec(verdicts[0]?.message ?? '') ?? [];
  return what && `${bound.toLowerCase()} bound ${what.replaceAll("'", '')}`;
}

/** The values of the field that tells the kind. */
function explainKinds(change: RawChange, place: Place): Explained {
  const [before, after] = [asList(change.base?.value), asList(change.revision?.value)];
  const gained = after.filter((kind) => !before.includes(kind)).map(String);
  const lost = before.filter((kind) => !after.includes(kind)).map(String);
  const isBreaking = (place.side === 'request' ? lost : gained).length > 0;
  const parts = [
    ...(lost.length > 0 ? [`no longer knows the kind ${lost.join(', ')}`] : []),
    ...(gained.length > 0 ? [`knows the new kind ${gained.join(', ')}`] : []),
  ];
  const level = isBreaking ? 'breaking' : 'compatible';
  return withSense(`${place.text} ${parts.join(' and ')}`, place, level);
}

/** Every multiple of 4 is one of 2. */
function levelOfMultiple(change: RawChange, isRequest: boolean): Level | undefined {
  const [before, after] = [Number(change.base?.value), Number(change.revision?.value)];
  if (before % after === 0) return isRequest ? 'compatible' : 'breaking';
  if (after % before === 0) return isRequest ? 'breaking' : 'compatible';
  return undefined;
}

function explainType(change: RawChange, place: Place, level: Level): Explained {
  const isRequest = place.side === 'request';
  const [before, after] = [asList(change.base?.value), asList(change.revision?.value)];
  const gained = after.filter((type) => !before.includes(type));
  const lost = before.filter((type) => !after.includes(type));
  const isNull = (types: readonly unknown[]) => isDeepStrictEqual(types, ['null']);
  const isOne = before.length > 0 && after.length > 0;
  if (isOne && lost.length === 0 && isNull(gained)) {
    const sense = isRequest ? '' : ': code that reads it may find nothing';
    return { level, message: `${place.text} may be null now${sense}` };
  }
  if (isOne && gained.length === 0 && isNull(lost)) {
    const message = isRequest ? 'must not be null any more' : 'is never null now';
    return { level, message: `${place.text} ${message}` };
  }
  if (isOne && lost.length === 0) {
    const verb = isRequest ? 'now takes' : 'may now be';
    return ofValues(`${place.text} ${verb} ${sayType(gained)}, too`, place, level);
  }
  if (isOne && gained.length === 0) {
    const verb = isRequest ? 'no longer takes' : 'is no longer';
    return ofValues(`${place.text} ${verb} ${sayType(lost)}`, place, level);
  }
  return withSense(`${place.text}: type ${fromTo(change, sayType)}`, place, level);
}

function explainEnum(change: RawChange, place: Place, level: Level): Explained {
  const [before, after] = [change.base?.value, change.revision?.value];
  const isRequest = place.side === 'request';
  const say = (values: readonly unknown[]) =>
    values.map((value) => JSON.stringify(value)).join(', ') || 'no value';
  if (before === undefined) {
    const now = isRequest ? 'now takes only' : 'is now one of';
    return { level, message: `${place.text} ${now} ${say(itemsOf(after))}` };
  }
  if (after === undefined) {
    const verb = isRequest ? 'now takes' : 'may now be';
    return ofValues(`${place.text} ${verb} other than ${say(itemsOf(before))}, too`, place, level);
  }
  const gained = itemsOf(after).filter((value) => !includes(before, value));
  const lost = itemsOf(before).filter((value) => !includes(after, value));
  const parts = [
    ...(lost.length > 0 ? [`${isRequest ? 'no longer takes' : 'is no longer'} ${say(lost)}`] : []),
    ...(gained.length > 0 ? [`${isRequest ? 'now takes' : 'may now be'} ${say(gained)}, too`] : []),
  ];
  return ofValues(`${place.text} ${parts.join(' and ')}`, place, level);
}

/** A schema that was not there, or is not there any more. */
function explainWholeSchema(change: RawChange, place: Place, level: Level): Explained {
  const isAdded = change.kind === 'added';
  const isRequest = place.side === 'request';
  const [holder, key] = [change.path.split('/').at(-2), keyOf(change)];
  const type = member(isAdded ? change.revision?.value : change.base?.value, 'type');
  switch (holder) {
    case 'properties':
      if (isAdded) {
        const kind = isRequest ? 'optional request field' : 'response field';
        const name = place.text.replace(/^.*? field /, '');
        return { level, message: `${kind} ${name} (${sayType(type)}) is new` };
      }
      // The API may ignore it, but then it does not do what the caller asked for.
      return {
        level: 'breaking',
        message: `${place.text} is gone: ${isRequest ? NOT_TAKEN : 'code that reads it finds nothing'}`,
      };
    case 'anyOf':
    case 'oneOf': {
      const what = type === undefined ? 'another kind of value' : sayType(type);
      const now = isRequest
        ? `${isAdded ? 'now takes' : 'no longer takes'} ${what}`
        : `${isAdded ? 'may now be' : 'is no longer'} ${what}`;
      return ofValues(`${place.text} ${now}${isAdded ? ', too' : ''}`, place, level);
    }
    case 'allOf':
      return withSense(`${place.text}: a part of allOf ${cameOrWent(change)}`, place, level);
    case 'prefixItems':
    case 'patternProperties':
    case 'dependentSchemas': {
      // One more is one more thing to fit.
      const isNarrower = isAdded === isRequest;
      const text = `${place.text} ${cameOrWent(change)} in ${holder}`;
      return withSense(text, place, isNarrower ? 'breaking' : 'compatible');
    }
    default:
      return withSense(`${place.text}: ${key} ${cameOrWent(change)}`, place, level);
  }
}

/** All of a composition came or went. */
export function explainComposition(change: RawChange, place: Place, level: Level): Explained {
  return withSense(`${place.text}: ${keyOf(change)} ${cameOrWent(change)}`, place, level);
}

function includes(list: unknown, value: unknown): boolean {
  return itemsOf(list).some((item) => isDeepStrictEqual(item, value));
}
