import { isDeepStrictEqual } from 'node:util';
import { isObject, itemsOf, member } from '../contract/document.js';
import type { Level } from './change.js';
import type { Place } from './place.js';
import type { RawChange } from './redocly.js';

/** A change in words that a caller understands. */
export interface Explained {
  readonly level: Exclude<Level, 'wording'>;
  readonly message: string;
}

type Explain = (change: RawChange, place: Place, level: Explained['level']) => Explained;

/** What the change of one place means to a caller. */
export function explain(change: RawChange, place: Place): Explained {
  const level = change.impact === 'major' ? 'breaking' : 'compatible';
  const explainType: Explain = EXPLAIN[change.typeName] ?? explainOther;
  return explainType(change, place, level);
}

const EXPLAIN: Readonly<Record<string, Explain>> = {
  Schema: explainSchema,
  Parameter: explainParameter,
  RequestBody: explainRequestBody,
  Response: explainResponse,
  SecurityRequirement: explainSecurity,
  SecurityRequirementList: explainSecurity,
  SecurityScheme: explainScheme,
  Server: explainServer,
  ServerVariable: explainServerVariable,
  Operation: explainOperation,
};

function explainOther(change: RawChange, place: Place, level: Explained['level']): Explained {
  const { kind, property, typeName } = change;
  const what = property === undefined ? `${spaced(typeName)} ${keyOf(change)}`.trim() : property;
  const detail = kind === 'modified' ? `${what} ${fromTo(change)}` : `${what} was ${kind}`;
  return { level, message: `${place.text}: ${detail}` };
}

const OFTEN_REFUSED = 'values that were taken may be refused';
const UNKNOWN_VALUES = 'code that reads it may meet what it does not expect';

function explainSchema(change: RawChange, place: Place, level: Explained['level']): Explained {
  const { kind, property } = change;
  const isRequest = place.side === 'request';
  if (kind !== 'modified') return explainWholeSchema(change, place, level);
  if (
    property === 'type' &&
    isDeepStrictEqual(withoutNull(change.base), withoutNull(change.revision))
  ) {
    return { level, message: `${place.text} ${sayNull(change, isRequest)}` };
  }
  if (property === 'type') {
    const sense = level === 'compatible' ? '' : `; ${isRequest ? OFTEN_REFUSED : UNKNOWN_VALUES}`;
    return { level, message: `${place.text}: type ${fromTo(change, sayType)}${sense}` };
  }
  if (property === 'enum') return explainEnum(change, place, level);
  if (property === 'readOnly' && isRequest && change.revision?.value === true) {
    return {
      level: 'breaking',
      message: `${place.text} is read-only now: it is not taken any more`,
    };
  }
  if (property === 'writeOnly' && !isRequest && change.revision?.value === true) {
    return {
      level: 'breaking',
      message: `${place.text} is write-only now: replies do not hold it`,
    };
  }
  if (property === 'deprecated')
    return { level, message: `${place.text} is ${deprecation(change)}` };
  const sense = level === 'compatible' ? '' : `; ${isRequest ? OFTEN_REFUSED : UNKNOWN_VALUES}`;
  return { level, message: `${place.text}: ${property ?? 'it'} ${fromTo(change)}${sense}` };
}

/** A schema that was not there, or is not there any more. */
function explainWholeSchema(change: RawChange, place: Place, level: Explained['level']): Explained {
  const isAdded = change.kind === 'added';
  const isRequest = place.side === 'request';
  const holder = change.path.split('/').at(-2);
  const type = sayType(member(isAdded ? change.revision?.value : change.base?.value, 'type'));
  switch (holder) {
    case 'properties':
      if (isAdded) {
        const kind = isRequest ? 'optional request field' : 'response field';
        const name = place.text.replace(/^\S+ field /, '');
        return { level, message: `${kind} ${name} (${type}) is new` };
      }
      return {
        // The API may ignore it, but then it does not do what the caller asked for.
        level: 'breaking',
        message: isRequest
          ? `${place.text} is gone: it is not taken any more`
          : `${place.text} is gone: code that reads it finds nothing`,
      };
    case 'anyOf':
    case 'oneOf': {
      const now = isRequest
        ? `${isAdded ? 'now takes' : 'no longer takes'} ${type}`
        : `${isAdded ? 'may now be' : 'is no longer'} ${type}`;
      const sense = level === 'breaking' && !isRequest ? `: ${UNKNOWN_VALUES}` : '';
      return { level, message: `${place.text} ${now}${isAdded ? ', too' : ''}${sense}` };
    }
    default: {
      const key = keyOf(change);
      const sense = level === 'compatible' ? '' : `; ${isRequest ? OFTEN_REFUSED : UNKNOWN_VALUES}`;
      return { level, message: `${place.text}: ${key} ${isAdded ? 'is new' : 'is gone'}${sense}` };
    }
  }
}

function explainEnum(change: RawChange, place: Place, level: Explained['level']): Explained {
  const [before, after] = [change.base?.value, change.revision?.value];
  const isRequest = place.side === 'request';
  const say = (values: readonly unknown[]) =>
    values.map((value) => JSON.stringify(value)).join(', ');
  if (before === undefined) {
    const now = isRequest ? 'now takes only' : 'is now one of';
    return { level, message: `${place.text} ${now} ${say(itemsOf(after))}` };
  }
  if (after === undefined) {
    const message = isRequest
      ? `${place.text} now takes other values than ${say(itemsOf(before))}, too`
      : `${place.text} may now be other than ${say(itemsOf(before))}: ${UNKNOWN_VALUES}`;
    return { level, message };
  }
  const gained = itemsOf(after).filter((value) => !includes(before, value));
  const lost = itemsOf(before).filter((value) => !includes(after, value));
  const parts = [
    ...(lost.length > 0 ? [`${isRequest ? 'no longer takes' : 'is no longer'} ${say(lost)}`] : []),
    ...(gained.length > 0 ? [`${isRequest ? 'now takes' : 'may now be'} ${say(gained)}, too`] : []),
  ];
  const sense = level === 'breaking' && !isRequest ? `: ${UNKNOWN_VALUES}` : '';
  return { level, message: `${place.text} ${parts.join(' and ')}${sense}` };
}

function explainParameter(change: RawChange, place: Place, level: Explained['level']): Explained {
  const { kind, property } = change;
  const isRequired = member(change.revision?.value, 'required') === true;
  if (kind === 'added') {
    const message = isRequired
      ? `${place.text} is new and required: calls without it may be refused`
      : `optional ${place.text} is new`;
    return { level, message };
  }
  if (kind === 'removed') {
    return { level, message: `${place.text} is gone: it is not taken any more` };
  }
  if (property === 'required' && change.revision?.value === true) {
    return { level, message: `${place.text} is required now: calls without it may be refused` };
  }
  if (property === 'required') return { level, message: `${place.text} may be left out now` };
  return explainOther(change, place, level);
}

function explainRequestBody(change: RawChange, place: Place, level: Explained['level']): Explained {
  const isRequired = (value: unknown) => value === true;
  if (change.kind === 'removed') {
    return { level, message: 'the request body is gone: it is not taken any more' };
  }
  if (change.kind === 'added') {
    return isRequired(member(change.revision?.value, 'required'))
      ? {
          level: 'breaking',
          message: 'a request body is required now: calls without it may be refused',
        }
      : { level, message: 'an optional request body is new' };
  }
  if (change.property !== 'required') return explainOther(change, place, level);
  return isRequired(change.revision?.value)
    ? { level, message: 'the request body is required now: calls without it may be refused' }
    : { level, message: 'the request body may be left out now' };
}

function explainResponse(change: RawChange, place: Place, level: Explained['level']): Explained {
  const status = keyOf(change);
  if (change.kind === 'added') return { level, message: `response ${status} is new` };
  if (change.kind === 'removed') {
    // Only what a successful call gives is read as declared.
    const isSuccess = /^2/.test(status);
    return {
      level: isSuccess ? level : 'compatible',
      message: `response ${status} is gone${isSuccess ? ': code that expects it finds another' : ''}`,
    };
  }
  if (change.property !== 'key') return explainOther(change, place, level);
  const statuses = [change.base?.value, change.revision?.value].map(String);
  return { level, message: `response ${statuses[0] ?? ''} became ${statuses[1] ?? ''}` };
}

function explainSecurity(change: RawChange, place: Place, level: Explained['level']): Explained {
  const schemes = (value: unknown) => (isObject(value) ? Object.keys(value).join(' with ') : '');
  const [before, after] = [schemes(change.base?.value), schemes(change.revision?.value)];
  if (change.typeName === 'SecurityRequirementList') return explainOther(change, place, level);
  if (change.kind === 'added') {
    const message =
      level === 'breaking'
        ? `a key is demanded now (${after}): calls without it are refused`
        : `${after === '' ? 'no key at all' : after} is accepted, too`;
    return { level, message };
  }
  if (change.kind === 'removed') {
    const message =
      level === 'breaking'
        ? `${before === '' ? 'a call without a key' : before} is no longer accepted`
        : `${before} is no longer demanded`;
    return { level, message };
  }
  return { level, message: `${change.property ?? 'another scheme'} is demanded now, too` };
}

function explainScheme(change: RawChange, _: Place, level: Explained['level']): Explained {
  const name = change.path.split('/').at(-1) ?? '';
  const what = change.property === 'name' ? 'the name of its header' : (change.property ?? 'it');
  const sense = level === 'breaking' ? ': calls with the key as before are refused' : '';
  return { level, message: `the key ${name}: ${what} ${fromTo(change)}${sense}` };
}

function explainServer(change: RawChange, place: Place, level: Explained['level']): Explained {
  const url = (value: unknown) => String(member(value, 'url') ?? value);
  if (change.kind === 'added') {
    // The client uses the first one.
    const isFirst = change.path.endsWith('/servers/0');
    return {
      level: isFirst ? 'breaking' : level,
      message: `the server ${url(change.revision?.value)} is new${isFirst ? ', and the one to use' : ''}`,
    };
  }
  if (change.kind === 'removed') {
    return { level, message: `the server ${url(change.base?.value)} is gone` };
  }
  if (change.property !== 'url')
    return explainOther(change, { ...place, text: 'the server' }, level);
  return { level, message: `the server URL ${fromTo(change)}: calls to the old one may fail` };
}

function explainServerVariable(change: RawChange, _: Place, level: Explained['level']): Explained {
  const [, name = ''] = /variables\/([^/]+)/.exec(change.path) ?? [];
  const detail =
    change.kind === 'modified'
      ? `${change.property ?? 'it'} ${fromTo(change)}`
      : `it was ${change.kind}`;
  return { level, message: `server variable ${name}: ${detail}` };
}

function explainOperation(change: RawChange, place: Place, level: Explained['level']): Explained {
  switch (change.property) {
    case 'operationId':
      // A call names method and path.
      return { level: 'compatible', message: `its operationId ${fromTo(change)}` };
    case 'deprecated':
      return { level, message: `the operation is ${deprecation(change)}` };
    default:
      return explainOther(change, place, level);
  }
}

function deprecation(change: RawChange): string {
  return change.revision?.value === true ? 'deprecated now' : 'no longer deprecated';
}

/** `changed from 1 to 2`, `is new: 2`, `is gone (was 1)` */
function fromTo(change: RawChange, say: (value: unknown) => string = sayValue): string {
  const [before, after] = [change.base?.value, change.revision?.value];
  if (before === undefined) return `is new: ${say(after)}`;
  if (after === undefined) return `is gone (was ${say(before)})`;
  return `changed from ${say(before)} to ${say(after)}`;
}

function sayValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function sayType(type: unknown): string {
  const types = [type].flat().map(String);
  // Null is what comes last to mind.
  const inOrder = [
    ...types.filter((name) => name !== 'null'),
    ...types.filter((name) => name === 'null'),
  ];
  return type === undefined ? 'any' : inOrder.join(' or ');
}

function withoutNull(side: RawChange['base']): readonly unknown[] {
  return [side?.value].flat().filter((type) => type !== 'null');
}

/** What it means that null came, or went. */
function sayNull(change: RawChange, isRequest: boolean): string {
  const isNew = includes(change.revision?.value, 'null');
  if (isRequest) return isNew ? 'may be null now' : 'must not be null any more';
  return isNew ? 'may be null now: code that reads it may find nothing' : 'is never null now';
}

function includes(list: unknown, value: unknown): boolean {
  return itemsOf(list).some((item) => isDeepStrictEqual(item, value));
}

/** The last key of the place, as it was written. */
function keyOf({ path }: RawChange): string {
  return (path.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

/** `MediaType` as `media type` */
function spaced(typeName: string): string {
  return typeName.replace(/(?!^)[A-Z]/g, ' $&').toLowerCase();
}

/** The fields that one of two lists `required` has more than the other. */
export function requiredNames(
  change: RawChange,
): Readonly<Record<'gained' | 'lost', readonly string[]>> {
  const [before = [], after = []] = [change.base, change.revision].map((side) =>
    itemsOf(side?.value).map(String),
  );
  return {
    gained: after.filter((name) => !before.includes(name)),
    lost: before.filter((name) => !after.includes(name)),
  };
}
