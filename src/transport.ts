import type { Deadline } from './deadline.js';

/** A request that openapi-fetch has built: a `Request`, or just its arguments while no middleware wants to see it. */
export type Outgoing = Request | PlainRequest;

/** Stands in for `Request`, whose making costs more than all the rest of a call. */
export class PlainRequest {
  constructor(
    readonly url: string,
    readonly init: { headers: Headers; body?: string },
  ) {}
}

/** A header that may reach one origin only. */
export interface Secret {
  header: string;
  key: string;
  origin: string;
}

/** How one call is to be sent. */
interface Sending {
  fetch: typeof globalThis.fetch;
  deadline: Deadline;
  /** How often it may be sent again. */
  retries: number;
  secret: Secret | undefined;
  /** Whether this body may be sent twice, whatever has become of the first. */
  repeatable: (body: string | undefined) => boolean;
}

/** What is known of a call while it is under way. */
export interface Progress {
  attempts: number;
  /** An earlier attempt may have been processed. */
  unknown: boolean;
  /** The last attempt may have been processed. */
  inFlight: boolean;
}

/** The last attempt: the reply with its whole body (`undefined` when it was cut short), or why there is none. */
type Sent =
  | {
      response: Response;
      text: string | undefined;
      retryAfterMs: number | undefined;
      cause?: unknown;
    }
  | { cause: unknown };

/**
 * Sends a request, again where that charges nobody twice; follows no redirect.
 *
 * @param progress kept up to date, for whoever ends the call from outside
 * @throws the deadline's error once that has ended
 */
export async function send(
  outgoing: Outgoing,
  { fetch, deadline, retries, secret, repeatable }: Sending,
  progress: Progress,
): Promise<Sent> {
  const { body, build } = await prepare(outgoing, secret, deadline.signal);
  for (;;) {
    deadline.check();
    const sent = await attempt(() => fetch(...build()), progress);
    deadline.check();

    const again = !progress.inFlight || (isLost(sent) && repeatable(body));
    const wait = ('response' in sent ? sent.retryAfterMs : undefined) ?? backoff(progress.attempts);
    if (!again || progress.attempts > retries || wait >= deadline.left()) return sent;
    progress.unknown ||= progress.inFlight;
    progress.inFlight = false;
    await deadline.sleep(wait);
  }
}

/** Reads the body once for all attempts, and gives the arguments of each fetch. */
async function prepare(
  outgoing: Outgoing,
  secret: Secret | undefined,
  signal: AbortSignal,
): Promise<{ body: string | undefined; build: () => Parameters<typeof fetch> }> {
  const plain = outgoing instanceof PlainRequest;
  const headers = plain ? outgoing.init.headers : new Headers(outgoing.headers);
  if (secret && outgoing.url.startsWith(`${secret.origin}/`))
    headers.set(secret.header, secret.key);
  const always = { headers, signal, redirect: 'manual' } as const;
  if (plain) {
    const init = { ...outgoing.init, ...always };
    return { body: init.body, build: () => [outgoing.url, init] };
  }
  const body = (await outgoing.text()) || undefined;
  const init = { ...always, ...(body !== undefined && { body }) };
  return { body, build: () => [new Request(outgoing, init)] };
}

/** One request and the whole of its reply. It stays in flight unless it was provably not processed. */
async function attempt(fetch: () => Promise<Response>, progress: Progress): Promise<Sent> {
  progress.attempts++;
  progress.inFlight = true;
  let response: Response;
  try {
    response = await fetch();
  } catch (cause) {
    progress.inFlight = !isNeverConnected(cause);
    return { cause };
  }
  progress.inFlight = response.status !== 429;
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
  try {
    return { response, retryAfterMs, text: await response.text() };
  } catch (cause) {
    return { response, retryAfterMs, text: undefined, cause };
  }
}

function isLost(sent: Sent): boolean {
  return !('response' in sent) || sent.text === undefined || sent.response.status >= 500;
}

/** Full jitter: up to 0.5 s after the first attempt, doubling, at most 8 s. */
function backoff(attempts: number): number {
  return Math.random() * Math.min(8_000, 500 * 2 ** (attempts - 1));
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, 10.2.3); anything else counts as not given. */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // Date.parse alone reads "-1" and "soon 5" as dates.
  const date = /^[A-Z][a-z]+, .* GMT$/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** How Node and Bun say that a connection was never made. Other runtimes hide the cause. */
const neverConnectedCodes: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
  'FailedToOpenSocket',
];

function isNeverConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // One for each address that was tried.
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.every(isNeverConnected);
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return (
    neverConnectedCodes.includes(code) || syscall === 'connect' || isNeverConnected(error.cause)
  );
}
