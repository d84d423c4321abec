import { isRecord } from './errors.js';
import type { Operation } from './generated/operations.js';
import { parseJson, type Attempt } from './response.js';

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
  const isHarmless = response ? response.status === 429 : !mayBeProcessed(attempt);
  const isTransient = !response || response.status >= 500 || text === undefined;
  return isHarmless || (isRepeatable && isTransient);
}

/**
 * Whether the API may process the request twice: it is read-only, or the body has an idempotency key that the contract
 * declares.
 */
export function isRepeatable(operation: Operation, json: string | ArrayBuffer | null): boolean {
  const { isReadOnly, acceptsIdempotencyKey } = operation;
  const text = typeof json === 'string' ? json : new TextDecoder().decode(json ?? undefined);
  const body = acceptsIdempotencyKey && parseJson(text);
  const key = isRecord(body) ? body['idempotency_key'] : undefined;
  return isReadOnly || (typeof key === 'string' && key.trim() !== '');
}

/**
 * The delay before the next attempt in milliseconds, with full jitter: up to 0.5 s after the first, doubling, at most
 * 8 s.
 */
export function backoff(attempts: number): number {
  return Math.random() * Math.min(8_000, 250 * 2 ** attempts);
}

const connectErrors =
  /^(E?CONN(ECTION)?REFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|FailedToOpenSocket)$/i;

/**
 * Whether there never was a connection. Node and Bun tell; other runtimes hide the cause.
 *
 * @throws for an error that cannot be read
 */
export function isConnectError(error: unknown): boolean {
  type Facts = Partial<Record<'code' | 'syscall' | 'erroredSysCall' | 'errors', unknown>>;
  const cause = ((error as Error).cause ?? error) as Facts;
  // One error for each address that was tried.
  const tried = [cause.errors ?? cause].flat() as Facts[];
  const isConnect = ({ code, syscall, erroredSysCall }: Facts): boolean =>
    // node-fetch has another name for it.
    (syscall ?? erroredSysCall) === 'connect' || connectErrors.test(String(code));
  return tried.length > 0 && tried.every(isConnect);
}
