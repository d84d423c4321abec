import { ContractError } from '../openapi/error.js';
import { readText } from '../openapi/read.js';

/** The time for one address, in milliseconds. */
export const TIMEOUT_MS = 15_000;

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 10;
const ACCEPT = 'text/markdown, application/yaml, application/json, text/plain, */*;q=0.1';

export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** Reads a URL or a file. @throws {ContractError} that names the source */
export async function readSource(source: string, timeoutMs: number): Promise<string> {
  if (!/^[a-z][a-z\d+.-]+:\/\//i.test(source)) return readText(source);
  const refuse = (problem: string): never => {
    throw new ContractError(`${source.replace(/\/\/[^/]*@/, '//')}: ${problem}`);
  };
  if (!isAddress(source)) return refuse('give http, https or a file');
  if (!URL.canParse(source)) return refuse('this is no valid URL; correct it');
  const { host, username, password } = new URL(source);
  if (username || password) return refuse('the address has a password in it; give it without');
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    let address = source;
    for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
      const response = await fetch(address, {
        signal,
        redirect: 'manual',
        headers: { accept: ACCEPT },
      });
      const { status, statusText, headers } = response;
      if (status === 200) return await readBody(response, refuse);
      await response.body?.cancel();
      const location = status >= 300 && status <= 399 ? headers.get('location') : null;
      if (location === null) {
        const isGone = status === 404 || status === 410;
        const remedy = isGone ? 'look for its new address in llms.txt' : 'try again later';
        return refuse(`the response is ${status} ${statusText}; ${remedy}`);
      }
      address = new URL(location, address).href;
      if (new URL(address).host !== host || !isAddress(address)) {
        return refuse(`it redirects to ${address}; give that address if it is the right one`);
      }
    }
    return refuse('it redirects in a circle; open it in a browser to see where');
  } catch (error) {
    if (error instanceof ContractError) throw error;
    if (signal.aborted) {
      return refuse(`no complete response within ${timeoutMs / 1000} s; try again later`);
    }
    const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    const reason = code ?? message.split('\n')[0] ?? '';
    return refuse(`cannot fetch it (${reason}); check the address, or try again later`);
  }
}

async function readBody({ body }: Response, refuse: (problem: string) => never): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_BYTES) return refuse(`more than ${MAX_BYTES} bytes; check the address`);
  }
  try {
    // With its byte order mark, because the text is vendored byte for byte.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(Buffer.concat(chunks));
  } catch {
    return refuse('this is not UTF-8 text; check the address');
  }
}
