import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isObject } from '../openapi/document.js';
import { UserError, displayName } from '../command.js';
import { readText } from '../files.js';
import { lintContract, parseContract, parseText, type Contract } from '../openapi/read.js';
import { isAddress, readSource } from './fetch.js';
import { messageOf } from './report.js';
import { documentsIn, isHtml, namesIn, type Document } from './pages.js';

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
  throw new UserError(`${displayName(path)}: expected ${expected}; restore it from git`);
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
  const names = namesOf(published);
  const ours = namesOf(reference).filter((name) => !names.includes(name));
  return { published, reference, ours: new Set(ours) };
}

function namesOf(contracts: readonly Contract[]): readonly string[] {
  return contracts.flatMap(({ document }) => namesIn(document));
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
  { published, reference, ours }: Vendored,
  timeoutMs: number,
): Promise<Upstream> {
  const answers = await readAll(sources, timeoutMs);
  const pages = await readAll(answers.flatMap(pagesOf), timeoutMs);
  const known = namesOf([...published, ...reference]);
  const { chosen, notes } = selectPages(pages, known, manifest);
  const documents = [...answers.flatMap((answer) => answer.documents), ...chosen];
  // What is said of the API as a whole is taken from the first document, as it is from the first vendored one.
  const main = namesOf(published.slice(0, 1));
  const isMain = (one: Document): boolean => one.operations.some((name) => main.includes(name));
  documents.sort((one, other) => Number(isMain(other)) - Number(isMain(one)));

  const vendoredFrom = manifest.documents.map(({ url }) => url);
  const unread = pages.flatMap(({ source, documents, problem }) => {
    const isBare = documents.length === 0 && vendoredFrom.includes(source);
    return problem ?? (isBare ? `${source}: its OpenAPI block is gone; look for another page` : []);
  });
  // A page that cannot be read may describe what the others lack.
  const isIndexRead = chosen.length > 0 && unread.length === 0;
  const isWhole = isIndexRead || documents.some((one) => one.isWhole);
  const described = namesOf(documents.map(({ contract }) => contract));
  const once = namesOf(published);
  const expected = isWhole ? once : documents.flatMap(({ operations }) => operations);
  const gone = once.filter((name) => !described.includes(name) && expected.includes(name));
  const problems = [...answers.flatMap(explain), ...unread];
  for (const { source, operations } of documents) {
    const name = operations.find((one) => !described.includes(one) && !once.includes(one));
    if (name) {
      problems.push(`${source}: it is about ${name}, which its block lacks; look for another page`);
    }
  }
  if (pages.length > 0 && chosen.length + unread.length === 0) {
    problems.push(`${sources.join(', ')}: no page of it describes an operation of ours`);
  }
  const isNew = [...ours].filter((name) => described.includes(name));
  if (isNew.length > 0) {
    notes.push(
      `note: published now, so --write takes it out of reference.yaml: ${isNew.join(', ')}`,
    );
  }
  return { documents, isWhole, gone, notes, problems };
}

/** The documents of an index that are about our API: those from a document that describes an operation of ours. */
function selectPages(pages: readonly Answer[], known: readonly string[], manifest: Manifest) {
  const blocks = pages.flatMap(({ documents }) => documents.filter(({ isWhole }) => !isWhole));
  const own = blocks.filter(({ operations }) => operations.some((name) => known.includes(name)));
  const origins = new Set([...own, ...manifest.documents].map(({ origin }) => origin));
  const others = blocks.filter(({ origin }) => !origins.has(origin));
  const names = [...new Set(others.map(({ origin = 'unnamed' }) => origin))].join(', ');
  const bare = pages.filter(({ problem, documents }) => !problem && documents.length === 0).length;
  return {
    chosen: blocks.filter(({ origin }) => origins.has(origin)),
    notes: [
      ...(bare > 0 ? [`note: pages without an OpenAPI block: ${bare}`] : []),
      ...(names ? [`note: pages of another API, ${names}: ${others.length}`] : []),
    ],
  };
}

/** One source, or one page of an index. */
interface Answer {
  readonly source: string;
  readonly text: string;
  readonly documents: readonly Document[];
  readonly problem?: string;
}

const AT_ONCE = 6;

async function readAll(sources: readonly string[], timeoutMs: number): Promise<Answer[]> {
  const read = async (source: string): Promise<Answer> => {
    try {
      const text = await readSource(source, timeoutMs);
      return { source, text, documents: await documentsIn(text, source) };
    } catch (error) {
      return { source, text: '', documents: [], problem: messageOf(error) };
    }
  };
  const unique = Readable.from(new Set(sources));
  return unique.map(read, { concurrency: AT_ONCE }).toArray() as Promise<Answer[]>;
}

/** The pages that an index, which is a list of links in the main, links to on its own host or below its own folder. */
function pagesOf({ source, text, documents }: Answer): readonly string[] {
  const lines = text.split('\n').filter((line) => /^\s*[^\s#>]/.test(line));
  const items = lines.filter((line) => /^\s*(?:[-*+]|\d+[.)])\s+\[[^\]]*\]\(/.test(line));
  const isIndex = /\.txt(?:$|\?)/i.test(source) || items.length * 2 > lines.length;
  if (documents.length > 0 || !isIndex || isHtml(text)) return [];
  const base = isAddress(source) ? new URL(source) : pathToFileURL(source);
  return [...text.matchAll(/\[[^\]]*\]\(\s*<?([^\s)>]+)/g)].flatMap(([, link = '']) => {
    const url = URL.canParse(link, base) ? new URL(link, base) : base;
    url.hash = '';
    // Pictures, archives and other documents are no pages.
    if (!/\/[^/.]*(?:\.mdx?)?$/.test(url.pathname) || url.href === base.href) return [];
    if (isAddress(url.href)) return url.host === base.host ? [url.href] : [];
    return url.href.startsWith(new URL('.', base).href) ? [displayName(fileURLToPath(url))] : [];
  });
}

/** Why a source is of no use; nothing for one that is. */
function explain(answer: Answer): readonly string[] {
  const { source, text, documents, problem } = answer;
  if (problem !== undefined) return [problem];
  if (documents.length > 0 || pagesOf(answer).length > 0) return [];
  const reason = isHtml(text)
    ? 'this is HTML; give the Markdown of the page, whose address ends in .md'
    : 'there is no OpenAPI here, and no link to another page; look for the page in llms.txt';
  return [`${source}: ${reason}`];
}
