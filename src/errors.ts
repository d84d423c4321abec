/**
 * One reason out of the API's error list, as the API sent it: any member may be missing. The contract does not describe
 * errors; what is said of them here was seen in public clients of the API.
 */
export interface BillingErrorItem {
  /**
   * What was refused, for programs. The set is open; seen so far, among others: `double_purchase`, `invalid_price`,
   * `invalid_customer`, `payment_failed`, `bad_request`, `one_off_charge_disabled`, `idempotency_key_reused`.
   */
  readonly code?: string;
  /** What was refused, for people, for example `user has not finished subscription`. */
  readonly msg?: string;
  /** The API's class of error; seen so far: `api_exception`. */
  readonly type?: string;
}

/** What is known of a failed call; each member is explained at {@link BillingError}. */
export interface BillingErrorFacts
  extends
    Pick<BillingError, 'kind' | 'outcome' | 'operation' | 'attempts'>,
    Partial<Pick<BillingError, 'status' | 'code' | 'errors' | 'requestId' | 'retryAfterMs'>> {
  /** What led to it, if anything. */
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
 * Calls return it as `error`; `unwrap` throws it. It holds no secret, no header and no request body, so it may be
 * logged.
 *
 * @example
 * ```ts
 * const order = { external_id: 'user_1', order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11' };
 * const { error } = await billing.POST('/payment/refund', { body: order });
 * if (error?.outcome === 'unknown') {
 *   // It may have been refunded: look, before you send it again.
 *   const { external_id } = order;
 *   const { payments } = await unwrap(billing.POST('/payments_history', { body: { external_id } }));
 *   console.log(payments.find(({ order_id }) => order_id === order.order_id)?.refunded);
 * } else if (error) {
 *   console.error(error.message, error.code, error.requestId);
 * }
 * ```
 */
export class BillingError extends Error {
  /**
   * What happened:
   *
   * - `api`: the API refused, with any HTTP status, 200 included; see `code` and `errors`
   * - `http`: a 4xx or 5xx that is no reply of the API, or a redirect, which is never followed
   * - `malformed`: a 2xx that is no JSON, is cut short, or lacks the data that the contract promises
   * - `timeout`: the deadline `timeoutMs` passed
   * - `network`: no connection was made, or it was lost; see `cause`
   * - `aborted`: by the `signal` of the call
   */
  declare readonly kind: 'api' | 'http' | 'malformed' | 'timeout' | 'network' | 'aborted';
  /**
   * May the call have taken effect? Speaks of all attempts.
   *
   * - `not_processed`: no, sending it again is safe. So are all failures of operations that only read.
   * - `unknown`: it may have, so look (`/payments_history`, `/my_assets`) before sending it again, or send it again
   *   with the same `idempotency_key`. So are a 5xx, a redirect, a `malformed` reply, a lost connection, and a timeout
   *   or an abort once a request may have reached the API. Browsers, Deno and workerd do not say why a connection failed: there,
   *   every `network` is `unknown`.
   */
  declare readonly outcome: 'not_processed' | 'unknown';
  /** The operation, for example `POST /checkout/create_client_session`. */
  declare readonly operation: string;
  /** How many requests were sent; 0 when the call ended before the first. */
  declare readonly attempts: number;
  /**
   * HTTP status of the last reply, if there was one; 0 for a redirect in a browser, which hides the number. It does
   * not tell success from failure, `kind` does: the API refuses with 200, too.
   */
  declare readonly status?: number;
  /** The code of the first of `errors`, for example `double_purchase`; missing in some refusals. */
  declare readonly code?: string;
  /** The API's list of reasons, as it sent them; empty unless `kind` is `api`. */
  declare readonly errors: readonly BillingErrorItem[];
  /** The API's name for this request (`req_id`), where it sent one: quote it to FunnelFox support. */
  declare readonly requestId?: string;
  /** How long the server asked to wait before the next try (`Retry-After`), in milliseconds, where it did. */
  declare readonly retryAfterMs?: number;
  /** What led to it: what `fetch` or reading the reply threw, or the reason of the aborted `signal`. */
  declare readonly cause?: unknown;
  /**
   * For logs: the reason, the operation, the status and the request, for example
   * `double_purchase: user has not finished subscription (POST /checkout/one_click, 200, request 4euAd4PZ)`.
   */
  declare message: string;

  /**
   * The client makes these; make one yourself to test how your code takes it.
   *
   * @param reason the beginning of the message
   * @param facts what the members are to be
   */
  constructor(reason: string, { cause, ...facts }: BillingErrorFacts) {
    const { operation, status, requestId } = facts;
    const where = [operation, status, requestId && `request ${requestId}`].filter(Boolean);
    super(`${reason} (${where.join(', ')})`, cause === undefined ? {} : { cause });
    Object.assign(this, { errors: [], ...facts });
  }

  /** `BillingError`. */
  override get name(): string {
    return 'BillingError';
  }
}

/**
 * A mistake in the caller's code: an option, a header, a region, an operation. The message names it, says what it got
 * (never a secret) and what to do. `createBillingClient` throws it where possible, calls reject with it otherwise, before
 * anything is sent; it never comes as `error`.
 *
 * @example
 * ```ts
 * try {
 *   createBillingClient({ orgId: process.env.FUNNELFOX_ORG_ID ?? '' });
 * } catch (error) {
 *   if (!(error instanceof BillingConfigError)) throw error;
 *   console.error(error.message); // orgId: got ""; give your organization ID, not the project ID
 * }
 * ```
 */
export class BillingConfigError extends Error {
  /** `BillingConfigError`. */
  override get name(): string {
    return 'BillingConfigError';
  }
}

/** Says what an option got and what to do; never to be given a secret. */
export function mistake(option: string, got: unknown, remedy: string): BillingConfigError {
  return new BillingConfigError(`${option}: got "${got as string}"; give ${remedy}`);
}
