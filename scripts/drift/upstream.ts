import { join } from 'node:path';
import { isObject } from '../openapi/document.js';
import { UserError, displayName } from '../command.js';
import { readText } from '../files.js';
import { lintContract, parseContract, parseText, type Contract } from '../openapi/read.js';
import { namesIn, pagesOf, readSources, type Document, type Source } from './source.js';

/** A vendored document: its file below `openapi/`, and the document that its page is made from, as the page names it. */
export interface Entry extends Readonly<Record<'file' | 'url' | 'sha256', string>> {
  readonly origin?: string;
}

/** What `openapi/upstream.json` holds: where to look, and each published document that is vendored. */
export interface Manifest {
  readonly index: string;
  readonly documents: readonly Entry[];
}

/** The vendored contract. */
export type Vendored = Awaited<ReturnType<typeof readVendored>>;

/** Reads the vendored contract, or files that count as published. */
export async function readVendored(root: string, files?: readonly string[]) {
  const folder = join(root, 'openapi');
  const read = async (path: string): Promise<Contract> => {
    const contract = parseContract(await readText(path), displayName(path));
    if (files) await lintContract(contract, 'kinds');
    return contract;
  };
  const manifest = await readManifest(join(folder, 'upstream.json'));
  const paths = files ?? manifest.documents.map(({ file }) => join(folder, file));
  const published = await Promise.all(paths.map(read));
  // Our own document; at most one.
  const reference = files ? [] : [await read(join(folder, 'reference.yaml'))];
  const names = namesOf(published);
  /** The operations that only our own document describes. */
  const ours = new Set(namesOf(reference).filter((name) => !names.includes(name)));
  // What is said of the API as a whole is taken from the first document.
  const main = namesOf(published.slice(0, 1));
  return { manifest, published, main, reference, ours };
}

async function readManifest(path: string): Promise<Manifest> {
  const { value } = parseText(await readText(path), displayName(path));
  const { index, documents } = isObject(value) ? value : {};
  if (typeof index === 'string' && Array.isArray(documents)) return { index, documents };
  throw new UserError(`${displayName(path)}: expected { index, documents }; restore it from git`);
}

function namesOf(contracts: readonly Contract[]): readonly string[] {
  return contracts.flatMap(({ document }) => namesIn(document));
}

/** What is published, as far as it could be read. */
export type Upstream = Awaited<ReturnType<typeof readUpstream>>;

/** Reads sources: OpenAPI documents, docs pages with OpenAPI blocks, and indexes of such pages. */
export async function readUpstream(sources: string[], vendored: Vendored, timeoutMs: number) {
  const { manifest, published, main, reference, ours } = vendored;
  const given = await readSources(sources, timeoutMs);
  const pages = await readSources(given.flatMap(pagesOf), timeoutMs);
  const found = [...given, ...pages].flatMap(({ documents }) => documents);
  // A block is about our API if the document that it is from describes an operation of ours.
  const known = namesOf([...published, ...reference]);
  const own = found.filter(({ operations }) => operations.some((name) => known.includes(name)));
  const origins = new Set([...own, ...manifest.documents].map(({ origin }) => origin));
  const documents = found.filter(({ isWhole, origin }) => isWhole || origins.has(origin));
  // The main document comes first.
  const isMain = (one: Document): boolean => one.operations.some((name) => main.includes(name));
  documents.sort((one, other) => Number(isMain(other)) - Number(isMain(one)));

  const isRead = (one: Source): boolean => one.documents.some((block) => documents.includes(block));
  const read = new Set(pages.filter(isRead).map(({ name }) => name));
  const isUseful = (one: Source): boolean =>
    isRead(one) || pagesOf(one).some((page) => read.has(page));
  const described = namesOf(documents.map(({ contract }) => contract));
  const lacking = namesOf(published).filter((name) => !described.includes(name));
  // Other pages of an index need not have an OpenAPI block; a page of HTML may be what should describe what is lacking.
  const urls = manifest.documents.map(({ url }) => url);
  const isNeeded = ({ name, text }: Source): boolean =>
    urls.includes(name) || (lacking.length > 0 && /^\s*<(!doctype|html)/i.test(text));
  const needed = [...given, ...pages.filter(isNeeded)];
  const useless = needed.filter((one) => !one.problem && !isUseful(one));
  const problems = [...given, ...pages].flatMap(({ problem }) => problem ?? []);
  problems.push(...useless.map(({ name }) => `${name}: ${USELESS}`));
  // A page that could not be read may describe what the others lack.
  const isIndexRead = read.size > 0 && problems.length === 0;
  /** Whether they describe the whole API, so that a published operation that they lack is gone. */
  const isWhole = isIndexRead || documents.some((one) => one.isWhole);
  const gone = isWhole ? lacking : [];

  const bare = pages.filter((one) => !one.problem && one.documents.length === 0).length;
  const others = found.filter((one) => !documents.includes(one));
  const theirs = [...new Set(others.map(({ origin = 'unnamed' }) => origin))].join(', ');
  const isNew = [...ours].filter((name) => described.includes(name)).join(', ');
  const notes = [
    bare > 0 ? `note: pages without an OpenAPI block: ${bare}` : '',
    theirs && `note: pages of another API, ${theirs}: ${others.length}`,
    isNew && `note: published now, so --write takes it out of reference.yaml: ${isNew}`,
  ].filter(Boolean);
  return { documents, isWhole, gone, notes, problems };
}

const USELESS =
  'there is no OpenAPI of ours here; give the Markdown of a page, whose address ends in .md, or an index such as llms.txt';
