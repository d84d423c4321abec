import { ContractError } from '../contract/error.js';
import { readText } from '../contract/read.js';

/** What stands at an address. */
export interface Fetched {
  readonly text: string;
  /** Where it was found in the end, after redirects. */
  readonly address: string;
  readonly isHtml: boolean;
}

/** The time for one address, reply included, in milliseconds. */
export const TIMEOUT_MS = 20_000;

/** More than any contract; what never ends must not fill the memory. In bytes. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Whether a source is an address, and not a file. */
export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** What to bear in mind when reading a source. */
export interface ReadOptions {
  /** The time for all of it, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether it must be found on the host of its address: redirects to others are refused. */
  readonly isBound?: boolean;
}

/** Reads a URL or a file. Whatever keeps it from being read is a `ContractError` that names the source. */
export async function readSource(source: string, options: ReadOptions): Promise<Fetched> {
  if (isAddress(source)) return fetchAddress(source, options);
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(source)) {
    throw new ContractError(`${source}: this is neither http, https nor a file; give one of these`);
  }
  const text = await readText(source);
  return { text, address: source, isHtml: isHtml(text) };
}

async function fetchAddress(
  source: string,
  { timeoutMs, isBound = false }: ReadOptions,
): Promise<Fetched> {
  const [, credentials] = /^https?:\/\/([^/?#]*)@/i.exec(source) ?? [];
  if (credentials !== undefined) {
    const address = source.replace(`${credentials}@`, '');
    throw new ContractError(`${address}: the address holds a password; give it without`);
  }
  const refuse = (problem: string) => new ContractError(`${source}: ${problem}`);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await follow(source, signal, isBound, refuse);
    if (response.status !== 200) {
      await response.body?.cancel();
      throw refuse(explainStatus(response));
    }
    const bytes = await readBody(response, refuse);
    const text = decode(bytes, refuse);
    const type = response.headers.get('content-type') ?? '';
    return { text, address: response.url, isHtml: /html/i.test(type) || isHtml(text) };
  } catch (error) {
    if (error instanceof ContractError) throw error;
    if (signal.aborted) {
      const seconds = `${timeoutMs / 1000} s`;
      throw refuse(`no complete answer within ${seconds}; try again later, or check the address`);
    }
    throw refuse(explainFailure(error));
  }
}

/** As many as a browser follows. */
const MAX_REDIRECTS = 20;

async function follow(
  source: string,
  signal: AbortSignal,
  isBound: boolean,
  refuse: (problem: string) => Error,
): Promise<Response> {
  const accept = 'text/markdown, application/yaml, application/json, text/plain, */*;q=0.1';
  let address = source;
  for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
    const response = await fetch(address, { signal, headers: { accept }, redirect: 'manual' });
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, address)) {
      throw refuse(`it leads to ${location}, which is no address; check the address`);
    }
    const next = new URL(location, address);
    if (!isAddress(next.href) || (isBound && next.host !== new URL(source).host)) {
      throw refuse(`it leads to ${next.href}; give that address itself, if it is the right one`);
    }
    address = next.href;
  }
  throw refuse('the redirects lead in a circle; open the address in a browser to see where');
}

function explainStatus({ status, statusText }: Response): string {
  const answer = `the answer is ${`${status} ${statusText}`.trim()}`;
  if (status === 404 || status === 410) {
    return `${answer}: the page is gone; look for its new address in the index of the docs (llms.txt)`;
  }
  if (status >= 500 || status === 429) return `${answer}; try again later`;
  return `${answer}, not 200; open the address in a browser to see what it wants`;
}

async function readBody(
  response: Response,
  refuse: (problem: string) => Error,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Its type does not say that it can be iterated.
  const body = (response.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw refuse(`more than ${MAX_BYTES} bytes; check the address`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Keeps every byte, a byte order mark too, so that the text can be vendored as it came. */
function decode(bytes: Uint8Array, refuse: (problem: string) => Error): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse('this is not text in UTF-8; check the address');
  }
}

function explainFailure(error: unknown): string {
  const codes: Record<string, string> = {
    ENOTFOUND: 'no such host; check the name, or your connection',
    EAI_AGAIN: 'the name of the host cannot be looked up; check your connection',
    ECONNREFUSED: 'the connection was refused; check host and port, or try again later',
    ECONNRESET: 'the connection was lost; try again',
    UND_ERR_SOCKET: 'the connection was lost; try again',
    UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time; try again later',
    ERR_INVALID_URL: 'this is no valid URL; correct it',
  };
  for (const cause of causesOf(error)) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined && codes[code] !== undefined) return codes[code];
    if (code !== undefined && /SSL|TLS|CERT|EPROTO|SIGNED/.test(code)) {
      return `no secure connection came about (${code}); check the address`;
    }
  }
  const [reason = ''] = causesOf(error)
    .map((cause) => (cause as Error).message)
    .reverse();
  return `it cannot be fetched (${reason.split('\n')[0] ?? ''}); check the address`;
}

function causesOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [error, ...inner, ...causesOf(error.cause)];
}

function isHtml(text: string): boolean {
  return /^\uFEFF?\s*(?:<!--[^]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(text);
}
