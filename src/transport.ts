import { BillingConfigError, checked, type Failure } from './errors.js';
import { secretKeyHeader, type Operation } from './generated/operations.js';
import { toOutgoing, type Outgoing } from './middleware.js';
import { copyResponse, isResponse, readResponse, type Attempt, type Received } from './response.js';
import { backoff, isConnectError, isRepeatable, shouldRetry } from './retry.js';
import type { ClientSettings } from './validate.js';

/** How the requests of one call are sent. */
export interface Sending extends ClientSettings {
  readonly operation: Operation;
  readonly deadline: ReturnType<typeof startDeadline>;
  /** All attempts of the call so far; the transport adds to them. */
  readonly attempts: Attempt[];
  readonly fail: (failure: Failure) => Error;
}

/**
 * The fetch of one call, below the middleware.
 *
 * @param hasMiddleware whether somebody sees requests and responses; if not, cheap stand-ins are enough
 */
export function createFetch(sending: Sending, hasMiddleware: boolean) {
  const sent = new Map<Response, Received>();
  const run = async (request: Request, init?: RequestInit): Promise<Response> => {
    const outgoing = hasMiddleware ? await toOutgoing(request, init) : (request as object);
    const attempt = await send(outgoing as Outgoing, sending);
    const shown = hasMiddleware ? copyResponse(attempt.response, attempt.text) : plainResponse;
    sent.set(shown, attempt);
    return shown;
  };
  return {
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
    const mayBeProcessed = !isConnectError(cause);
    const reason = mayBeProcessed ? 'Connection lost' : 'Could not connect';
    const failure: Failure = { kind: 'network', reason, mayBeProcessed, cause };
    return Object.assign(attempt, { failure });
  }
}

/** Nobody needs to read it: the transport has read the response. */
const plainResponse = { ok: true, headers: { get: () => null }, body: null } as unknown as Response;

/** Calls a function when a signal is aborted; returns a function that undoes it. */
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
    return () => {
      listeners.delete(listener);
      const { removeEventListener } = signal as Partial<AbortSignal>;
      if (!listeners.size) removeEventListener?.call(signal, 'abort', listeners.notify);
    };
  };
}

class Listeners extends Set<() => void> {
  readonly notify = (): void => this.forEach((listener) => listener());
}

/** Starts the time limit of a call; the caller's signal ends it, too. `fail` makes its error when the time is over or the caller aborts. */
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
    end(fail({ kind, reason, cause: caller?.reason }));
  const onCallerAbort = (): void => endAs('aborted', 'Aborted');
  const removeListener = caller && checked('signal', () => onAbort(caller, onCallerAbort));
  const timer = setTimeout(endAs, timeoutMs, 'timeout', `No response within ${timeoutMs} ms`);
  if (caller?.aborted) onCallerAbort();
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
    /** Stops the clock. With `abort`, requests that are under way are aborted, and none can begin. */
    close: (abort: boolean): void => {
      clearTimeout(timer);
      removeListener?.();
      if (abort) end(callEnded);
    },
  };
}

/** For middleware that goes on; a constant, because an error is expensive to make. */
const callEnded = new BillingConfigError('The call has ended: options.fetch cannot send any more.');
