import { isDeepStrictEqual } from 'node:util';
import {
  itemsOf,
  member,
  type JsonObject,
  type OpenAPIDocument,
  type Path,
} from '../contract/document.js';
import { formatRef, valueAt } from '../contract/pointer.js';
import { serverVariables } from '../contract/server-parameters.js';
import { EVERY_OPERATION, type Change } from './change.js';
import { cut, type Cut } from './cut.js';
import { explain, requiredNames, type Explained } from './explain.js';
import { pathOf, type View } from './operation.js';
import { parameterName, placeOf, type Place } from './place.js';
import { classify, type RawChange } from './redocly.js';
import type { Sameness } from './same.js';

/** An operation as it is vendored and as it is published. */
export interface Pair {
  readonly name: string;
  readonly before: View;
  readonly after: View;
}

/** What all operations have in common. */
export interface Api {
  readonly servers: readonly JsonObject[];
  /** The security schemes by name. */
  readonly schemes: JsonObject;
}

interface Difference extends Cut {
  readonly name: string;
}

/** How the meaning of an API changed; words are not looked at. */
export async function meaningChanges(
  pairs: readonly Pair[],
  [before, after]: readonly [Api, Api],
  isSame: Sameness,
): Promise<readonly Change[]> {
  const differences = pairs.flatMap(({ name, ...views }) => {
    const shapes = [views.before.operation(name), views.after.operation(name)] as const;
    return isSame(...shapes) ? [] : [{ name, ...cut(...shapes, pathOf(name), isSame) }];
  });
  if (differences.length === 0 && isDeepStrictEqual(before, after)) return [];

  const documents = [
    documentOf(
      before,
      differences.map(({ name, before }) => [name, before]),
    ),
    documentOf(
      after,
      differences.map(({ name, after }) => [name, after]),
    ),
  ] as const;
  const raw = await classify(...documents);
  const common = raw.filter(({ path }) => !path.startsWith('#/paths/'));
  return [
    ...common.map((change) =>
      changeOf(explain(change, NOWHERE), EVERY_OPERATION, pointerOf(change)),
    ),
    ...differences.flatMap((difference) => {
      const own = formatRef(pathOf(difference.name));
      const changes = raw.filter(({ path }) => path === own || path.startsWith(`${own}/`));
      return operationChanges(difference, changes, documents);
    }),
  ];
}

const NOWHERE: Place = { text: 'the API', side: undefined };

/** A document that says no more than how operations differ. */
function documentOf(
  { servers, schemes }: Api,
  operations: readonly (readonly [name: string, operation: JsonObject])[],
): JsonObject {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of operations) {
    const [, template = '', method = ''] = pathOf(name).map(String);
    (paths[template] ??= {})[method] = operation;
  }
  const info = { title: '', version: '' };
  return { openapi: '3.1.0', info, servers, paths, components: { securitySchemes: schemes } };
}

function operationChanges(
  difference: Difference,
  changes: readonly RawChange[],
  documents: Documents,
): readonly Change[] {
  const { name } = difference;
  const found = changes
    .filter((change) => !isSaidByAnother(change, changes))
    .flatMap((change) => {
      const pointer = pointerOf(change, difference);
      return explainIn(change, name, documents).map((one) => changeOf(one, name, pointer));
    });
  if (found.length > 0) return found;
  // What has no name here must not pass for harmless.
  const message = 'it changed in a way that this check cannot name; compare the two documents';
  return [changeOf({ level: 'breaking', message }, name, formatRef(pathOf(name)))];
}

type Documents = readonly [before: JsonObject, after: JsonObject];

function explainIn(change: RawChange, name: string, documents: Documents): readonly Explained[] {
  const start = pathOf(name);
  const keys = keysOf(change.path);
  const parameterAt = (index: unknown) =>
    documents.map((document) => valueAt(document, [...start, 'parameters', Number(index)]));
  const placeAt = (path: Path) =>
    placeOf(path.slice(start.length), (index) => {
      const [before, after] = parameterAt(index);
      return parameterName(before ?? after);
    });
  if (isRequiredList(change)) return explainRequired(change, keys, placeAt, documents);
  const explained = explain(change, placeAt(keys));
  const [part, index] = keys.slice(start.length);
  const isFilledIn =
    part === 'parameters' &&
    parameterAt(index).some((parameter) => isServerVariable(parameter, name, documents));
  return isFilledIn
    ? [{ level: 'compatible', message: `${explained.message} (the client fills it in)` }]
    : [explained];
}

/** Whether a parameter stands in no path but in the server URL, which the client makes. */
function isServerVariable(parameter: unknown, name: string, documents: Documents): boolean {
  const variable = String(member(parameter, 'name'));
  return (
    member(parameter, 'in') === 'path' &&
    !name.includes(`{${variable}}`) &&
    documents.some((document) => serverVariables(document as OpenAPIDocument).has(variable))
  );
}

function isRequiredList({ typeName, kind, property }: RawChange): boolean {
  return typeName === 'Schema' && kind === 'modified' && property === 'required';
}

/** One list `required` may say several things: a message for each field. */
function explainRequired(
  change: RawChange,
  keys: Path,
  placeAt: (path: Path) => Place,
  [before, after]: Documents,
): readonly Explained[] {
  const { gained, lost } = requiredNames(change);
  const isMajor = change.impact === 'major';
  const about = (name: string) => {
    const path = [...keys, 'properties', name];
    const [old, now] = [valueAt(before, path), valueAt(after, path)];
    return { place: placeAt(path), old, now };
  };
  return [
    ...gained.map(about).flatMap(({ place, old, now }): Explained[] => {
      const isRequest = place.side === 'request';
      const isBreaking = isRequest && isMajor && member(now, 'readOnly') !== true;
      const level = isBreaking ? 'breaking' : 'compatible';
      if (!isRequest) {
        const message = `${place.text} is always there now`;
        return old === undefined && now !== undefined ? [] : [{ level, message }];
      }
      const is = old === undefined ? 'is new and required' : 'is required now';
      return [{ level, message: `${place.text} ${is}: calls without it are refused` }];
    }),
    ...lost.map(about).flatMap(({ place, old, now }): Explained[] => {
      // That it is gone says it all.
      if (old !== undefined && now === undefined) return [];
      if (place.side === 'request') {
        return [{ level: 'compatible', message: `${place.text} may be left out now` }];
      }
      const isBreaking = isMajor && member(old, 'writeOnly') !== true;
      return [
        {
          level: isBreaking ? 'breaking' : 'compatible',
          message: `${place.text} may be missing now: code that reads it may find nothing`,
        },
      ];
    }),
  ];
}

/** Whether another change says the same thing in full. */
function isSaidByAnother(change: RawChange, changes: readonly RawChange[]): boolean {
  if (change.kind === 'added' && change.path.includes('/requestBody/')) {
    const [, holder, name] = /^(.*)\/properties\/([^/]+)$/.exec(change.path) ?? [];
    const list = changes.find((other) => isRequiredList(other) && other.path === holder);
    return (
      list !== undefined && name !== undefined && requiredNames(list).gained.includes(decode(name))
    );
  }
  // A type that may be null comes with an enum that holds null.
  if (change.property !== 'enum') return false;
  const [one, other] = [change.base?.value, change.revision?.value].map((values) =>
    itemsOf(values).filter((value) => value !== null),
  );
  return (
    isDeepStrictEqual(one, other) &&
    changes.some(({ path, property }) => path === change.path && property === 'type')
  );
}

function changeOf({ level, message }: Explained, operation: string, pointer: string): Change {
  return { level, operation, pointer, message };
}

/** Where the thing is declared: of what stands in the contract only by reference, the place that is referred to. */
function pointerOf({ path, property }: RawChange, difference?: Difference): string {
  const keys = keysOf(path);
  const last = property === undefined || property === 'key' ? [] : [property];
  for (let length = keys.length; length > 0; length -= 1) {
    const origin = difference?.origins.get(formatRef(keys.slice(0, length)));
    if (origin) return formatRef([...origin, ...keys.slice(length), ...last]);
  }
  return formatRef([...keys, ...last]);
}

function keysOf(path: string): Path {
  return path === '#/' ? [] : path.slice(2).split('/').map(decode);
}

function decode(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
