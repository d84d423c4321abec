import { isUtf8 } from 'node:buffer';
import { UserError } from '../command.js';
import { readText } from '../files.js';

/** The time for one address, in milliseconds. */
export const TIMEOUT_MS = 15_000;

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 10;
const ACCEPT = 'text/markdown, application/yaml, application/json, text/plain, */*;q=0.1';

export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** Reads a URL or a file. @throws {UserError} that names the source */
export async function readSource(source: string, timeoutMs: number): Promise<string> {
  if (!/^[a-z][a-z\d+.-]+:\/\//i.test(source)) return readText(source);
  const withoutPassword = source.replace(/\/\/[^/]*@/, '//');
  const problem = (text: string): UserError => new UserError(`${withoutPassword}: ${text}`);
  if (!isAddress(source)) throw problem('give http, https or a file');
  if (!URL.canParse(source)) throw problem('this is no valid URL; correct it');
  if (source !== withoutPassword) {
    throw problem('the address has a password in it; give it without');
  }
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    let address = new URL(source);
    for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
      const init = { signal, redirect: 'manual', headers: { accept: ACCEPT } } as const;
      const { status, statusText, headers, body } = await fetch(address, init);
      if (status === 200) {
        const bytes = await readBytes(body);
        if (bytes.length > MAX_BYTES) {
          throw problem(`more than ${MAX_BYTES} bytes; check the address`);
        }
        if (!isUtf8(bytes)) throw problem('this is not UTF-8 text; check the address');
        return bytes.toString();
      }
      await body?.cancel();
      const location = headers.get('location');
      if (status < 300 || status > 399 || location === null) {
        const isGone = status === 404 || status === 410;
        const remedy = isGone ? 'look for its new address in llms.txt' : 'try again later';
        throw problem(`the response is ${status} ${statusText}; ${remedy}`);
      }
      const target = new URL(location, address);
      if (target.host !== address.host || !isAddress(target.href)) {
        throw problem(`it redirects to ${target.href}; give that address if it is the right one`);
      }
      address = target;
    }
    throw problem('it redirects in a circle; open it in a browser to see where');
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (signal.aborted) {
      throw problem(`no complete response within ${timeoutMs / 1000} s; try again later`);
    }
    const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    const reason = code ?? message.split('\n')[0] ?? '';
    throw problem(`cannot fetch it (${reason}); check the address, or try again later`);
  }
}

/** The bytes of a response, and no more than are needed to see that there are too many. */
async function readBytes(body: Response['body']): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}
