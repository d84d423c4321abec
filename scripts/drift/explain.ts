import { isObject, itemsOf, member } from '../contract/document.js';
import type { Level } from './change.js';
import type { Place } from './place.js';
import { explainComposition, explainSchema } from './explain-schema.js';
import type { RawChange } from './redocly.js';
import { cameOrWent, deprecation, fromTo, keyOf } from './say.js';

/** A change in words that a caller understands. */
export interface Explained {
  readonly level: Exclude<Level, 'wording'>;
  readonly message: string;
}

type Explain = (change: RawChange, place: Place, level: Explained['level']) => Explained;

/** What the change of one place means to a caller. */
export function explain(change: RawChange, place: Place): Explained {
  const level = change.impact === 'major' ? 'breaking' : 'compatible';
  const isOfScheme = change.path.startsWith('#/components/securitySchemes/');
  const explainType: Explain =
    EXPLAIN[change.typeName] ?? (isOfScheme ? explainPartOfScheme : explainOther);
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
  ServerList: explainServerList,
  Header: explainHeader,
  Encoding: (change, place) => explainOther(change, place, 'breaking'),
  Operation: explainOperation,
  Discriminator: explainDiscriminator,
  AllOf: explainComposition,
  AnyOf: explainComposition,
  OneOf: explainComposition,
};

function explainOther(change: RawChange, place: Place, level: Explained['level']): Explained {
  const { kind, property } = change;
  const key = keyOf(change);
  if (kind === 'modified' && property === 'key') {
    const [before, after] = [change.base?.value, change.revision?.value].map(String);
    return { level, message: `${place.text}: ${before ?? ''} became ${after ?? ''}` };
  }
  if (kind === 'modified') {
    return { level, message: `${place.text}: ${property ?? key} ${fromTo(change)}` };
  }
  const what = place.text.endsWith(` ${key}`) ? place.text : `${place.text}: ${key}`;
  return { level, message: `${what} ${cameOrWent(change)}` };
}

/** The field by which the kinds of a value are told apart. */
function explainDiscriminator(
  change: RawChange,
  place: Place,
  level: Explained['level'],
): Explained {
  return change.property === 'propertyName'
    ? {
        level: 'breaking',
        message: `${place.text}: the field that tells its kind ${fromTo(change)}`,
      }
    : explainOther(change, place, level);
}

function explainHeader(change: RawChange, place: Place, level: Explained['level']): Explained {
  const isOptional = change.property === 'required' && change.revision?.value === undefined;
  return isOptional
    ? {
        level: 'breaking',
        message: `${place.text} may be missing now: code that reads it may find nothing`,
      }
    : explainOther(change, place, level);
}

/** The client knows the servers of the API alone. */
function explainServerList(change: RawChange): Explained {
  const urls = itemsOf((change.kind === 'added' ? change.revision : change.base)?.value)
    .map((server) => String(member(server, 'url')))
    .join(', ');
  const message =
    change.kind === 'added'
      ? `it has a server of its own now, ${urls}: calls to the common one may fail`
      : `its own server, ${urls}, is gone: calls to it may fail`;
  return { level: 'breaking', message };
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
  const scheme = change.property ?? 'another key';
  if (change.base?.value === undefined) return { level, message: `${scheme} is demanded now, too` };
  if (change.revision?.value === undefined) {
    return { level, message: `${scheme} is not asked for any more` };
  }
  return { level, message: `the scopes of ${scheme} ${fromTo(change)}` };
}

function explainScheme(change: RawChange, _: Place, level: Explained['level']): Explained {
  const name = keyOf(change);
  if (change.kind === 'removed') {
    return { level, message: `the key ${name} is asked for, but not described any more` };
  }
  const what = change.property === 'name' ? 'the name of its header' : (change.property ?? 'it');
  const sense = level === 'breaking' ? ': calls with the key as before are refused' : '';
  return { level, message: `the key ${name}: ${what} ${fromTo(change)}${sense}` };
}

/** Whoever asks for a key or token does so as before. */
function explainPartOfScheme(change: RawChange, _: Place, level: Explained['level']): Explained {
  const [, , , name = '', ...keys] = change.path.split('/');
  const what = [...keys, ...(change.property === undefined ? [] : [change.property])].join(' ');
  const detail = change.kind === 'modified' ? fromTo(change) : cameOrWent(change);
  const isBreaking = change.kind !== 'added';
  return { level: isBreaking ? 'breaking' : level, message: `the key ${name}: ${what} ${detail}` };
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
  const [before, after] = [change.base, change.revision].map((side) => itemsOf(side?.value));
  const isNarrower =
    change.property === 'enum' &&
    (after ?? []).length > 0 &&
    (change.base?.value === undefined || !before?.every((one) => after?.includes(one)));
  const detail =
    change.kind === 'modified'
      ? `${change.property ?? 'it'} ${fromTo(change)}`
      : cameOrWent(change);
  return { level: isNarrower ? 'breaking' : level, message: `server variable ${name}: ${detail}` };
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
