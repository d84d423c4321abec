/**
 * One reason out of the API's error list, as the API sent it. The set of codes is open; seen so far, among others:
 * `double_purchase`, `invalid_price`, `payment_failed`, `idempotency_key_reused`.
 */
export interface BillingErrorItem {
  /** What was refused, for programs; missing in some replies. */
  readonly code?: string;
  /** What was refused, for people. */
  readonly msg?: string;
  /** The API's class of error, for example `api_exception`. */
  readonly type?: string;
}

/** What is known of a failed call; each member is explained at {@link BillingError}. */
export interface BillingErrorFacts
  extends
    Pick<BillingError, 'kind' | 'outcome' | 'operation' | 'attempts'>,
    Partial<Pick<BillingError, 'status' | 'code' | 'errors' | 'requestId' | 'retryAfterMs'>> {
  cause?: unknown;
}

/** What is known where a call fails, before its attempts are counted in. */
export interface Failure extends Omit<BillingErrorFacts, 'outcome' | 'operation' | 'attempts'> {
  /** What went wrong, for people. */
  reason: string;
  /** The last request may have been processed. */
  unknown: boolean;
}

/**
 * All that can go wrong with a call at run time: the API's refusal, a broken reply, a lost connection, a deadline.
 * Calls return it as `error`; {@link unwrap} throws it. It holds no secret, no header and no request body.
 *
 * @example
 * const { data, error } = await billing.POST('/checkout/create_client_session', { body });
 * if (error?.outcome === 'unknown') {
 *   // It may have taken effect: look before sending it again.
 * }
 */
export class BillingError extends Error {
  /**
   * What happened: `api` the API refused, `http` a status without an API reply (redirects, too), `malformed` a 2xx
   * that is no usable reply, `timeout` the deadline passed, `network` no connection or a lost one, `aborted` by the
   * caller's signal.
   */
  declare readonly kind: 'api' | 'http' | 'malformed' | 'timeout' | 'network' | 'aborted';
  /**
   * May the call have taken effect? `not_processed`: no, sending it again is safe. `unknown`: it may have, so look
   * (`/payments_history`, `/my_assets`) before sending it again, or send it with the same `idempotency_key`.
   * Speaks of all attempts.
   */
  declare readonly outcome: 'not_processed' | 'unknown';
  /** The operation, for example `POST /checkout/create_client_session`. */
  declare readonly operation: string;
  /** Requests that were sent; 0 when the call ended before the first. */
  declare readonly attempts: number;
  /** HTTP status of the last reply, if there was one; 0 for a redirect in a browser, which hides the number. */
  declare readonly status?: number;
  /** The code of the first of {@link errors}. */
  declare readonly code?: string;
  /** The API's list of reasons; empty unless `kind` is `api`. */
  declare readonly errors: readonly BillingErrorItem[];
  /** The API's name for this request (`req_id`): quote it to FunnelFox support. */
  declare readonly requestId?: string;
  /** How long the server asked to wait before the next try, in milliseconds. */
  declare readonly retryAfterMs?: number;

  constructor(reason: string, { cause, ...facts }: BillingErrorFacts) {
    const { operation, status, requestId } = facts;
    const where = [operation, status, requestId && `request ${requestId}`].filter(Boolean);
    super(`${reason} (${where.join(', ')})`, cause === undefined ? {} : { cause });
    Object.assign(this, { errors: [], ...facts });
  }

  override get name(): string {
    return 'BillingError';
  }
}

/**
 * A mistake in the caller's code: an option, a header, an operation. The message names it, says what it got (never a
 * secret) and what to do. `createBillingClient` throws it where possible, calls reject with it otherwise.
 */
export class BillingConfigError extends Error {
  override get name(): string {
    return 'BillingConfigError';
  }
}

/** Says what an option got and what to do; never to be given a secret. */
export function mistake(option: string, got: unknown, remedy: string): BillingConfigError {
  return new BillingConfigError(`${option}: got "${got as string}"; give ${remedy}`);
}
