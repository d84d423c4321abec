import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ContractError } from '../contract/error.js';
import { displayName } from '../contract/files.js';
import { runAll } from '../pool.js';
import { isAddress, readSource, type Fetched, type ReadOptions } from './fetch.js';
import { isListOfLinks, linksOf } from './markdown.js';
import { slicesOf, type Slice } from './slices.js';

/** What is published, as far as it could be read. */
export interface Published {
  readonly slices: readonly Slice[];
  /** Whether it speaks for the whole API: then an operation that it lacks is gone. */
  readonly isWhole: boolean;
  /** The pages that an index names and that hold no OpenAPI. */
  readonly bare: readonly string[];
  /** What is wrong with a source, a line each. While there is one, nothing is called the same. */
  readonly problems: readonly string[];
}

/** Where to look. */
export interface Source {
  /** A URL or a file. */
  readonly address: string;
  /** The operations that should be there. */
  readonly operations: readonly string[];
}

/** How many pages are fetched at a time. */
const AT_ONCE = 6;

/** Reads all sources, and the pages that an index among them names: each page once. */
export async function readPublished(
  sources: readonly Source[],
  timeoutMs: number,
): Promise<Published> {
  const addresses = [...new Set(sources.map(({ address }) => address))];
  const answers = await runAll(
    addresses.map((source) => () => look(source, { timeoutMs })),
    AT_ONCE,
  );
  const indexes = answers.filter(isIndex);
  const known = new Set(addresses);
  const links = [...new Set(indexes.flatMap(pagesOf))];
  const linked = await runAll(
    links
      .filter((link) => !known.has(link))
      .map((link) => () => look(link, { timeoutMs, isBound: true })),
    AT_ONCE,
  );
  const pages = linked.filter(({ slices }) => slices.some(({ isWhole }) => !isWhole));
  const isFound = (index: Answer): boolean => {
    const own = new Set(pagesOf(index));
    return [...answers, ...pages].some(
      ({ source, slices }) => own.has(source) && slices.length > 0,
    );
  };
  const failed = linked.filter(({ problem }) => problem !== undefined);
  // An index that could not be followed to its end does not say what is gone.
  const isComplete = indexes.length > 0 && indexes.every(isFound) && failed.length === 0;

  const all = [...answers, ...pages];
  /** What should be at an address and is not, is gone. */
  const withExpected = (slice: Slice, source: string): Slice => {
    const expected = sources.filter(({ address }) => address === source);
    const names = [slice, ...expected].flatMap(({ operations }) => operations);
    return { ...slice, operations: [...new Set(names)] };
  };
  return {
    slices: all.flatMap(({ source, slices }) => slices.map((slice) => withExpected(slice, source))),
    isWhole: isComplete || all.some(({ slices }) => slices.some((one) => one.isWhole)),
    bare: linked.filter((one) => !pages.includes(one)).map(({ source }) => source),
    problems: summarised([
      ...answers.filter((one) => !isIndex(one)).flatMap(problemsOf),
      ...failed.flatMap(problemsOf),
      ...indexes
        .filter((index) => !isFound(index) && failed.length === 0)
        .map((index) => ({ source: index.source, reason: explainIndex(index) })),
    ]),
  };
}

/** What a source gave: documents, or a problem, or a text that is neither. */
interface Answer {
  readonly source: string;
  readonly fetched?: Fetched;
  readonly slices: readonly Slice[];
  readonly problem?: string;
}

async function look(source: string, options: ReadOptions): Promise<Answer> {
  try {
    const fetched = await readSource(source, options);
    return { source, fetched, slices: slicesOf(fetched, source) };
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return { source, slices: [], problem: error.message };
  }
}

function isIndex({ source, fetched, slices }: Answer): boolean {
  if (fetched === undefined || fetched.isHtml || slices.length > 0) return false;
  const isNamedSo = /\.txt$/i.test(isAddress(source) ? new URL(source).pathname : source);
  return isListOfLinks(fetched.text) || (isNamedSo && linksOf(fetched.text).length > 0);
}

/** What no page is, by its name. */
const NO_PAGE = /\.(?:png|jpe?g|gif|svg|webp|ico|pdf|zip|gz|mp4|css|js|woff2?)$/i;

/** The pages that an index names: of its own host, or below its own folder. */
function pagesOf({ fetched }: Answer): readonly string[] {
  if (fetched === undefined) return [];
  const isRemote = isAddress(fetched.address);
  const base = isRemote ? new URL(fetched.address) : pathToFileURL(fetched.address);
  const folder = pathToFileURL(`${dirname(fetched.address)}/`).href;
  return linksOf(fetched.text).flatMap((link) => {
    if (!URL.canParse(link, base)) return [];
    const url = new URL(link, base);
    url.hash = '';
    if (NO_PAGE.test(url.pathname)) return [];
    if (isRemote) return isAddress(url.href) && url.host === base.host ? [url.href] : [];
    return url.href.startsWith(folder) ? [displayName(fileURLToPath(url))] : [];
  });
}

interface Problem {
  readonly source: string;
  /** What is wrong, without the source. */
  readonly reason: string;
}

function problemsOf({ source, fetched, slices, problem }: Answer): readonly Problem[] {
  if (problem !== undefined) {
    // A file may be called by a shorter name.
    const name = problem.startsWith(source) ? source : '';
    return [{ source: name, reason: problem.slice(name.length) }];
  }
  if (fetched === undefined || slices.length > 0) return [];
  return [{ source, reason: `: ${explainText(fetched)}` }];
}

/** How many sources of one problem are named. */
const NAMED = 3;

/** One line for what is wrong with many sources alike, as where the network is down. */
function summarised(problems: readonly Problem[]): readonly string[] {
  const sources = new Map<string, string[]>();
  for (const { source, reason } of problems) {
    sources.set(reason, [...(sources.get(reason) ?? []), source]);
  }
  return [...sources].map(([reason, names]) => {
    const more = names.length - NAMED;
    return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}${reason}`;
  });
}

function explainText({ text, isHtml }: Fetched): string {
  if (text.trim() === '') return 'it is empty; check the address, or try again later';
  if (isHtml) return 'this is HTML, not the Markdown of a docs page; try the address with .md';
  return 'no OpenAPI here, neither a document nor a fenced block on a page; look for the right page in llms.txt';
}

function explainIndex(index: Answer): string {
  const isFound = pagesOf(index).length > 0;
  return isFound
    ? ': none of the pages that this index names has an OpenAPI block; give the document itself'
    : ': this index names no page of its own host; check the address';
}
