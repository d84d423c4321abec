import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { displayName, UserError } from '../command.js';
import { download, isAddress } from '../download.js';
import { readText } from '../files.js';
import { operationsOf, type JsonObject } from '../openapi/document.js';
import { lintContract, parseContract, type Contract } from '../openapi/read.js';
import { messageOf } from './report.js';

/** A URL or a file. An index, a page without an OpenAPI block, and what could not be read have no documents. */
export interface Source {
  readonly name: string;
  readonly text: string;
  readonly documents: readonly Document[];
  readonly problem?: string;
}

/** A published OpenAPI document: a text of its own, or a block of a docs page. */
export interface Document {
  readonly contract: Contract;
  readonly text: string;
  readonly source: string;
  /** The operations that it is about, such as `POST /payment/refund`. */
  readonly operations: readonly string[];
  /** Whether it describes the whole API, so that what it lacks is gone. */
  readonly isWhole: boolean;
  /** The document that the block is from, as its fence line names it. */
  readonly origin?: string;
}

const AT_ONCE = 6;

/** Reads URLs and files, each once. */
export function readSources(names: readonly string[], timeoutMs: number): Promise<Source[]> {
  const read = async (name: string): Promise<Source> => {
    try {
      const text = await (isAddress(name) ? download(name, timeoutMs) : readText(name));
      return { name, text, documents: await documentsIn(text, name) };
    } catch (error) {
      return { name, text: '', documents: [], problem: messageOf(error) };
    }
  };
  const unique = Readable.from(new Set(names));
  return unique.map(read, { concurrency: AT_ONCE }).toArray() as Promise<Source[]>;
}

/** The pages that an index, which is a list of links in the main, links to on its own host or below its own folder. */
export function pagesOf({ name, text, documents }: Source): readonly string[] {
  const lines = text.split('\n').filter((line) => /^\s*[^\s#>]/.test(line));
  const items = lines.filter((line) => /^\s*[-*+]\s+\[/.test(line));
  const isIndex = /\.txt(?:$|\?)/i.test(name) || items.length * 2 > lines.length;
  if (documents.length > 0 || !isIndex) return [];
  const base = isAddress(name) ? new URL(name) : pathToFileURL(name);
  const own = isAddress(name) ? `${base.origin}/` : new URL('.', base).href;
  return [...text.matchAll(/\[[^\]]*\]\(\s*<?([^\s)>#]+)/g)].flatMap(([, link = '']) => {
    // Pictures, archives and other documents are no pages.
    const isPage = /(?:^|\/)[^/.]*(?:\.mdx?)?$/.test(link) && URL.canParse(link, base);
    const href = isPage ? new URL(link, base).href : '';
    if (!href.startsWith(own)) return [];
    return isAddress(href) ? href : displayName(fileURLToPath(href));
  });
}

/** A fenced block, which ends with a fence of the same characters that is as long, or with the text. */
const BLOCK =
  /^ {0,3}(?<fence>`{3,}|~{3,})(?<info>[^`\r\n]*)\r?\n(?<text>[^]*?)(?:(?<end>^ {0,3}\k<fence>[`~]*\s*?$)|$(?![^]))/gm;

/** A fence line such as ` ````yaml /swagger/openapi-billing.json post /payment/refund `. */
const INFO = /^\s*(?:ya?ml|json)\s+(?<origin>\S+)\s+(?<method>[a-z]+)\s+(?<path>\/\S*)\s*$/i;

/** The documents in a page; none if it is no document and has no OpenAPI block. @throws {UserError} for a bad one */
async function documentsIn(page: string, source: string): Promise<readonly Document[]> {
  const blocks = [...page.matchAll(BLOCK)].map(({ index, groups = {} }): Block => {
    const { info = '', text = '', end } = groups;
    const line = page.slice(0, index).split('\n').length;
    return { text, line, isCut: end === undefined, ...INFO.exec(info)?.groups };
  });
  // Beside a block that names its operation, others are samples.
  const named = blocks.filter(({ path }) => path !== undefined);
  const unnamed = blocks.filter(({ text, isCut }) => !isCut && isOpenAPI(text));
  const whole = isOpenAPI(page) ? [{ text: page, line: 0 }] : [];
  const [chosen = []] = [named, unnamed, whole].filter((found) => found.length > 0);
  return Promise.all(chosen.map((block) => parseBlock(block, source)));
}

/** `line` is that of the fence; 0 for a whole document. */
interface Block extends Partial<Record<'origin' | 'method' | 'path', string>> {
  readonly text: string;
  readonly line: number;
  readonly isCut?: boolean;
}

async function parseBlock(block: Block, source: string): Promise<Document> {
  const { text, line, isCut, origin, method = '', path } = block;
  if (isCut) throw new UserError(`${source}:${line}:1: this block has no end; try again later`);
  // Blank lines keep the position of a mistake that of the page.
  const contract = parseContract('\n'.repeat(line) + text, source);
  await lintContract(contract, 'kinds');
  const names = namesIn(contract.document);
  const operations = path === undefined ? names : [`${method.toUpperCase()} ${path}`];
  const [first = 'every operation'] = operations;
  if (!names.includes(first)) {
    throw new UserError(`${contract.at(['paths'])}: it lacks ${first}; look for another page`);
  }
  return { contract, text, source, operations, isWhole: line === 0, ...(origin && { origin }) };
}

/** The operations of a document, such as `POST /payment/refund`. */
export function namesIn(document: JsonObject): readonly string[] {
  return operationsOf(document).map(({ name }) => name);
}

/** Whether a text is meant to be OpenAPI, valid or not. */
function isOpenAPI(text: string): boolean {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('{')) return /["{,\s](?:openapi|swagger|paths)["']?\s*:/.test(start);
  return /^(["']?)(?:openapi|swagger)\1\s*:/m.test(start);
}
