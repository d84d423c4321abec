import { BillingError, type Failure } from './errors.js';
import { secretHeader } from './generated/contract.js';
import { backoff, isNeverConnected, readRetryAfter } from './retry.js';

/** A request as built; a real `Request` only where middleware wants to see one, because it costs so much. */
export interface PlainRequest {
  url: string;
  method: string;
  headers: Headers;
  body: string | undefined;
}

/** A reply with its whole body, unless that was cut short. */
export interface Sent {
  response: Response;
  text?: string | undefined;
  retryAfterMs?: number;
  cause?: unknown;
}

/** How one call is to be sent. */
interface Sending {
  /** The operation's name. */
  operation: string;
  fetch: typeof globalThis.fetch;
  /** The secret key, if it is needed, and the origin that may see it. */
  key: string | false | undefined;
  origin: string;
  timeoutMs: number;
  retries: number;
  /** The caller's signal. */
  signal: AbortSignal | undefined;
  /** It changes nothing. */
  reads: boolean;
  /** Whether this body has a key by which the API knows a repetition. */
  hasKey: (json: string | undefined) => boolean;
}

/** The way of one call to the API, with one deadline. Nothing of it stays once it is closed. */
export interface Transport {
  /** Sends a request, again where that charges nobody twice; follows no redirect. Rejects with a failure. */
  send: (request: PlainRequest | Request) => Promise<Sent>;
  /** Makes the error of this call. */
  fail: (failure: Failure) => BillingError;
  /** Settles as the task does; rejects with a failure when the deadline or the caller ends the call first. */
  race: <T>(task: Promise<T>) => Promise<T>;
  /** Whether this error was made by {@link fail}. */
  isFailure: (error: unknown) => boolean;
  close: () => void;
}

export function openTransport({
  operation,
  fetch,
  key,
  origin,
  timeoutMs,
  retries,
  signal: caller,
  reads,
  hasKey,
}: Sending): Transport {
  const endsAt = performance.now() + timeoutMs;
  let attempts = 0;
  // Whether an earlier attempt, and whether the last, may have been processed.
  let before = false;
  let inFlight = false;

  const failures: unknown[] = [];
  const fail = ({ reason, unknown, ...facts }: Failure): BillingError => {
    const outcome = !reads && (unknown || before) ? 'unknown' : 'not_processed';
    const error = new BillingError(reason, { ...facts, operation, attempts, outcome });
    failures.push(error);
    return error;
  };

  // AbortSignal.timeout and AbortSignal.any would do, but leave things behind on Node 20.
  const controller = new AbortController();
  const { signal } = controller;
  let wait: ReturnType<typeof setTimeout>;
  let reject: (error: BillingError) => void;
  const ended = new Promise<never>((_, fail) => (reject = fail));
  const race = <T>(task: Promise<T>): Promise<T> => Promise.race([task, ended]);
  const end = (kind: 'timeout' | 'aborted', reason: string): void => {
    const error = fail({ kind, reason, unknown: inFlight, cause: caller?.reason });
    close();
    reject(error);
    controller.abort(error);
  };
  const onAbort = (): void => end('aborted', 'aborted');
  const close = (): void => {
    clearTimeout(timer);
    clearTimeout(wait);
    caller?.removeEventListener('abort', onAbort);
  };
  const timer = setTimeout(() => end('timeout', `no reply within ${timeoutMs} ms`), timeoutMs);
  caller?.addEventListener('abort', onAbort);
  if (caller?.aborted) onAbort();

  /** One attempt and the whole of its reply. It stays in flight unless it was provably not processed. */
  const attempt = async (request: () => Promise<Response>): Promise<Partial<Sent>> => {
    const sent: Partial<Sent> = {};
    signal.throwIfAborted();
    attempts++;
    inFlight = true;
    try {
      const response = (sent.response = await request());
      inFlight = response.status !== 429;
      const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
      if (retryAfterMs >= 0) sent.retryAfterMs = retryAfterMs;
      sent.text = await response.text();
    } catch (cause) {
      if (!sent.response) inFlight = !isNeverConnected(cause);
      sent.cause = cause;
    }
    signal.throwIfAborted();
    return sent;
  };

  const send = async (request: PlainRequest | Request): Promise<Sent> => {
    const real = request instanceof Request;
    const json = real ? await request.text() : request.body;
    // An empty body is a body; without one, `text()` uses nothing up.
    const body = json || (real && request.bodyUsed ? new Uint8Array() : undefined);
    const headers = real ? new Headers(request.headers) : request.headers;
    if (key && request.url.startsWith(`${origin}/`)) headers.set(secretHeader, key);
    const init = {
      method: request.method,
      headers,
      body,
      signal,
      redirect: 'manual',
    } as RequestInit;
    for (;;) {
      const sent = await attempt(() =>
        real ? fetch(new Request(request, init)) : fetch(request.url, init),
      );
      const { response, text, retryAfterMs = backoff(attempts), cause } = sent;
      const lost = !response || text === undefined || response.status >= 500;
      const again = !inFlight || (lost && (reads || hasKey(json)));
      if (!again || attempts > retries || retryAfterMs >= endsAt - performance.now()) {
        if (response) return { ...sent, response };
        const reason = inFlight ? 'connection lost' : 'could not connect';
        throw fail({ kind: 'network', reason, unknown: inFlight, cause });
      }
      before ||= inFlight;
      await race(new Promise((resolve) => (wait = setTimeout(resolve, retryAfterMs))));
    }
  };

  return { send, fail, race, close, isFailure: (error) => failures.includes(error) };
}
