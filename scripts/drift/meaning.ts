import { isDeepStrictEqual } from 'node:util';
import {
  itemsOf,
  member,
  type JsonObject,
  type OpenAPIDocument,
  type Path,
} from '../contract/document.js';
import { formatRef, unescapeKey, valueAt } from '../contract/pointer.js';
import { serverVariables } from '../contract/server-parameters.js';
import { EVERY_OPERATION, type Change } from './change.js';
import { cut, type Cut, type Difference } from './cut.js';
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

interface Changed extends Cut {
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
    ...unsaid([before, after], common),
    ...differences.flatMap((difference) => {
      const own = formatRef(pathOf(difference.name));
      const changes = raw.filter(({ path }) => path === own || path.startsWith(`${own}/`));
      return operationChanges(difference, changes, documents);
    }),
  ];
}

/** What differs between two APIs and is no change to `redocly diff`: the order of servers, for one. */
function unsaid(
  [before, after]: readonly [Api, Api],
  found: readonly RawChange[],
): readonly Change[] {
  const isSaid = (start: string) => found.some(({ path }) => path.startsWith(start));
  const breaking = (message: string, pointer: string) =>
    changeOf({ level: 'breaking', message }, EVERY_OPERATION, pointer);
  const [url, other] = [before, after].map(({ servers }) => String(servers[0]?.['url']));
  const schemes = Object.keys(before.schemes).filter(
    (name) =>
      !isDeepStrictEqual(before.schemes[name], after.schemes[name]) &&
      !isSaid(formatRef(['components', 'securitySchemes', name])),
  );
  return [
    ...(url !== other && !isSaid('#/servers')
      ? [
          breaking(
            `the server to use changed from ${url ?? ''} to ${other ?? ''}`,
            '#/servers/0/url',
          ),
        ]
      : []),
    ...schemes.map((name) =>
      breaking(
        `the key ${name} changed in a way that this check cannot judge; compare the two documents`,
        formatRef(['components', 'securitySchemes', name]),
      ),
    ),
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
  changed: Changed,
  found: readonly RawChange[],
  documents: Documents,
): readonly Change[] {
  const { name } = changed;
  const changes = found.flatMap((change) => withoutRename(change, documents));
  const named = changes
    .filter((change) => !isSaidByAnother(change, changes))
    .flatMap((change) =>
      explainIn(change, name, documents).map(({ at, ...explained }) =>
        changeOf(explained, name, at ? pointerTo(at, changed) : pointerOf(change, changed)),
      ),
    );
  const unnamed = changed.differences.filter((difference) => !isFound(difference, changes));
  return [...named, ...unnamed.map((difference) => unnamedChange(difference, changed, documents))];
}

/** `redocly diff` guesses that a field was renamed; to a caller it is gone, and another one is new. */
function withoutRename(change: RawChange, [before, after]: Documents): readonly RawChange[] {
  const keys = keysOf(change.path);
  if (change.property !== 'key' || keys.at(-2) !== 'properties') return [change];
  const at = (key: unknown) => [...keys.slice(0, -1), String(key)];
  const [old, now] = [at(change.base?.value), at(change.revision?.value)];
  const { typeName } = change;
  return [
    {
      typeName,
      kind: 'removed',
      impact: 'major',
      verdicts: [],
      path: formatRef(old),
      base: { value: valueAt(before, old) },
    },
    {
      typeName,
      kind: 'added',
      impact: 'minor',
      verdicts: [],
      path: formatRef(now),
      revision: { value: valueAt(after, now) },
    },
  ];
}

/** Whether a difference is one of the changes that were found. */
function isFound({ place, field }: Difference, changes: readonly RawChange[]): boolean {
  const isAt = (path: string, start: string) => path === start || path.startsWith(`${start}/`);
  const fieldPlace = field === undefined ? place : `${place}${formatRef([field]).slice(1)}`;
  return changes.some(({ path, kind, property }) => {
    // What came or went as a whole says all of what is in it.
    if (isAt(path, fieldPlace) || (kind !== 'modified' && isAt(place, path))) return true;
    return field === undefined
      ? property === 'key' && parentOf(path) === parentOf(place)
      : path === place && property === field;
  });
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** What has no name here must not pass for harmless. */
function unnamedChange(
  { place, field }: Difference,
  changed: Changed,
  documents: Documents,
): Change {
  const keys = keysOf(place);
  const { text } = placeAt(keys, changed.name, documents);
  const level = field === 'default' ? 'compatible' : 'breaking';
  const message = `${text}: ${field ?? 'it'} changed in a way that this check cannot judge; compare the two documents`;
  const pointer = pointerTo(field === undefined ? keys : [...keys, field], changed);
  return changeOf({ level, message }, changed.name, pointer);
}

/** The place as a caller would say it. */
function placeAt(path: Path, name: string, documents: Documents): Place {
  const start = pathOf(name);
  return placeOf(path.slice(start.length), (index) => {
    const [before, after] = parametersAt(index, name, documents);
    return parameterName(before ?? after);
  });
}

function parametersAt(index: unknown, name: string, documents: Documents): readonly unknown[] {
  const path = [...pathOf(name), 'parameters', Number(index)];
  return documents.map((document) => valueAt(document, path));
}

type Documents = readonly [before: JsonObject, after: JsonObject];

/** An explanation, and what it speaks of where that is not the place of the change. */
interface Located extends Explained {
  readonly at?: Path;
}

function explainIn(change: RawChange, name: string, documents: Documents): readonly Located[] {
  const keys = keysOf(change.path);
  const place = (path: Path) => placeAt(path, name, documents);
  if (isRequiredList(change)) return explainRequired(change, keys, place, documents);
  const explained = explain(change, place(keys));
  const [part, index] = keys.slice(pathOf(name).length);
  const isFilledIn =
    part === 'parameters' &&
    parametersAt(index, name, documents).some((one) => isServerVariable(one, name, documents));
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
  place: (path: Path) => Place,
  [before, after]: Documents,
): readonly Located[] {
  const { gained, lost } = requiredNames(change);
  const isMajor = change.impact === 'major';
  const about = (name: string) => {
    const at = [...keys, 'properties', name];
    return { at, ...place(at), old: valueAt(before, at), now: valueAt(after, at) };
  };
  return [
    ...gained.map(about).flatMap(({ at, text, side, old, now }): Located[] => {
      const isNew = old === undefined && now !== undefined;
      if (side !== 'request') {
        const message = `${text} is always there now`;
        return isNew ? [] : [{ at, level: 'compatible', message }];
      }
      if (member(now, 'readOnly') === true || !isMajor) {
        return [{ at, level: 'compatible', message: `${text} is required in replies now` }];
      }
      const is = isNew ? 'is new and required' : 'is required now';
      return [{ at, level: 'breaking', message: `${text} ${is}: calls without it are refused` }];
    }),
    ...lost.map(about).flatMap(({ at, text, side, old, now }): Located[] => {
      // That it is gone says it all.
      if (old !== undefined && now === undefined) return [];
      if (side === 'request') {
        return [{ at, level: 'compatible', message: `${text} may be left out now` }];
      }
      if (member(old, 'writeOnly') === true || !isMajor) {
        return [{ at, level: 'compatible', message: `${text} may be left out in requests now` }];
      }
      const message = `${text} may be missing now: code that reads it may find nothing`;
      return [{ at, level: 'breaking', message }];
    }),
  ];
}

/** Whether another change says the same thing in full. */
function isSaidByAnother(change: RawChange, changes: readonly RawChange[]): boolean {
  if (change.kind === 'added' && change.path.includes('/requestBody/')) {
    const [, holder, name] = /^(.*)\/properties\/([^/]+)$/.exec(change.path) ?? [];
    const list = changes.find((other) => isRequiredList(other) && other.path === holder);
    return (
      list !== undefined &&
      name !== undefined &&
      requiredNames(list).gained.includes(unescapeKey(name))
    );
  }
  // What any value could be is one of a kind now, or the other way round.
  if (change.property === 'additionalProperties') {
    return changes.some(({ path }) => path === `${change.path}/additionalProperties`);
  }
  // Of a limit that became exclusive, one change says both.
  if (change.property === 'exclusiveMinimum' || change.property === 'exclusiveMaximum') {
    const limit = change.property === 'exclusiveMinimum' ? 'minimum' : 'maximum';
    return changes.some(({ path, property }) => path === change.path && property === limit);
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

/** Where the thing is declared. */
function pointerOf({ path, property }: RawChange, changed?: Changed): string {
  const keys = keysOf(path);
  return pointerTo(
    property === undefined || property === 'key' ? keys : [...keys, property],
    changed,
  );
}

/** Where it is declared what stands at a place: behind a reference, or in a part of a whole. */
function pointerTo(keys: Path, changed?: Changed): string {
  for (let length = keys.length; length > 0; length -= 1) {
    const shape = changed?.shapes.get(formatRef(keys.slice(0, length)));
    const [field, ...rest] = keys.slice(length);
    if (!shape) continue;
    if (field === undefined) {
      return formatRef(changed?.declared.get(formatRef(keys)) ?? shape.path);
    }
    const declared = shape.places.get(String(field)) ?? [...shape.path, field];
    // Its alternatives have been put in order.
    return formatRef(field === 'security' ? declared : [...declared, ...rest]);
  }
  return formatRef(keys);
}

function keysOf(path: string): Path {
  return path === '#/' ? [] : path.slice(2).split('/').map(unescapeKey);
}
