import { isDeepStrictEqual } from 'node:util';
import { itemsOf, member, membersOf, type JsonObject } from '../contract/document.js';
import { isReference } from '../contract/files.js';
import { formatRef } from '../contract/pointer.js';
import type { Contract } from '../contract/read.js';
import { EVERY_OPERATION, inOrder, type Change } from './change.js';
import { isWord } from './draft.js';
import { meaningChanges, type Api, type Pair } from './meaning.js';
import { pathOf, schemesOf, viewOf, type View } from './operation.js';
import { sameness, type Sameness } from './same.js';
import type { Slice } from './slices.js';
import type { Published } from './sources.js';
import { changedWords, sayChange, wordChanges } from './words.js';

/** What became of the vendored contract upstream. */
export interface Comparison {
  readonly changes: readonly Change[];
  /** The operations that are published no more. */
  readonly gone: readonly string[];
  /** Where the published documents contradict each other, a line each. */
  readonly problems: readonly string[];
}

/** Holds the vendored documents against the published ones. */
export async function compare(
  vendored: readonly Contract[],
  published: Published,
): Promise<Comparison> {
  const isSame = sameness();
  // What is published goes before what is kept by hand.
  const before = [...vendored]
    .sort((one, other) => Number(isReference(one.file)) - Number(isReference(other.file)))
    .map((contract) => viewOf(contract));
  const known = schemesIn(before);
  const after = published.slices.map((slice) => {
    const names = renamedSchemes(slice.contract, known, isSame);
    return { slice, view: viewOf(slice.contract, names) };
  });
  const views = after.map(({ view }) => view);

  const old = indexOf(before, (view) => [...view.names]);
  const now = indexOf(after, ({ view }) => [...view.names]);
  const asked = new Set([
    ...published.slices.flatMap(({ operations }) => operations),
    ...now.keys(),
    ...(published.isWhole ? old.keys() : []),
  ]);
  const pairs: Pair[] = [];
  const changes: Change[] = [];
  const gone: string[] = [];
  const problems: string[] = [];
  for (const name of asked) {
    const [was, is] = [old.get(name)?.[0], now.get(name)?.[0]?.view];
    if (was && is) pairs.push({ name, before: was, after: is });
    else if (was && !isStillListed(was, name, published)) gone.push(name);
    else if (!was && is) changes.push(added(name));
    else if (!was) problems.push(...after.flatMap((source) => missing(name, source)));
  }
  const schemes = askedIn(views);
  const isShared = (name: string) => known.has(name) && schemes.has(name);
  const apis = [apiOf(before, isShared), apiOf(views, isShared)] as const;
  const spoken = pairs.filter((pair) => !isReference(pair.before.contract.file));
  changes.push(
    ...gone.map(removed),
    // What was not found says nothing of the servers.
    ...(views.length > 0 ? await meaningChanges(pairs, apis, isSame) : []),
    ...spoken.flatMap(({ name, ...pair }) =>
      wordChanges(name, pair.before.operation(name), pair.after.operation(name)),
    ),
    ...commonWords(spoken),
  );
  return {
    changes: inOrder(changes),
    gone,
    problems: [...problems, ...contradictions(after, now, isSame)],
  };
}

/** What holds each name. */
function indexOf<T>(
  holders: readonly T[],
  namesOf: (holder: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const index = new Map<string, T[]>();
  for (const holder of holders) {
    for (const name of namesOf(holder)) index.set(name, [...(index.get(name) ?? []), holder]);
  }
  return index;
}

function removed(operation: string): Change {
  return {
    level: 'breaking',
    operation,
    pointer: formatRef(pathOf(operation)),
    message: 'the operation is gone: calls of it fail',
  };
}

function added(operation: string): Change {
  return {
    level: 'compatible',
    operation,
    pointer: formatRef(pathOf(operation)),
    message: 'the operation is new',
  };
}

/** A page that is about an operation which neither it nor the contract holds. */
function missing(name: string, { slice, view }: Source): readonly string[] {
  if (!slice.operations.includes(name)) return [];
  const place = view.contract.at(['paths']);
  const held = [...view.names].join(', ');
  return [`${place}: the document should hold ${name}, but holds ${held}; look for the right page`];
}

/** Whether an operation that is known from its page alone still has one, by the page's name: pages move. */
function isStillListed({ contract }: View, name: string, { bare }: Published): boolean {
  if (!isReference(contract.file)) return false;
  const [, template = '', method = ''] = pathOf(name).map(String);
  const operation = member(member(contract.document.paths, template), method);
  const page = lastPart(String(member(operation, 'x-reference')));
  return bare.some((address) => lastPart(address) === page);
}

function lastPart(address: string): string | undefined {
  return address.replace(/\/+$/, '').split('/').at(-1);
}

function apiOf(views: readonly View[], isShared: (scheme: string) => boolean): Api {
  return {
    servers: views.find(({ servers }) => servers.length > 0)?.servers ?? [],
    schemes: Object.fromEntries(
      [...schemesIn(views)]
        .filter(([name]) => isShared(name))
        .map(([name, shape]) => [name, shape.fields]),
    ),
  };
}

/** The names of the security schemes that are asked for. */
function askedIn(views: readonly View[]): ReadonlySet<string> {
  return new Set(views.flatMap((view) => [...schemesOf(view)]));
}

/** The security schemes that are asked for, by name. */
function schemesIn(views: readonly View[]) {
  return new Map(
    views.flatMap((view) =>
      [...schemesOf(view)].flatMap((name) => {
        const shape = view.component('securitySchemes', name);
        return shape ? [[name, shape] as const] : [];
      }),
    ),
  );
}

/** The names that published schemes have in the vendored contract: a scheme is the same under another name. */
function renamedSchemes(
  contract: Contract,
  known: ReturnType<typeof schemesIn>,
  isSame: Sameness,
): ReadonlyMap<string, string> {
  const view = viewOf(contract);
  const schemes = schemesIn([view]);
  return new Map(
    [...schemes].flatMap(([name, shape]) => {
      if (known.has(name)) return [];
      const twin = [...known].find(([old, one]) => !schemes.has(old) && isSame(one, shape));
      return twin ? [[name, twin[0]] as const] : [];
    }),
  );
}

/** What is said of the API as a whole in other words. */
function commonWords(pairs: readonly Pair[]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const { before, after } of pairs) {
    const isShared = (scheme: string) =>
      [before, after].every((view) => schemesIn([view]).has(scheme));
    const [one, other] = [wordsOf(before, isShared), wordsOf(after, isShared)];
    const isOtherList = before.servers.length !== after.servers.length;
    for (const pointer of changedWords(one, other)) {
      // What is said of a server that came or went is no matter of words.
      if (isOtherList && pointer.startsWith('#/servers/')) continue;
      const name = pointer
        .slice(2)
        .replaceAll('/', ' ')
        .replace(/^openapi$/, 'OpenAPI version');
      const message = `the API: ${sayChange(name, one[pointer], other[pointer])}`;
      changes.set(pointer, { level: 'wording', operation: EVERY_OPERATION, pointer, message });
    }
  }
  return [...changes.values()];
}

/** The words of a document that belong to no operation, by their pointers. */
function wordsOf(view: View, isShared: (scheme: string) => boolean): JsonObject {
  const { document } = view.contract;
  const under = (prefix: string, words: Iterable<readonly [string, unknown]>) =>
    [...words].map(([key, value]) => [`${prefix}${key}`, value] as const);
  const root = membersOf(document).filter(
    ([key]) => ['openapi', 'tags', 'externalDocs'].includes(key) || key.startsWith('x-'),
  );
  return Object.fromEntries([
    ...under('#/', root),
    ...under('#/info/', membersOf(document['info'])),
    ...itemsOf(document['servers']).flatMap((server, index) => [
      ...under(
        `#/servers/${index}/`,
        membersOf(server).filter(([key]) => isWord(key)),
      ),
      ...membersOf(member(server, 'variables')).flatMap(([name, variable]) =>
        under(
          `#/servers/${index}/variables/${name}/`,
          membersOf(variable).filter(([key]) => isWord(key)),
        ),
      ),
    ]),
    ...[...schemesIn([view])]
      .filter(([name]) => isShared(name))
      .flatMap(([name, { words }]) =>
        under(`#/components/securitySchemes/${name}/`, membersOf(words)),
      ),
  ]);
}

interface Source {
  readonly slice: Slice;
  readonly view: View;
}

/** Two published documents that say different things of one operation, schema or scheme, or name other servers. */
function contradictions(
  sources: readonly Source[],
  operations: ReadonlyMap<string, readonly Source[]>,
  isSame: Sameness,
): readonly string[] {
  const problems: string[] = [];
  const say = (what: string, one: Source, other: Source, path: readonly string[]) => {
    const [here, there] = [other, one].map(({ view }) => view.contract.at(path));
    problems.push(
      `${here}: ${what} has another meaning at ${there}; the two must agree: see which holds`,
    );
  };
  for (const [name, [first, ...others]] of operations) {
    const other = others.find(
      ({ view }) => first && !isSame(first.view.operation(name), view.operation(name)),
    );
    if (first && other) say(name, first, other, pathOf(name).map(String));
  }
  for (const section of ['schemas', 'securitySchemes'] as const) {
    const holders = indexOf(sources, ({ view }) =>
      membersOf(member(view.contract.document.components, section)).map(([name]) => name),
    );
    for (const [name, [first, ...others]] of holders) {
      const shape = first?.view.component(section, name);
      const other = others.find(({ view }) => {
        const twin = view.component(section, name);
        return shape && twin && !isSame(shape, twin);
      });
      if (first && other) {
        say(`components.${section}.${name}`, first, other, ['components', section, name]);
      }
    }
  }
  const [first, ...others] = sources.filter(({ view }) => view.servers.length > 0);
  const urls = ({ view }: Source) => view.servers.map(({ url }) => url);
  const other = others.find((one) => first && !isDeepStrictEqual(urls(one), urls(first)));
  if (first && other) say('servers', first, other, ['servers']);
  return problems;
}
