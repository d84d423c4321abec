import { member } from '../contract/document.js';
import { isReference } from '../contract/files.js';
import { formatRef } from '../contract/pointer.js';
import type { Contract } from '../contract/read.js';
import { inOrder, type Change } from './change.js';
import { commonWords } from './common-words.js';
import { contradictions, type Source } from './contradictions.js';
import { indexOf } from './index-of.js';
import { meaningChanges, type Pair } from './meaning.js';
import { pathOf, viewOf, type View } from './operation.js';
import { sameness } from './same.js';
import { apiOf, askedIn, renamedSchemes, schemesIn } from './schemes.js';
import type { Published } from './sources.js';
import { wordChanges } from './words.js';

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
