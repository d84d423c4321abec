import type { BillingError } from './errors.js';

/**
 * What every call resolves to: the JSON of the contract's success reply as `data`, or a {@link BillingError} as `error`.
 * After `if (error) return`, `data` is there.
 *
 * @typeParam T the type of `data`
 * @example
 * ```ts
 * const { data, error, requestId } = await billing.POST('/my_assets', {
 *   body: { external_id: 'user_1' },
 * });
 * if (error) throw error;
 * console.log(requestId, data.subscriptions);
 * ```
 */
export type BillingResult<T> =
  | {
      /**
       * What the API sent; `undefined` when there is an `error`. It is not validated: amounts may be decimal strings
       * where the type says `number`, and timestamps without a zone mean UTC. A payment that the bank refuses is data,
       * too: see `checkout_status` and `failed_message_for_user`.
       */
      data: T;
      /** What went wrong; `undefined` when all is well. Ask its `outcome` before you send a call again. */
      error?: undefined;
      /**
       * The API's name for this request (`req_id`), where it sent one: quote it to FunnelFox support. A failed call has
       * it at the `error`.
       */
      requestId?: string;
      /** The HTTP response, if there was one. Its body has been read, status and headers are there. */
      response: Response;
    }
  | {
      // The same again: an editor shows those of one member of the union, and it may be this one.
      /**
       * What the API sent; `undefined` when there is an `error`. It is not validated: amounts may be decimal strings
       * where the type says `number`, and timestamps without a zone mean UTC. A payment that the bank refuses is data,
       * too: see `checkout_status` and `failed_message_for_user`.
       */
      data?: undefined;
      /** What went wrong; `undefined` when all is well. Ask its `outcome` before you send a call again. */
      error: BillingError;
      /**
       * The API's name for this request (`req_id`), where it sent one: quote it to FunnelFox support. A failed call has
       * it at the `error`.
       */
      requestId?: undefined;
      /** The HTTP response, if there was one. Its body has been read, status and headers are there. */
      response?: Response;
    };

/**
 * For code that prefers exceptions: gives the data of a call, or throws its error.
 *
 * @param call a call, or its result
 * @returns the call's `data`
 * @throws {BillingError} the call's `error`
 * @example
 * ```ts
 * try {
 *   const { features } = await unwrap(billing.POST('/features'));
 *   console.log(features.length);
 * } catch (error) {
 *   if (!(error instanceof BillingError)) throw error; // a mistake in your own code
 *   console.error(error.message, error.outcome);
 * }
 * ```
 */
export async function unwrap<T>(
  call: BillingResult<T> | PromiseLike<BillingResult<T>>,
): Promise<T> {
  const result = await call;
  if (result.error) throw result.error;
  return result.data;
}
