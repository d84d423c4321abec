import { BillingConfigError, checked, type Failure } from './errors.js';
import { secretKeyHeader } from './generated/operations.js';
import { toOutgoing, type Outgoing } from './middleware.js';
import type { Operation } from './operation.js';
import { copyResponse, isResponse, readResponse } from './response.js';
import {
  backoff,
  isConnectError,
  isRepeatable,
  parseRetryAfter,
  shouldRetry,
  type Attempt,
} from './retry.js';

/** How the requests of one call are sent. */
export interface Sending {
  readonly operation: Operation;
  /** Default: `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly secretKey?: string | undefined;
  /** The origin that may receive the secret key. */
  readonly origin: string;
  readonly retries: number;
  readonly deadline: Deadline;
  /** All attempts of the call so far; the transport adds to them. */
  readonly attempts: Attempt[];
  readonly fail: (failure: Failure) => Error;
}

/** An attempt with a response. */
type Received = Attempt & { readonly response: Response };

/**
 * The fetch of one call, below the middleware.
 *
 * @param isVisible whether middleware will see the responses; if not, a cheap stand-in is enough
 */
export function createFetch(sending: Sending, isVisible: boolean) {
  const sent = new Map<Response, Received>();
  const run = async (outgoing: Promise<Outgoing>): Promise<Response> => {
    const attempt = await send(await outgoing, sending);
    const shown = isVisible ? copyResponse(attempt.response, attempt.text) : plainResponse;
    sent.set(shown, attempt);
    return shown;
  };
  return {
    fetch: (...args: Parameters<typeof toOutgoing>): Promise<Response> => {
      const response = run(toOutgoing(...args));
      // Middleware may not wait for it.
      response.catch(() => undefined);
      return response;
    },
    /** Reads the response that middleware returned in the end, which may be one of its own. */
    read: async (response: Response): Promise<Received> =>
      sent.get(response) ?? receive(response, sending),
  };
}

/**
 * Sends a request and retries it where that cannot charge twice; follows no redirect.
 *
 * @returns the last attempt, if it has a response
 * @throws the `network` error of the call
 */
async function send({ url, text, ...request }: Outgoing, sending: Sending): Promise<Received> {
  const { operation, secretKey, origin, retries, deadline, attempts, fail } = sending;
  if (secretKey && operation.requiresSecretKey && url.startsWith(`${origin}/`)) {
    request.headers.set(secretKeyHeader, secretKey);
  }
  const init: RequestInit = { ...request, redirect: 'manual', signal: deadline.signal };
  const repeatable = isRepeatable(operation, text);
  for (;;) {
    deadline.throwIfEnded();
    const attempt = await attemptOnce(url, init, sending);
    deadline.throwIfEnded();
    const delayMs = attempt.failure?.retryAfterMs ?? backoff(attempts.length);
    const retry = shouldRetry(attempt, repeatable) && attempts.length <= retries;
    if (retry && delayMs < deadline.remainingMs()) {
      await deadline.delay(delayMs);
    } else if (attempt.response) {
      return attempt as Received;
    } else {
      throw fail(attempt.failure as Failure);
    }
  }
}

/** One request and the whole of its response. */
async function attemptOnce(url: string, init: RequestInit, sending: Sending): Promise<Attempt> {
  const { fetch = globalThis.fetch, attempts } = sending;
  const attempt: Attempt = {};
  attempts.push(attempt);
  try {
    const response: unknown = await fetch(url, init);
    if (!isResponse(response)) {
      throw new TypeError('fetch returned no response');
    }
    attempt.response = response;
    return Object.assign(attempt, await receive(response, sending));
  } catch (cause) {
    const mayBeProcessed = !isConnectError(cause);
    const reason = mayBeProcessed ? 'Connection lost' : 'Could not connect';
    const failure: Failure = { kind: 'network', reason, mayBeProcessed, cause };
    return Object.assign(attempt, { failure });
  }
}

/** Reads the whole of a response. */
async function receive(response: Response, { operation, secretKey }: Sending): Promise<Received> {
  let text: unknown;
  let cause: unknown;
  try {
    text = await response.text();
  } catch (error) {
    cause = error;
  }
  const whole = typeof text === 'string' ? text : undefined;
  const reading = readResponse(response.status, whole, operation, secretKey);
  if (reading.failure) {
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
    Object.assign(reading.failure, { status: response.status, retryAfterMs, cause });
  }
  return { response, text: whole, ...reading };
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
  const groups = new WeakMap<AbortSignal, { listeners: Set<() => void>; notify: () => void }>();
  return (signal, listener) => {
    let group = groups.get(signal);
    if (!group) {
      const listeners = new Set<() => void>();
      group = { listeners, notify: () => listeners.forEach((one) => one()) };
      groups.set(signal, group);
    }
    const { listeners, notify } = group;
    if (!listeners.size) {
      signal.addEventListener('abort', notify);
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (!listeners.size) {
        (signal as Partial<AbortSignal>).removeEventListener?.('abort', notify);
      }
    };
  };
}

/** The time limit of one call; the caller's signal ends it, too. */
export type Deadline = ReturnType<typeof startDeadline>;

/** Starts the time of a call. `fail` makes its error when the time is over or the caller aborts. */
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
  // Nobody may be waiting for it.
  ended.catch(() => undefined);
  let endError: Error | undefined;
  let removeListener: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = (error: Error, abort: boolean): void => {
    clearTimeout(timer);
    removeListener?.();
    endError = error;
    reject(error);
    if (abort) {
      controller.abort(error);
    }
  };
  const endAs = (kind: 'aborted' | 'timeout', reason: string): void =>
    end(fail({ kind, reason, cause: caller?.reason }), true);
  if (caller?.aborted) {
    endAs('aborted', 'Aborted');
  } else {
    const onCallerAbort = (): void => endAs('aborted', 'Aborted');
    removeListener = caller && checked('signal', () => onAbort(caller, onCallerAbort));
    timer = setTimeout(endAs, timeoutMs, 'timeout', `No response within ${timeoutMs} ms`);
  }

  /** Settles as the task does; rejects when the call ends. */
  const race = <T>(task: Promise<T>): Promise<T> => Promise.race([task, ended]);
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
    throwIfEnded: (): void => {
      if (endError) {
        throw endError;
      }
    },
    /** Ends the call, and aborts the requests that are under way, if there are any. */
    close: (hasRequests: boolean): void => {
      if (!endError) {
        end(callEnded, hasRequests);
      }
    },
  };
}

/** For middleware that goes on; a constant, because an error is expensive to make. */
const callEnded = new BillingConfigError('The call has ended: options.fetch cannot send any more.');
