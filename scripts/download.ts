import { UserError } from './command.js';

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 10;
const REMEDY = 'check the address, look for it in llms.txt, or try again later';
const ACCEPT = 'text/markdown, application/yaml, application/json, text/plain, */*;q=0.1';

/** Whether a source is a URL; if not, it is a file. */
export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/**
 * Reads a text from a URL: at most 32 MiB, and from its own host only.
 *
 * @param timeoutMs the time for all of it, in milliseconds
 * @throws {UserError} that names the URL, without a password
 */
export async function download(source: string, timeoutMs: number): Promise<string> {
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

/** The text of a body that is not too long. */
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
