import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { displayName, UserError } from '../command.js';
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

/** The time for one address, in milliseconds. */
export const TIMEOUT_MS = 15_000;

const AT_ONCE = 6;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 10;
const REMEDY = 'check the address, look for it in llms.txt, or try again later';
const ACCEPT = 'text/markdown, application/yaml, application/json, text/plain, */*;q=0.1';

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

export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

async function download(source: string, timeoutMs: number): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await readBody(await follow(new URL(source), signal));
  } catch (error) {
    const { code = '', message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    const late = `no complete response within ${timeoutMs / 1000} s`;
    const text = `${source}: cannot read it (${signal.aborted ? late : message || code}); ${REMEDY}`;
    // A password is no part of a message.
    throw new UserError(text.replace(/\/\/[^/\s]*@/g, '//'));
  }
}

/** Follows redirects on the same host. */
async function follow(address: URL, signal: AbortSignal, count = 0): Promise<Response> {
  const init = { signal, redirect: 'manual', headers: { accept: ACCEPT } } as const;
  const response = await fetch(address, init);
  const { status, statusText, headers, body } = response;
  if (status === 200) return response;
  await body?.cancel();
  const location = headers.get('location');
  if (location === null) throw new Error(`the response is ${status} ${statusText}`);
  const target = new URL(location, address);
  if (target.host !== address.host) throw new Error(`it redirects to ${target.href}`);
  if (count === MAX_REDIRECTS) throw new Error('it redirects in a circle');
  return follow(target, signal, count + 1);
}

async function readBody({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
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
