import type { Middleware } from 'openapi-fetch';
import { expectTypeOf, test } from 'vitest';
import {
  createBillingClient,
  unwrap,
  type BillingCallArguments,
  type BillingClient,
  type BillingMethod,
  type BillingMiddleware,
  type BillingPath,
  type BillingRequest,
  type BillingRequestBody,
  type BillingResponseData,
  type BillingResult,
  type CheckoutClientSessionIn,
  type CheckoutClientSessionOut,
  type paths,
} from '../../src/index.js';

const path = '/checkout/create_client_session';
type Path = typeof path;

const billing = createBillingClient({
  orgId: 'acme',
  region: 'eu',
  defaults: { client_metadata: {} },
  regions: { eu: { integration_type: 'stripe' }, us: { integration_type: 'primer' } },
});

test('BillingPath is every path', () => {
  expectTypeOf<BillingPath>().toEqualTypeOf<keyof paths>();
  // @ts-expect-error -- no such path
  const wrong: BillingPath = '/checkout/create_session';
});

test('BillingRequestBody is the body of the contract, or of a client', () => {
  expectTypeOf<BillingRequestBody<Path>>().toEqualTypeOf<CheckoutClientSessionIn>();
  const customer = { pp_ident: 'p', external_id: 'u', email_address: 'a@example.com' };
  const body: BillingRequestBody<Path, typeof billing> = { ...customer, region: 'us' };
  const short: BillingRequestBody<Path, typeof billing> = customer;
  // @ts-expect-error -- the contract requires more
  const full: BillingRequestBody<Path> = customer;
  // @ts-expect-error -- no such region
  const region: BillingRequestBody<Path, typeof billing> = { ...customer, region: 'asia' };
  void billing.POST(path, { body });
  expectTypeOf<BillingRequestBody<'/features'>>().toEqualTypeOf<Record<string, never>>();
});

test('BillingResponseData is the data of a path', () => {
  expectTypeOf<BillingResponseData<Path>>().toEqualTypeOf<CheckoutClientSessionOut>();
  expectTypeOf<BillingResponseData<'/payment/refund'>>().toEqualTypeOf<Record<string, never>>();
});

/** A wrapper for any client. */
async function call<P extends BillingPath>(
  client: BillingClient,
  at: P,
  ...args: BillingCallArguments<P>
): Promise<BillingResponseData<P>> {
  return unwrap(client.POST(at, ...args));
}

/** A wrapper for one client. */
async function callMine<P extends BillingPath>(
  at: P,
  ...args: BillingCallArguments<P, typeof billing>
): Promise<BillingResponseData<P>> {
  return unwrap(billing.POST(at, ...args));
}

/** A wrapper that keeps the result. */
function result<P extends BillingPath>(
  at: P,
  ...args: BillingCallArguments<P, typeof billing>
): Promise<BillingResult<BillingResponseData<P>>> {
  return billing.POST(at, ...args);
}

test('generic wrappers are as strict as the client', async () => {
  const body = { pp_ident: 'p', external_id: 'u', email_address: 'a@example.com' };
  const { features } = await call(billing, '/features');
  expectTypeOf(features).toBeArray();
  await call(billing, path, { body: { ...body, integration_type: 'stripe', region: 'eu' } });
  // @ts-expect-error -- the wrapper knows no defaults
  await call(billing, path, { body });
  expectTypeOf(await callMine(path, { body })).toEqualTypeOf<CheckoutClientSessionOut>();
  // @ts-expect-error -- the body is missing
  await callMine(path);
  await callMine('/features', { retries: 0 });
  const { data, attempts } = await result(path, { body });
  expectTypeOf(data).toEqualTypeOf<CheckoutClientSessionOut | undefined>();
  expectTypeOf(attempts).toEqualTypeOf<number | undefined>();
});

test('methods can be taken out of a client', async () => {
  const { POST, request } = billing;
  type Filled = 'client_metadata' | 'integration_type' | 'region';
  expectTypeOf(POST).toEqualTypeOf<BillingMethod<'POST', Filled, 'eu' | 'us'>>();
  expectTypeOf(request).toEqualTypeOf<BillingRequest<Filled, 'eu' | 'us'>>();
  await POST('/features');
});

test('a result has requestId in both cases, and attempts on success', async () => {
  const outcome = await billing.POST('/features');
  expectTypeOf(outcome.requestId).toEqualTypeOf<string | undefined>();
  if (outcome.error) {
    expectTypeOf(outcome.error.body).toEqualTypeOf<string | undefined>();
    expectTypeOf(outcome.error.toJSON()).toEqualTypeOf<object>();
    expectTypeOf(outcome.attempts).toEqualTypeOf<undefined>();
    return;
  }
  expectTypeOf(outcome.attempts).toEqualTypeOf<number>();
});

test('middleware of openapi-fetch is BillingMiddleware', () => {
  expectTypeOf<Middleware>().toExtend<BillingMiddleware>();
  const theirs: Middleware = {
    onRequest: ({ options }) => {
      expectTypeOf(options.baseUrl).toEqualTypeOf<string>();
    },
  };
  billing.use(theirs);
  billing.eject(theirs);
  billing.use({
    onRequest: async ({ options, request }) => {
      expectTypeOf(options.fetch).toEqualTypeOf<typeof fetch>();
      return options.fetch(request);
    },
  });
});
