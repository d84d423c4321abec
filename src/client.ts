import createFetchClient from 'openapi-fetch';
import { call, type CallInit } from './call.js';
import type { DefaultField, Methods, RequestMethod } from './calls.js';
import { BillingConfigError } from './errors.js';
import type { FetchApi } from './exchange.js';
import { operations } from './generated/contract.js';
import type { BillingMiddleware } from './middleware.js';
import { toJson } from './operation.js';
import type { BillingClientOptions, CheckedOptions, FilledBy, RegionOf } from './options.js';
import { readSettings } from './settings.js';

/**
 * A typed client of the Billing API for one organization; {@link createBillingClient} makes it. Without type
 * arguments it stands for any such client.
 *
 * @typeParam Filled the body fields that the client fills, so that calls may leave them out
 * @typeParam Region the regions it takes
 */
export interface BillingClient<
  Filled extends DefaultField = never,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- every client must be assignable to it
  Region extends string = any,
> extends Methods<Filled, Region> {
  /** Calls an operation: `billing.request('POST', path, init)` is `billing.POST(path, init)`. */
  request: RequestMethod<Filled, Region>;
  /**
   * Registers middleware for all further calls.
   *
   * @throws {BillingConfigError} for something that is no middleware
   */
  use(...middleware: BillingMiddleware[]): void;
  /** Takes middleware out again. */
  eject(...middleware: BillingMiddleware[]): void;
}

const hooks = ['onRequest', 'onResponse', 'onError'] as const;

/**
 * Creates a client of the FunnelFox Billing API.
 *
 * Its calls resolve to `{ data }` or `{ error }`; they reject only for a mistake in the caller's code.
 *
 * @throws {BillingConfigError} for an option that cannot work
 * @example
 * const billing = createBillingClient({ orgId: 'acme' });
 * const { data, error } = await billing.POST('/checkout/create_client_session', {
 *   body: {
 *     integration_type: 'stripe',
 *     pp_ident: 'premium_monthly',
 *     external_id: 'user_1',
 *     email_address: 'a@example.com',
 *   },
 * });
 */
export function createBillingClient<O extends BillingClientOptions>(
  options: O & CheckedOptions<O>,
): BillingClient<FilledBy<O>, RegionOf<O>> {
  const settings = readSettings(options);
  const { url: baseUrl } = settings.server;
  const api = createFetchClient({ baseUrl, headers: settings.headers, bodySerializer: toJson })
    .request as FetchApi;
  const middleware: BillingMiddleware[] = [];

  const request = (method: string, path: string, init?: CallInit): Promise<unknown> =>
    call({ settings, middleware, api }, method.toUpperCase(), path, init);
  const methods = Object.keys(operations).map((operation) => operation.replace(/ .*/, ''));
  return {
    ...Object.fromEntries(
      methods.map((method) => [
        method,
        (path: string, init?: CallInit) => request(method, path, init),
      ]),
    ),
    request,
    use(...added: BillingMiddleware[]) {
      for (const one of added)
        if (
          !hooks.some(
            (hook) => typeof (one as BillingMiddleware | undefined)?.[hook] === 'function',
          )
        )
          throw new BillingConfigError(
            'use: got something without onRequest, onResponse and onError; give it one of them',
          );
      middleware.push(...added);
    },
    eject(...removed: BillingMiddleware[]) {
      for (const one of removed) {
        const at = middleware.indexOf(one);
        if (at !== -1) middleware.splice(at, 1);
      }
    },
  } as unknown as BillingClient<FilledBy<O>, RegionOf<O>>;
}
