import { UserError } from '../command.js';
import { readText } from '../files.js';

/** The time for one address, in milliseconds. */
export const TIMEOUT_MS = 15_000;

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REQUESTS = 10;
const ACCEPT = 'text/markdown, application/yaml, application/json, text/plain, */*;q=0.1';

export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** Reads a URL or a file. @throws {UserError} that names the source */
export async function readSource(source: string, timeoutMs: number): Promise<string> {
  if (!isAddress(source)) return readText(source);
  const shown = source.replace(/\/\/[^/]*@/, '//');
  const problem = (text: string): UserError => new UserError(`${shown}: ${text}`);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    let address = new URL(source);
    for (let count = 0; count < MAX_REQUESTS; count += 1) {
      const init = { signal, redirect: 'manual', headers: { accept: ACCEPT } } as const;
      const { status, statusText, headers, body } = await fetch(address, init);
      if (status === 200) return await readBody(body);
      await body?.cancel();
      const location = headers.get('location');
      if (status < 300 || status > 399 || location === null) {
        const remedy = 'look for its new address in llms.txt, or try again later';
        throw problem(`the response is ${status} ${statusText}; ${remedy}`);
      }
      const target = new URL(location, address);
      if (target.host !== address.host) {
        throw problem(`it redirects to ${target.href}; give that address if it is the right one`);
      }
      address = target;
    }
    throw problem('it redirects in a circle; open it in a browser to see where');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    // What follows a colon may be the address, with a password in it.
    const [known = ''] = message.split(':');
    const reason = signal.aborted ? `no complete response within ${timeoutMs / 1000} s` : known;
    throw problem(`cannot read it (${reason || code}); check the address, or try again later`);
  }
}

/** The text of a response that is not too long. */
async function readBody(body: Response['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
}
