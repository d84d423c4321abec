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

/** A vendored document: its file below `openapi/`, and the document that its page is made from, as the page names it. */
export interface Entry extends Pick<Document, 'origin'> {
  readonly file: string;
  readonly url: string;
  readonly sha256: string;
}

export async function readManifest(root: string): Promise<Manifest> {
  const path = join(root, 'openapi/upstream.json');
  const { value } = parseText(await readText(path), displayName(path));
  const { index, documents } = isObject(value) ? value : {};
  if (typeof index === 'string' && Array.isArray(documents)) return { index, documents };
  const expected = '{ index, documents: [{ file, url, sha256 }] }';
  throw new UserError(`${displayName(path)}: expected ${expected}; restore it from git`);
}

/** The vendored contract. */
export type Vendored = Awaited<ReturnType<typeof readVendored>>;

/** Reads the vendored contract, or files that count as published. */
export async function readVendored(root: string, manifest: Manifest, files?: readonly string[]) {
  const read = async (path: string): Promise<Contract> => {
    const contract = parseContract(await readText(path), displayName(path));
    if (files) await lintContract(contract, 'kinds');
    return contract;
  };
  const folder = join(root, 'openapi');
  const paths = files ?? manifest.documents.map(({ file }) => join(folder, file));
  const published = await Promise.all(paths.map(read));
  // Our own document; at most one.
  const reference = files ? [] : [await read(join(folder, 'reference.yaml'))];
  const names = namesOf(published);
  /** The operations that only our own document describes. */
  const ours = new Set(namesOf(reference).filter((name) => !names.includes(name)));
  return { published, reference, ours };
}

function namesOf(contracts: readonly Contract[]): readonly string[] {
  return contracts.flatMap(({ document }) => namesIn(document));
}

/** What is published, as far as it could be read. */
export type Upstream = Awaited<ReturnType<typeof readUpstream>>;

/** Reads sources: OpenAPI documents, docs pages with OpenAPI blocks, and indexes of such pages. */
export async function readUpstream(
  sources: readonly string[],
  manifest: Manifest,
  { published, reference, ours }: Vendored,
  timeoutMs: number,
) {
  const answers = await readAll(sources, timeoutMs);
  const pages = await readAll(answers.flatMap(pagesOf), timeoutMs);
  const known = namesOf([...published, ...reference]);
  const { documents, notes } = selectDocuments([...answers, ...pages], known, manifest);
  // What is said of the API as a whole is taken from the first document, as it is from the first vendored one.
  const main = namesOf(published.slice(0, 1));
  const isMain = (one: Document): boolean => one.operations.some((name) => main.includes(name));
  documents.sort((one, other) => Number(isMain(other)) - Number(isMain(one)));
  const described = namesOf(documents.map(({ contract }) => contract));

  // Other pages need not have an OpenAPI block.
  const vendoredFrom = manifest.documents.map(({ url }) => url);
  const needed = pages.filter((one) => one.problem ?? vendoredFrom.includes(one.source));
  const unread = needed.flatMap(explain);
  // A page that cannot be read may describe what the others lack.
  const isRead = ({ documents: own }: Answer): boolean =>
    own.some((one) => documents.includes(one));
  const isIndexRead = pages.some(isRead) && unread.length === 0;
  /** Whether they describe the whole API, so that an operation that they lack is gone. */
  const isWhole = isIndexRead || documents.some((one) => one.isWhole);
  const once = namesOf(published);
  const expected = isWhole ? once : documents.flatMap(({ operations }) => operations);
  const gone = once.filter((name) => !described.includes(name) && expected.includes(name));
  const problems = [...answers.flatMap(explain), ...unread];
  for (const { source, operations } of documents) {
    const name = operations.find((one) => !described.includes(one) && !once.includes(one));
    if (name) problems.push(`${source}: its block lacks ${name}; look for another page`);
  }
  if (problems.length + documents.length === 0) {
    problems.push(`${sources.join(', ')}: no operation of ours is described there`);
  }
  const isNew = [...ours].filter((name) => described.includes(name)).join(', ');
  if (isNew) notes.push(`note: published now, so --write takes it out of reference.yaml: ${isNew}`);
  return { documents, isWhole, gone, notes, problems };
}

/** The documents that are about our API: whole ones, and pages made from one that describes an operation of ours. */
function selectDocuments(answers: readonly Answer[], known: readonly string[], manifest: Manifest) {
  const found = answers.flatMap(({ documents }) => documents);
  const own = found.filter(({ operations }) => operations.some((name) => known.includes(name)));
  const origins = new Set([...own, ...manifest.documents].map(({ origin }) => origin));
  const isOurs = ({ isWhole, origin }: Document): boolean => isWhole || origins.has(origin);
  const others = found.filter((one) => !isOurs(one));
  const names = [...new Set(others.map(({ origin = 'unnamed' }) => origin))].join(', ');
  const bare = answers.filter((one) => explain(one).length > 0 && !one.problem).length;
  const notes = [
    ...(bare > 0 ? [`note: pages without an OpenAPI block: ${bare}`] : []),
    ...(names ? [`note: pages of another API, ${names}: ${others.length}`] : []),
  ];
  return { documents: found.filter(isOurs), notes };
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
  const items = lines.filter((line) => /^\s*[-*+]\s+\[/.test(line));
  const isIndex = /\.txt(?:$|\?)/i.test(source) || items.length * 2 > lines.length;
  if (documents.length > 0 || !isIndex || isHtml(text)) return [];
  const base = isAddress(source) ? new URL(source) : pathToFileURL(source);
  const own = isAddress(source) ? `${base.origin}/` : new URL('.', base).href;
  return [...text.matchAll(/\[[^\]]*\]\(\s*<?([^\s)>#]+)/g)].flatMap(([, link = '']) => {
    // Pictures, archives and other documents are no pages.
    if (!URL.canParse(link, base) || !/(?:^|\/)[^/.]*(?:\.mdx?)?$/.test(link)) return [];
    const { href } = new URL(link, base);
    if (!href.startsWith(own)) return [];
    return isAddress(href) ? href : displayName(fileURLToPath(href));
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
