/**
 * One item of the API's error list, as the API sent it: any member may be missing. The contract does not describe
 * errors; these facts come from public clients of the API.
 */
export interface BillingErrorItem {
  /**
   * The reason, for programs. The set is open; seen so far, among others: `double_purchase`, `invalid_price`,
   * `invalid_customer`, `payment_failed`, `bad_request`, `one_off_charge_disabled`, `idempotency_key_reused`.
   */
  readonly code?: string;
  /** The reason, for people, for example `user has not finished subscription`. */
  readonly msg?: string;
  /** The API's class of error; seen so far: `api_exception`. */
  readonly type?: string;
}

type RequiredFact = 'kind' | 'outcome' | 'operation' | 'attempts';
type OptionalFact = 'status' | 'code' | 'errors' | 'requestId' | 'retryAfterMs' | 'body' | 'cause';

/** What is known about a failed call; each member is explained at {@link BillingError}. */
export type BillingErrorFacts = Pick<BillingError, RequiredFact> & {
  [K in OptionalFact]?: BillingError[K] | undefined;
};

/** What is known about a failure before the attempts of its call are considered. */
export interface Failure extends Omit<BillingErrorFacts, 'outcome' | 'operation' | 'attempts'> {
  /** What went wrong, for people. */
  reason: string;
  /** Whether the request may have been processed, as far as this failure tells. */
  mayBeProcessed?: boolean;
}

/**
 * Everything that can go wrong with a call at run time: a refusal of the API, a broken response, a lost connection, a
 * deadline. Calls return it as `error`; `unwrap` throws it. It holds no secret, no header and no request body, so it is
 * safe to log.
 *
 * @example
 * ```ts
 * const order = { external_id: 'user_1', order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11' };
 * const { error } = await billing.POST('/payment/refund', { body: order });
 * if (error?.outcome === 'unknown') {
 *   // It may have been refunded: look before you retry.
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
   * - `http`: an unexpected 4xx or 5xx response, or a redirect, which is never followed
   * - `malformed`: a 2xx that is not JSON, is cut short, or lacks the data that the contract promises
   * - `timeout`: the deadline `timeoutMs` passed
   * - `network`: there was no connection, or it was lost; see `cause`
   * - `aborted`: the `signal` of the call was aborted
   */
  declare readonly kind: 'api' | 'http' | 'malformed' | 'timeout' | 'network' | 'aborted';
  /**
   * Whether the call may have taken effect, over all attempts:
   *
   * - `not_processed`: it did not, a retry is safe. All failures of read-only operations are `not_processed`.
   * - `unknown`: it may have. Look (`/payments_history`, `/my_assets`) before you retry, or retry with the same
   *   `idempotency_key`. These are `unknown`: a 5xx, a redirect, a `malformed` response, a lost connection, and a
   *   timeout or an abort once a request may have reached the API. Browsers, Deno and workerd do not tell why a
   *   connection failed: there, every `network` error is `unknown`.
   */
  declare readonly outcome: 'not_processed' | 'unknown';
  /** The operation, for example `POST /checkout/create_client_session`. */
  declare readonly operation: string;
  /** The number of requests sent; 0 when the call ended before the first. */
  declare readonly attempts: number;
  /**
   * HTTP status of the last attempt's response, if there was one; 0 for a redirect in a browser, which hides the
   * number. Success or failure is told by `kind`, not by the status: the API refuses with 200, too.
   */
  declare readonly status?: number;
  /** The code of the first of `errors`, for example `double_purchase`; missing in some refusals. */
  declare readonly code?: string;
  /** The API's error list, as it was sent; empty unless `kind` is `api`. */
  declare readonly errors: readonly BillingErrorItem[];
  /** The API's ID of this request (`req_id`), where it sent one: quote it to FunnelFox support. */
  declare readonly requestId?: string;
  /** The delay that the server asked for (`Retry-After`), in milliseconds, if it did. */
  declare readonly retryAfterMs?: number;
  /**
   * The text of an unexpected response (`http`, `malformed`), at most its first 65536 characters (64 KiB of ASCII), for
   * debugging. Not enumerable: never part of `message`, `JSON.stringify` or `console.log`.
   */
  declare readonly body?: string;
  /** The underlying error: what `fetch` or reading the response threw, or the reason of the aborted `signal`. */
  declare readonly cause?: unknown;
  /**
   * For logs: the reason, the operation, the status and the request, for example
   * `double_purchase: user has not finished subscription (POST /checkout/one_click, 200, request 4euAd4PZ)`.
   */
  declare message: string;

  /**
   * The client makes these; make one yourself to test how your code handles it.
   *
   * @param reason the beginning of the message
   * @param facts the values of the members
   */
  constructor(reason: string, { cause, body, ...facts }: BillingErrorFacts) {
    const { operation, status, requestId } = facts;
    const where = [operation, status, requestId && `request ${requestId}`].filter(Boolean);
    super(`${reason} (${where.join(', ')})`, cause === undefined ? {} : { cause });
    const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
    Object.assign(this, { errors: [] }, Object.fromEntries(known));
    if (body !== undefined) Object.defineProperty(this, 'body', { value: body });
  }

  /** `BillingError`. */
  override get name(): string {
    return 'BillingError';
  }

  /** For `JSON.stringify`: `name`, `message` and the members above, without `cause` and `body`. */
  toJSON(): object {
    const { name, message } = this;
    return Object.assign({ name, message }, this);
  }
}

/**
 * A mistake in the caller's code: an option, a header, a region, an operation. The message names it, what was received
 * (never a secret) and what to do. `createBillingClient` throws it where possible, calls reject with it otherwise,
 * before anything is sent; it never comes as `error`. Only after a wrong return value of your middleware may the
 * request have been sent.
 *
 * @example
 * ```ts
 * try {
 *   createBillingClient({ orgId: process.env.FUNNELFOX_ORG_ID ?? '' });
 * } catch (error) {
 *   if (!(error instanceof BillingConfigError)) throw error;
 *   console.error(error.message); // orgId must be your organization ID, not the project ID or an address; received "".
 * }
 * ```
 */
export class BillingConfigError extends Error {
  /** `BillingConfigError`. */
  override get name(): string {
    return 'BillingConfigError';
  }
}

/** The members whose texts a message shows; another text may be a secret in the wrong place. */
const shownMembers = /^(orgId|region|baseUrl|timeoutMs|retries)$/;

/** Throws unless the value is valid: `timeoutMs must be a number; received "9".` */
export function must(ok: unknown, name: string, expected: string, received: unknown): asserts ok {
  if (ok) return;
  // Credentials of a URL, and a key that was copied with a space, are shown nowhere.
  const text = typeof received === 'string' ? received : '';
  const isHidden = text && (!shownMembers.test(name) || /[\s@]/.test(text));
  const shown = isHidden ? '"***"' : describe(received);
  throw new BillingConfigError(`${name} must be ${expected}; received ${shown}.`);
}

/** Names a value: shows texts and what is no object; tells the class of an object. */
function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (/^[unb]/.test(typeof value)) return String(value);
  return Object.prototype.toString.call(value).slice(8, -1).toLowerCase();
}

/**
 * Runs a check of the caller's values. What a getter or a proxy throws there is a mistake in the caller's code, too.
 */
export function checked<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BillingConfigError) throw error;
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : typeof error;
    throw new BillingConfigError(`${name} cannot be read: ${reason}.`);
  }
}

/** The value, or `undefined` where reading it throws. */
export function tryTo<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Whether a value is an object with fields: no array, and none of the objects whose fields JSON does not show, such as
 * a `Map`.
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return /^\[object (Object|Module)\]$/.test(Object.prototype.toString.call(value));
}
