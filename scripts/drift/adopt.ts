import { basename, join } from 'node:path';
import { ContractError } from '../contract/error.js';
import { operationNames } from '../contract/facts.js';
import { displayName, isReference } from '../contract/files.js';
import { compareFile, writeFiles, type GeneratedFile } from '../contract/generated.js';
import { inOrder } from '../contract/load.js';
import { mergeContracts } from '../contract/merge.js';
import { valueAt } from '../contract/pointer.js';
import { parseContract, readText, type Contract } from '../contract/read.js';
import { planProject } from '../generate.js';
import { isAddress } from './fetch.js';
import { linesOf, reduce, type Reduced } from './reference.js';
import type { Slice } from './slices.js';
import type { Published } from './sources.js';
import { hashOf, renderEntries, upstreamFile, type Entry } from './upstream.js';

/** What was adopted. */
export interface Adoption {
  readonly files: readonly GeneratedFile[];
  /** What is left to do by hand, a line each. */
  readonly todo: readonly string[];
}

/** Puts what is published into the project and generates anew: all of it, or, where anything fails, nothing. */
export async function adopt(
  root: string,
  vendored: readonly Contract[],
  entries: readonly Entry[],
  published: Published,
  gone: readonly string[],
): Promise<Adoption> {
  const folder = join(root, 'openapi');
  const plan = planEntries(vendored, entries, published);
  const texts = new Map(plan.map(({ entry, slice }) => [entry.file, slice?.text]));
  const fresh = await Promise.all(
    plan.map(async ({ entry, slice }) => {
      const path = join(folder, entry.file);
      return parseContract(slice?.text ?? (await readText(path)), displayName(path));
    }),
  );
  const reference = vendored.find(({ file }) => isReference(file));
  const reduced = reference && reduce(reference, new Set([...namesOf(...fresh), ...gone]), fresh);
  const rest = reduced && hasOperations(reduced.contract) ? [reduced.contract] : [];

  const documents = inOrder([...fresh, ...rest], ({ file }) => basename(file));
  const files = documents.map(({ file }) => join(folder, basename(file)));
  const removed = entries.filter(({ file }) => !texts.has(file));
  const generated = await planProject(mergeContracts(documents), files, root);
  const all = [
    ...(await Promise.all([
      ...plan.flatMap(({ entry, slice }) =>
        slice ? [compareFile(join(folder, entry.file), slice.text)] : [],
      ),
      ...removed.map(({ file }) => compareFile(join(folder, file), undefined)),
      compareFile(upstreamFile(root), renderEntries(plan.map(({ entry }) => entry))),
    ])),
    ...generated,
  ];
  await writeFiles(all);
  const todo = reference && reduced && (await handwork(folder, reference, reduced, fresh));
  return { files: all, todo: todo ?? [] };
}

interface Planned {
  readonly entry: Entry;
  /** Absent where the file stays as it is. */
  readonly slice?: Slice;
}

/** The vendored documents as they will be: each published one in its file, old or new. */
function planEntries(
  vendored: readonly Contract[],
  entries: readonly Entry[],
  { slices, isWhole }: Published,
): readonly Planned[] {
  const operations = new Map(
    vendored.map((contract) => [basename(contract.file), namesOf(contract)]),
  );
  const holds = (file: string) => operations.get(file) ?? [];
  const covered = new Set(
    slices.flatMap((slice) => [...slice.operations, ...namesOf(slice.contract)]),
  );
  const left = new Set(entries);
  const taken = new Set(entries.map(({ file }) => file).concat('reference.yaml'));

  const planned = slices.map((slice): Planned => {
    const own = new Set([...slice.operations, ...namesOf(slice.contract)]);
    const entry =
      entries.find((one) => left.has(one) && one.url === slice.source) ??
      entries.find((one) => left.has(one) && holds(one.file).some((name) => own.has(name)));
    if (entry) left.delete(entry);
    const file = entry?.file ?? newName(slice, taken);
    taken.add(file);
    return { entry: { file, url: urlOf(slice, entry), sha256: hashOf(slice.text) }, slice };
  });
  for (const { entry } of planned) {
    const lost = isWhole ? undefined : holds(entry.file).find((name) => !covered.has(name));
    if (lost !== undefined) {
      throw new ContractError(
        `openapi/${entry.file}: it holds ${lost}, too, which no source speaks of; add one that does`,
      );
    }
  }
  const kept = [...left].filter(
    ({ file }) => !isWhole && holds(file).some((name) => !covered.has(name)),
  );
  const order = ({ entry: { file } }: Planned) => {
    const at = entries.findIndex((entry) => entry.file === file);
    return at < 0 ? entries.length : at;
  };
  return [...planned, ...kept.map((entry) => ({ entry }))].sort((a, b) => order(a) - order(b));
}

/** A file of one's own disk is no address for others. */
function urlOf({ source }: Slice, entry: Entry | undefined): string {
  if (isAddress(source)) return source;
  if (entry) return entry.url;
  throw new ContractError(
    `${source}: a new document needs its address in openapi/upstream.json; give its URL instead of a file`,
  );
}

/** More than any page's name has, less than a file system takes. */
const NAME_LENGTH = 100;

/** A file name after the page. */
function newName({ source }: Slice, taken: ReadonlySet<string>): string {
  const last =
    source
      .replace(/[?#].*$/, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? '';
  const stem =
    last
      .toLowerCase()
      .replace(/\.(?:mdx?|ya?ml|json)$/, '')
      .replace(/[^a-z\d]+/g, '-')
      .slice(0, NAME_LENGTH)
      .replace(/^-+|-+$/g, '') || 'document';
  for (let count = 1; ; count += 1) {
    const name = `${stem}${count === 1 ? '' : `-${count}`}.yaml`;
    if (!taken.has(name)) return name;
  }
}

/** What the maintainer has to do in the file that is kept by hand. */
async function handwork(
  folder: string,
  reference: Contract,
  { contract, deletions, lost, conflicts }: Reduced,
  published: readonly Contract[],
): Promise<readonly string[]> {
  const path = join(folder, basename(reference.file));
  const name = displayName(path);
  if (!hasOperations(contract)) return [`delete ${name}: all of it is published, or gone`];
  const text = await readText(path);
  const say = (lines: readonly [number, number]) => lines.join('-');
  const parts = deletions.map((part) => `${say(linesOf(text, part.path))} (${part.name})`);
  return [
    ...(parts.length > 0 ? [`delete lines of ${name}: ${parts.join(', ')}`] : []),
    ...lost.map((fact) => `openapi/OPERATIONS.md can no longer tell ${fact}: no page publishes it`),
    ...conflicts.map((part) => {
      const other = published.find(({ document }) => valueAt(document, part.path) !== undefined);
      const place = `${name}, lines ${say(linesOf(text, part.path))}`;
      return `${place}: ${part.name} must say what it says in ${other?.at(part.path) ?? 'the other'}`;
    }),
  ];
}

function hasOperations({ document }: Contract): boolean {
  return operationNames(document).length > 0;
}

function namesOf(...contracts: readonly Contract[]): readonly string[] {
  return contracts.flatMap(({ document }) => operationNames(document));
}
