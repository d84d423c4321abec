import { BillingConfigError, checked, tryTo, type Failure } from './errors.js';
import { secretKeyHeader, type Operation } from './generated/operations.js';
import { copyResponse, isResponse, readResponse, type Attempt, type Received } from './response.js';
import { backoff, isConnectError, isRepeatable, shouldRetry } from './retry.js';
import type { ClientSettings } from './validate.js';

/** How the requests of one call are sent. */
export interface Sending extends Omit<ClientSettings, 'headers'> {
  readonly operation: Operation;
  readonly deadline: ReturnType<typeof startDeadline>;
  /** All attempts of the call so far; the transport adds to them. */
  readonly attempts: Attempt[];
  readonly fail: (failure: Failure) => Error;
}

/**
 * The fetch of one call, below the middleware, and the class of the requests that it takes.
 *
 * @param hasMiddleware whether somebody sees requests and responses; if not, cheap stand-ins are enough
 */
export function createTransport(sending: Sending, hasMiddleware: boolean) {
  const sent = new Map<Response, Received>();
  const run = async (request: Request, init?: RequestInit): Promise<Response> => {
    const outgoing = hasMiddleware ? await toOutgoing(request, init) : (request as object);
    const attempt = await send(outgoing as Outgoing, sending);
    const shown = hasMiddleware ? copyResponse(attempt.response, attempt.text) : plainResponse;
    sent.set(shown, attempt);
    return shown;
  };
  return {
    // A real Request would take a third of the speed of a call. Only middleware needs one.
    Request: hasMiddleware ? createTextRequest() : PlainRequest,
    fetch: (request: Request, init?: RequestInit): Promise<Response> => {
      const response = run(request, init);
      // Middleware may not wait for it.
      response.catch(() => undefined);
      return response;
    },
    /** Reads the response that middleware returned in the end, which may be one of its own. */
    read: async (response: Response): Promise<Received> =>
      sent.get(response) ?? readResponse(response, sending.operation, sending.secretKey),
  };
}

/**
 * Sends a request and retries it where that cannot charge twice; follows no redirect.
 *
 * @returns the last attempt, if it has a response
 * @throws the `network` error of the call
 */
async function send({ url, ...request }: Outgoing, sending: Sending): Promise<Received> {
  const { operation, secretKey, origin, retries, deadline, attempts, fail } = sending;
  if (secretKey && operation.requiresSecretKey && url.startsWith(`${origin}/`)) {
    request.headers.set(secretKeyHeader, secretKey);
  }
  const init: RequestInit = { ...request, redirect: 'manual', signal: deadline.signal };
  for (;;) {
    await deadline.race(undefined);
    const attempt = await deadline.race(attemptOnce(url, init, sending));
    const delayMs = attempt.failure?.retryAfterMs ?? backoff(attempts.length);
    const mayRetry = attempts.length <= retries && delayMs < deadline.remainingMs();
    if (!mayRetry || !shouldRetry(attempt, isRepeatable(operation, request.body))) {
      if (attempt.response) return attempt as Received;
      throw fail(attempt.failure as Failure);
    }
    await deadline.delay(delayMs);
  }
}

/** One request and the whole of its response. */
async function attemptOnce(url: string, init: RequestInit, sending: Sending): Promise<Attempt> {
  const { fetch = globalThis.fetch, attempts, operation, secretKey } = sending;
  const attempt: Attempt = {};
  attempts.push(attempt);
  try {
    const response: unknown = await fetch(url, init);
    if (!isResponse(response)) throw new TypeError('fetch returned no response');
    attempt.response = response;
    return Object.assign(attempt, await readResponse(response, operation, secretKey));
  } catch (cause) {
    const mayBeProcessed = !tryTo(() => isConnectError(cause));
    const reason = mayBeProcessed ? 'Connection lost' : 'Could not connect';
    const failure: Failure = { kind: 'network', reason, mayBeProcessed, cause };
    return Object.assign(attempt, { failure });
  }
}

/** Nobody needs to read it: the transport has read the response. */
const plainResponse = { ok: true, headers: new Map() } as unknown as Response;

/** A request in the form that every fetch takes: a URL and an init. */
interface Outgoing extends RequestInit {
  url: string;
  headers: Headers;
  body: string | ArrayBuffer | null;
}

/** Used as a constructor, for calls without middleware. */
function PlainRequest(url: string, init: RequestInit): object {
  return { ...init, url, body: init.body ?? null };
}

const bodyText = Symbol('bodyText');

/** A `Request` class for calls with middleware: its requests know their text, which is slow to read, and only once. */
function createTextRequest(): typeof Request {
  return new Proxy(Request, {
    construct: (Real, [url, init]: [string, RequestInit]) =>
      Object.assign(new Real(url, init), { [bodyText]: init.body ?? null }),
  });
}

/** Takes a request apart, because a foreign fetch may not know this runtime's `Request`. */
async function toOutgoing(...[input, init]: Parameters<typeof fetch>): Promise<Outgoing> {
  const request = init || !(input instanceof Request) ? new Request(input, init) : input;
  const { url, method } = request;
  const headers = new Headers(request.headers);
  if (bodyText in request) return { url, method, headers, body: request[bodyText] as string };
  const { credentials, cache, mode, keepalive, referrer, integrity } = request;
  const kept = { credentials, cache, mode, keepalive, referrer, integrity };
  const body = await request.arrayBuffer();
  return { ...kept, url, method, headers, body: body.byteLength ? body : null };
}

/** Calls a function when a signal is aborted, or at once if it is; returns a function that undoes it. */
export type OnAbort = (signal: AbortSignal, listener: () => void) => () => void;

/**
 * Has one listener on each signal for all calls of a client: Node warns of a leak when a signal has more than ten, and
 * a server may have one signal for all its calls.
 */
export function shareListeners(): OnAbort {
  const groups = new WeakMap<AbortSignal, Listeners>();
  return (signal, listener) => {
    const listeners = groups.get(signal) ?? new Listeners();
    groups.set(signal, listeners);
    if (!listeners.size) signal.addEventListener('abort', listeners.notify);
    listeners.add(listener);
    if (signal.aborted) listener();
    return () => {
      listeners.delete(listener);
      // A signal of another class may lack it.
      if (!listeners.size) tryTo(() => signal.removeEventListener('abort', listeners.notify));
    };
  };
}

class Listeners extends Set<() => void> {
  readonly notify = (): void => this.forEach((listener) => listener());
}

/**
 * Starts the time limit of a call; the caller's signal ends it, too. `fail` makes its error when the time is over or
 * the caller aborts.
 */
export function startDeadline(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  onAbort: OnAbort,
  fail: (failure: Failure) => Error,
) {
  const endsAt = performance.now() + timeoutMs;
  // AbortSignal.timeout and AbortSignal.any would do, but leak on Node 20.
  const controller = new AbortController();
  let reject: (error: Error) => void;
  const ended = new Promise<never>((_, onError) => (reject = onError));
  /** Settles as the task does; rejects when the call ends, or has ended. */
  const race = <T>(task: T): Promise<Awaited<T>> => Promise.race([ended, task]);

  // Only the first end counts.
  const end = (error: Error): void => {
    reject(error);
    controller.abort(error);
  };
  const endAs = (kind: 'aborted' | 'timeout', reason: string): void =>
    end(fail({ kind, reason, cause: tryTo((): unknown => caller?.reason) }));
  const onCallerAbort = (): void => endAs('aborted', 'Aborted');
  const removeListener = caller && checked('signal', () => onAbort(caller, onCallerAbort));
  const timer = setTimeout(endAs, timeoutMs, 'timeout', `No response within ${timeoutMs} ms`);
  return {
    /** Aborted when the call ends early. */
    signal: controller.signal,
    race,
    /** The time left, in milliseconds. */
    remainingMs: (): number => endsAt - performance.now(),
    delay: async (ms: number): Promise<void> => {
      let wake: ReturnType<typeof setTimeout> | undefined;
      const delay = new Promise<void>((resolve) => (wake = setTimeout(resolve, ms)));
      await race(delay).finally(() => clearTimeout(wake));
    },
    /** Stops the clock, and lets no request begin; `abort` ends those that are under way. */
    close: (abort: boolean): void => {
      clearTimeout(timer);
      removeListener?.();
      reject(callEnded);
      // To abort costs time, even if nothing is under way.
      if (abort) end(callEnded);
    },
  };
}

/** For middleware that goes on; a constant, because an error is expensive to make. */
const callEnded = new BillingConfigError('The call has ended: options.fetch cannot send any more.');
