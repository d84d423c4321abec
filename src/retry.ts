import type { Operation } from './operation.js';
import { parseJson, type Reading } from './response.js';

/** One request and its response; it has neither data nor a failure while it is under way. */
export interface Attempt extends Reading {
  response?: Response;
  /** The body of the response; missing when it was cut short. */
  text?: string | undefined;
}

/** Whether an attempt may have been processed. While nothing is known of it, it may. */
export function mayBeProcessed({ response, failure }: Attempt): boolean {
  return response?.status !== 429 && (failure?.mayBeProcessed ?? true);
}

/**
 * Whether another attempt cannot do harm: there was no connection, the API answered 429, or it may process the request
 * twice.
 */
export function shouldRetry(attempt: Attempt, isRepeatable: boolean): boolean {
  const { response, text } = attempt;
  if (!response || response.status === 429) {
    return isRepeatable || !mayBeProcessed(attempt);
  }
  return isRepeatable && (response.status >= 500 || text === undefined);
}

/** Whether the API may process the request twice: it is read-only, or the body has an idempotency key that the contract declares. */
export function isRepeatable(operation: Operation, json: string | undefined): boolean {
  const { isReadOnly = false, acceptsIdempotencyKey = false } = operation;
  if (isReadOnly || !acceptsIdempotencyKey) {
    return isReadOnly;
  }
  const body = parseJson(json) as { idempotency_key?: unknown } | null | undefined;
  return typeof body?.idempotency_key === 'string' && body.idempotency_key.trim() !== '';
}

/** The delay before the next attempt in milliseconds, with full jitter: up to 0.5 s after the first, doubling, at most 8 s. */
export function backoff(attempts: number): number {
  return Math.random() * Math.min(8_000, 250 * 2 ** attempts);
}

/** `Retry-After` in milliseconds, from seconds or a date (RFC 9110, 10.2.3); `undefined` for anything else. */
export function parseRetryAfter(value: string | null): number | undefined {
  const text = value ?? '';
  if (/^\d+$/.test(text)) {
    return Number(text) * 1_000;
  }
  // Date.parse alone reads "-1" and "soon 5" as dates.
  const date = /^\w+, \d.*GMT$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

const connectErrors =
  /^(E?CONN(ECTION)?REFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|FailedToOpenSocket)$/i;

/** Whether there never was a connection. Node and Bun tell; other runtimes hide the cause. */
export function isConnectError(error: unknown): boolean {
  type Facts = { code?: unknown; syscall?: unknown; errors?: unknown } | null | undefined;
  const cause = ((error as Partial<Error> | undefined)?.cause ?? error) as Facts;
  // One error for each address that was tried.
  const tried = [cause?.errors ?? cause].flat() as Facts[];
  const isConnect = (one: Facts): boolean =>
    one?.syscall === 'connect' || (typeof one?.code === 'string' && connectErrors.test(one.code));
  return tried.length > 0 && tried.every(isConnect);
}
