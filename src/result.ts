import type { BillingError } from './errors.js';

/**
 * What every call resolves to: the contract's 200 type as `data`, or a {@link BillingError} as `error`. After
 * `if (error) return`, `data` is there.
 */
export type BillingResult<T> =
  | {
      /** What the API sent; not validated. A payment that the bank refuses is data, too: see `checkout_status`. */
      data: T;
      error?: undefined;
      /** The API's name for this request (`req_id`), where it sent one. */
      requestId?: string;
      /** The HTTP response; its body has been read. */
      response: Response;
    }
  | {
      data?: undefined;
      /** What went wrong. */
      error: BillingError;
      requestId?: undefined;
      /** The HTTP response, if there was one; its body has been read. */
      response?: Response;
    };

/**
 * For code that prefers exceptions: gives the data of a call.
 *
 * @throws {BillingError} the call's `error`
 * @example
 * const session = await unwrap(billing.POST('/checkout/create_client_session', { body }));
 * session.client_token;
 */
export async function unwrap<T>(
  call: BillingResult<T> | PromiseLike<BillingResult<T>>,
): Promise<T> {
  const result = await call;
  if (result.error) throw result.error;
  return result.data;
}
