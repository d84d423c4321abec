import {
  createFinalURL,
  createQuerySerializer,
  defaultPathSerializer,
  mergeHeaders,
} from 'openapi-fetch';
import { call, type Build, type CallInit } from './call.js';
import type { DefaultField, Methods, RequestMethod } from './calls.js';
import { mistake } from './errors.js';
import { operations } from './generated/contract.js';
import type { BillingMiddleware } from './middleware.js';
import type { BillingClientOptions, CheckedOptions, FilledBy, RegionOf } from './options.js';
import { readSettings } from './settings.js';

/**
 * A typed client of the Billing API for one organization; {@link createBillingClient} makes it. Without type
 * arguments it stands for any such client, as a parameter of your own functions. It has a method for each HTTP method
 * that the contract uses, and holds no state but its options and middleware.
 *
 * @typeParam Filled the body fields that the client fills, so that calls may leave them out
 * @typeParam Region the regions it takes
 * @example
 * ```ts
 * import { createBillingClient, unwrap, type BillingClient } from 'funnelfox-billing-client';
 *
 * async function isSubscribed(billing: BillingClient, external_id: string): Promise<boolean> {
 *   const { subscriptions } = await unwrap(billing.POST('/my_assets', { body: { external_id } }));
 *   return subscriptions.some(({ is_active }) => is_active);
 * }
 * await isSubscribed(createBillingClient({ orgId: 'acme' }), 'user_1');
 * ```
 */
export interface BillingClient<
  Filled extends DefaultField = never,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- every client must be assignable to it
  Region extends string = any,
> extends Methods<Filled, Region> {
  /** Calls an operation by method and path: `billing.request('POST', path, init)` is `billing.POST(path, init)`. */
  request: RequestMethod<Filled, Region>;
  /**
   * Registers middleware for all further calls. It sees each call once, however often that is sent, and never the
   * secret key.
   *
   * @param middleware run in this order before a call, in the reverse order after it
   * @throws {BillingConfigError} for something that is no middleware
   * @example
   * ```ts
   * billing.use({
   *   onRequest: ({ request }) => request.headers.set('x-trace-id', crypto.randomUUID()),
   *   onResponse: ({ schemaPath, response }) => console.log(schemaPath, response.status),
   * });
   * await billing.POST('/features');
   * ```
   */
  use(...middleware: BillingMiddleware[]): void;
  /**
   * Takes middleware out again, for all further calls.
   *
   * @param middleware the very objects that were given to `use`; others are passed over
   */
  eject(...middleware: BillingMiddleware[]): void;
}

/**
 * Creates a client of the FunnelFox Billing API. It sends nothing; make one for each organization, and keep it.
 *
 * Its calls resolve to `{ data }` or `{ error }`; they reject only for a mistake in the caller's code.
 *
 * @param options `orgId`, and what the client is to fill in; see {@link BillingClientOptions}
 * @throws {BillingConfigError} for an option that cannot work; the message names it and says what to do
 * @example
 * ```ts
 * import { createBillingClient } from 'funnelfox-billing-client';
 *
 * const billing = createBillingClient({ orgId: 'acme' });
 *
 * const { data, error } = await billing.POST('/checkout/create_client_session', {
 *   body: {
 *     integration_type: 'stripe',
 *     pp_ident: 'premium_monthly',
 *     external_id: 'user_1',
 *     email_address: 'a@example.com',
 *   },
 * });
 * if (error) throw error;
 * console.log(data.client_token, data.order_id);
 * ```
 */
export function createBillingClient<O extends BillingClientOptions>(
  options: O & CheckedOptions<O>,
): BillingClient<FilledBy<O>, RegionOf<O>> {
  const settings = readSettings(options);
  const baseUrl = settings.server.href.replace(/\/+$/, '');
  const querySerializer = createQuerySerializer();
  const build: Build = (path, params, headers) => ({
    url: createFinalURL(path, {
      baseUrl,
      params,
      querySerializer,
      pathSerializer: defaultPathSerializer,
    }),
    headers: mergeHeaders(...headers, params.header as Record<string, string>),
  });
  let middleware: readonly BillingMiddleware[] = [];

  const request = (method: string, path: string, init?: CallInit): Promise<unknown> =>
    call({ settings, middleware, build }, method.toUpperCase(), path, init);
  const client: Record<string, unknown> = {
    request,
    use(...added: BillingMiddleware[]) {
      for (const one of added as readonly (BillingMiddleware | undefined)[])
        if (!(one?.onRequest ?? one?.onResponse ?? one?.onError))
          throw mistake('use', one, 'middleware');
      middleware = [...middleware, ...added];
    },
    eject(...removed: BillingMiddleware[]) {
      middleware = middleware.filter((one) => !removed.includes(one));
    },
  };
  for (const operation in operations) {
    const method = operation.replace(/ .*/, '');
    client[method] = (path: string, init?: CallInit) => request(method, path, init);
  }
  return client as unknown as BillingClient<FilledBy<O>, RegionOf<O>>;
}
