import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isObject } from '../openapi/document.js';
import { ContractError, displayName, userMessage } from '../openapi/error.js';
import {
  lintContract,
  parseContract,
  parseText,
  readText,
  type Contract,
} from '../openapi/read.js';
import { isAddress, readSource } from './fetch.js';
import { documentsIn, isHtml, linksIn, namesOf, type Document } from './pages.js';

/** What `openapi/upstream.json` holds: where to look, and each published document that is vendored. */
export interface Manifest {
  readonly index: string;
  readonly documents: readonly Entry[];
}

export interface Entry {
  /** Below `openapi/`. */
  readonly file: string;
  readonly url: string;
  readonly sha256: string;
  /** The document that its page is made from, as the page names it. */
  readonly origin?: string;
}

export async function readManifest(root: string): Promise<Manifest> {
  const path = join(root, 'openapi/upstream.json');
  const { value } = parseText(await readText(path), displayName(path));
  const { index, documents } = isObject(value) ? value : {};
  // The name becomes a path.
  const isEntry = (one: Entry): boolean => /^(published\/)?\w[\w.-]*\.yaml$/.test(one.file);
  if (typeof index === 'string' && Array.isArray(documents) && documents.every(isEntry)) {
    return { index, documents };
  }
  const expected = '{ index, documents: [{ file, url, sha256 }] }';
  throw new ContractError(`${displayName(path)}: expected ${expected}; restore it from git`);
}

/** The vendored contract. */
export interface Vendored {
  readonly published: readonly Contract[];
  /** Our own document; at most one. */
  readonly reference: readonly Contract[];
  /** The operations that only our own document describes. */
  readonly ours: ReadonlySet<string>;
}

/** Reads the vendored contract, or files that count as published. */
export async function readVendored(
  root: string,
  { documents }: Manifest,
  files: readonly string[] | undefined,
): Promise<Vendored> {
  const read = async (path: string): Promise<Contract> => {
    const contract = parseContract(await readText(path), displayName(path));
    if (files) await lintContract(contract, 'kinds');
    return contract;
  };
  const folder = join(root, 'openapi');
  const paths = files ?? documents.map(({ file }) => join(folder, file));
  const published = await Promise.all(paths.map(read));
  const reference = files ? [] : [await read(join(folder, 'reference.yaml'))];
  const names = published.flatMap(namesOf);
  const ours = reference.flatMap(namesOf).filter((name) => !names.includes(name));
  return { published, reference, ours: new Set(ours) };
}

/** What is published, as far as it could be read. */
export interface Upstream {
  readonly documents: readonly Document[];
  /** Whether it describes the whole API, so that an operation that it lacks is gone. */
  readonly isWhole: boolean;
  /** The published operations that are gone. */
  readonly gone: readonly string[];
  readonly notes: readonly string[];
  /** What could not be read, and why. */
  readonly problems: readonly string[];
}

/** Reads sources: OpenAPI documents, docs pages with OpenAPI blocks, and indexes of such pages. */
export async function readUpstream(
  sources: readonly string[],
  manifest: Manifest,
  { published, reference }: Vendored,
  timeoutMs: number,
): Promise<Upstream> {
  const known = new Set([...published, ...reference].flatMap(namesOf));
  const parts: Part[] = [];
  for (const answer of await readAll([...new Set(sources)], timeoutMs)) {
    const { source, text, documents, problem } = answer;
    const links = documents.length === 0 ? pagesOf(source, text) : [];
    if (links.length > 0) {
      const pages = await readAll(links, timeoutMs);
      parts.push(selectPages(source, pages, known, manifest));
    } else {
      const reason =
        problem ?? (documents.length === 0 ? `${source}: ${explain(text)}` : undefined);
      const isWhole = documents.some((one) => one.isWhole);
      parts.push({ documents, isWhole, notes: [], problems: reason === undefined ? [] : [reason] });
    }
  }
  const documents = parts.flatMap((part) => part.documents);
  // What is said of the API as a whole is taken from the first document, as it is from the first vendored one.
  const main = new Set(published.slice(0, 1).flatMap(namesOf));
  const isMain = (one: Document): number => Number(one.operations.some((name) => main.has(name)));
  documents.sort((one, other) => isMain(other) - isMain(one));
  const isWhole = parts.some((part) => part.isWhole);
  const described = new Set(documents.flatMap(({ contract }) => namesOf(contract)));
  const expected = documents.flatMap(({ operations }) => operations);
  const lost = published.flatMap(namesOf).filter((name) => !described.has(name));
  const missing = documents.flatMap(({ source, operations }) => {
    const name = operations.find((one) => !described.has(one) && !lost.includes(one));
    const problem = `it is about ${name ?? ''}, but its block has none; try again later`;
    return name === undefined ? [] : [`${source}: ${problem}`];
  });
  const problems = [...parts.flatMap((part) => part.problems), ...missing];
  const gone = lost.filter((name) => isWhole || expected.includes(name));
  return { documents, isWhole, gone, notes: parts.flatMap(({ notes }) => notes), problems };
}

type Part = Omit<Upstream, 'gone'>;

/** The pages of an index that are about our API: those from a document that holds an operation of ours. */
function selectPages(
  source: string,
  pages: readonly Answer[],
  known: ReadonlySet<string>,
  manifest: Manifest,
): Part {
  const blocks = pages.flatMap((page) => page.documents).filter((one) => !one.isWhole);
  const own = blocks.filter(({ operations }) => operations.some((name) => known.has(name)));
  const origins = new Set([...own, ...manifest.documents].map(({ origin }) => origin));
  const documents = blocks.filter((one) => own.includes(one) || origins.has(one.origin));
  const others = blocks.filter((one) => !documents.includes(one));
  const names = [...new Set(others.map(({ origin = 'unnamed' }) => origin))].join(', ');
  const bare = pages.filter((page) => !page.problem && page.documents.length === 0).length;
  const notes = [
    ...(bare > 0 ? [`note: ${source}: pages without an OpenAPI block: ${bare}`] : []),
    ...(names ? [`note: ${source}: pages of another API, ${names}: ${others.length}`] : []),
  ];
  const [first, ...more] = [
    ...pages.flatMap(({ problem = [] }) => problem),
    ...(documents.length > 0 ? [] : [`${source}: no page of it describes an operation of ours`]),
  ];
  if (first === undefined) return { documents, isWhole: true, notes, problems: [] };
  const problem = more.length > 0 ? `${first} (and ${more.length} more pages)` : first;
  return { documents, isWhole: false, notes, problems: [problem] };
}

/** One source, or one page of an index. */
interface Answer {
  readonly source: string;
  readonly text: string;
  readonly documents: readonly Document[];
  readonly problem?: string;
}

const AT_ONCE = 6;

async function readAll(sources: readonly string[], timeoutMs: number): Promise<readonly Answer[]> {
  const read = async (source: string): Promise<Answer> => {
    try {
      const text = await readSource(source, timeoutMs);
      return { source, text, documents: await documentsIn(text, source) };
    } catch (error) {
      const problem = userMessage(error);
      if (problem === undefined) throw error;
      return { source, text: '', documents: [], problem };
    }
  };
  const results: Answer[] = [];
  const waiting = sources.entries();
  const worker = async (): Promise<void> => {
    for (const [index, source] of waiting) {
      results[index] = await read(source);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

const NO_PAGE = /\.(?:png|jpe?g|gif|svg|webp|ico|pdf|zip|gz|mp4|css|js|woff2?)$/i;

/** The pages that an index, which is a list of links in the main, links to on its own host or below its own folder. */
function pagesOf(source: string, text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => /^\s*[^\s#>]/.test(line));
  const items = lines.filter((line) => /^\s*(?:[-*+]|\d+[.)])\s+\[[^\]]*\]\(/.test(line));
  const isIndex = /\.txt(?:$|\?)/i.test(source) || items.length * 2 > lines.length;
  if (!isIndex || isHtml(text)) return [];
  const base = isAddress(source) ? new URL(source) : pathToFileURL(source);
  const links = linksIn(text).flatMap((link) => {
    if (!URL.canParse(link, base)) return [];
    const url = new URL(link, base);
    url.hash = '';
    if (NO_PAGE.test(url.pathname) || url.href === base.href) return [];
    if (isAddress(url.href)) return url.host === base.host ? [url.href] : [];
    return url.href.startsWith(new URL('.', base).href) ? [displayName(fileURLToPath(url))] : [];
  });
  return [...new Set(links)];
}

function explain(text: string): string {
  if (text.trim() === '') return 'it is empty; check the address, or try again later';
  if (isHtml(text)) return 'this is HTML; give the Markdown of the page, whose address ends in .md';
  return 'there is no OpenAPI here, and no link to another page; look for the page in llms.txt';
}
