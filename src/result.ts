import { isRecord, must, type BillingError } from './errors.js';

/**
 * What every call resolves to: the JSON of the contract's success response as `data`, or a {@link BillingError} as
 * `error`. After `if (error) return`, `data` is there.
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
       * The data that the API sent; `undefined` when there is an `error`. It is not validated: amounts may be decimal
       * strings where the type is `number`, and timestamps without a zone mean UTC. A payment that the bank refuses is
       * data, too: see `checkout_status` and `failed_message_for_user`.
       */
      data: T;
      /** What went wrong; `undefined` on success. Look at its `outcome` before you retry a call. */
      error?: undefined;
      /**
       * The API's ID of this request (`req_id`), where it sent one, also on failure: quote it to FunnelFox support.
       */
      requestId?: string;
      /** The number of requests sent: more than 1 after a retry. A failed call has it at the `error`. */
      attempts: number;
      /**
       * The HTTP response, if there was one, or a copy of one that middleware returned. Its body has been read, status
       * and headers are there.
       */
      response: Response;
    }
  | {
      // The same docstrings again: an editor shows those of one member of the union, which may be this one.
      /**
       * The data that the API sent; `undefined` when there is an `error`. It is not validated: amounts may be decimal
       * strings where the type is `number`, and timestamps without a zone mean UTC. A payment that the bank refuses is
       * data, too: see `checkout_status` and `failed_message_for_user`.
       */
      data?: undefined;
      /** What went wrong; `undefined` on success. Look at its `outcome` before you retry a call. */
      error: BillingError;
      /**
       * The API's ID of this request (`req_id`), where it sent one, also on failure: quote it to FunnelFox support.
       */
      requestId?: string;
      /** The number of requests sent: more than 1 after a retry. A failed call has it at the `error`. */
      attempts?: undefined;
      /**
       * The HTTP response, if there was one, or a copy of one that middleware returned. Its body has been read, status
       * and headers are there.
       */
      response?: Response;
    };

/**
 * For code that prefers exceptions: returns the data of a call, or throws its error.
 *
 * @param call a call, or its result
 * @returns the call's `data`
 * @throws {BillingError} the call's `error`
 * @throws {BillingConfigError} for a value that is not a call or its result
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
  const result: unknown = await call;
  const isResult = isRecord(result) && ('data' in result || 'error' in result);
  must(isResult, 'The argument of unwrap', 'a call or its result', result);
  if (result['error']) throw result['error'] as Error;
  return result['data'] as T;
}
