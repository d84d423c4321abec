import { checked } from './errors.js';
import { operations } from './generated/operations.js';
import { prepareMiddleware, type BillingMiddleware } from './middleware.js';
import type { BillingDefaults, FillableField, FilledBy, OptionsOf, RegionOf } from './options.js';
import { createExchange, request, type ClientState } from './request.js';
import { shareListeners } from './transport.js';
import type { BillingRequest, Methods } from './types.js';
import { resolveOptions } from './validate.js';

/**
 * A typed client of the Billing API for one organization; {@link createBillingClient} creates it. It has a method for
 * each HTTP method that the contract uses, and no state other than its options and middleware.
 *
 * Without type arguments it is the type of any client, as a parameter of your own functions: it fills in no fields, so
 * a call gives every field that the contract requires, `region` included.
 *
 * @typeParam Filled the body fields that the client fills in, so that calls may leave them out
 * @typeParam Region the regions that the client takes
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
  Filled extends FillableField = never,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- every client must be assignable to it
  Region extends string = any,
> extends Methods<Filled, Region> {
  /** Calls an operation by method and path: `billing.request('POST', path, init)` is `billing.POST(path, init)`. */
  request: BillingRequest<Filled, Region>;
  /**
   * Registers middleware for all further calls. It sees each call once, however many attempts it takes, and never the
   * secret key.
   *
   * @param middleware run in this order before a call, in the reverse order after it
   * @throws {BillingConfigError} for a value that is not middleware; then nothing is registered
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
   * Removes middleware, for all further calls.
   *
   * @param middleware the same objects that were given to `use`; others are ignored
   */
  eject(...middleware: BillingMiddleware[]): void;
}

/**
 * Creates a client of the FunnelFox Billing API. It sends nothing; create one for each organization, and keep it.
 *
 * Its calls resolve to `{ data }` or `{ error }`; they reject only for a mistake in the caller's code.
 *
 * @param options `orgId`, and what the client fills in; see {@link BillingClientOptions}
 * @throws {BillingConfigError} for an option that cannot work; the message names it and what to do
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
export function createBillingClient<
  D extends BillingDefaults | undefined = undefined,
  R extends Readonly<Record<string, BillingDefaults>> | undefined = undefined,
  N extends RegionOf<R> | undefined = undefined,
>(options: OptionsOf<D, R, N>): BillingClient<FilledBy<D, R, N>, RegionOf<R>> {
  const settings = checked('The options of createBillingClient', () => resolveOptions(options));
  const exchange = createExchange(settings);
  const onAbort = shareListeners();
  let middleware: ClientState['middleware'] = [];

  const call = (method: unknown, path: unknown, init: unknown): Promise<unknown> =>
    request({ settings, middleware, onAbort, exchange }, method, path, init);
  const client: Record<string, unknown> = {
    request: call,
    use(...added: BillingMiddleware[]) {
      middleware = middleware.concat(checked('middleware', () => added.map(prepareMiddleware)));
    },
    eject(...removed: BillingMiddleware[]) {
      middleware = middleware.filter(({ original }) => !removed.includes(original));
    },
  };
  for (const name in operations) {
    const method = name.replace(/ .*/, '');
    client[method] = (path: unknown, init: unknown) => call(method, path, init);
  }
  return client as unknown as BillingClient<FilledBy<D, R, N>, RegionOf<R>>;
}
