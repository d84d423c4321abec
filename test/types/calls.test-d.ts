import type { Middleware } from 'openapi-fetch';
import { expectTypeOf, test } from 'vitest';
import {
  createBillingClient,
  unwrap,
  type BillingCallArguments,
  type BillingClient,
  type BillingClientOptions,
  type BillingError,
  type BillingMethod,
  type BillingMiddleware,
  type BillingPath,
  type BillingRequest,
  type BillingRequestBody,
  type BillingResponseData,
  type BillingResult,
  type CheckoutClientSessionIn,
  type CheckoutClientSessionOut,
  type components,
  type paths,
} from '../../src/index.js';

const orgId = 'acme';
const path = '/checkout/create_client_session';
const customer = { pp_ident: 'p', external_id: 'u', email_address: 'a@example.com' };
const full = { ...customer, integration_type: 'stripe' } as const;
declare const perhaps: boolean;

/** The body and the data of an operation, as they are generated. */
type Json<T> = { content: { 'application/json': T } };
type Body<P extends keyof paths> = paths[P] extends { post: { requestBody?: Json<infer T> } }
  ? T
  : never;
type Data<P extends keyof paths> = paths[P] extends { post: { responses: { 200: Json<infer T> } } }
  ? T
  : never;

const plain = createBillingClient({ orgId });
const regional = createBillingClient({
  orgId,
  region: 'eu',
  defaults: { client_metadata: { source: 'web' } },
  regions: {
    eu: { integration_type: 'stripe' },
    us: { integration_type: 'primer', country_code: 'US' },
  },
});

test('the data is the 200 type of the contract, once the error is ruled out', async () => {
  const result = await plain.POST(path, { body: full });
  expectTypeOf(result.requestId).toEqualTypeOf<string | undefined>();
  if (result.error) {
    expectTypeOf(result.error).toEqualTypeOf<BillingError>();
    expectTypeOf(result.error.body).toEqualTypeOf<string | undefined>();
    expectTypeOf(result.error.toJSON()).toEqualTypeOf<object>();
    expectTypeOf(result.data).toEqualTypeOf<undefined>();
    expectTypeOf(result.attempts).toEqualTypeOf<undefined>();
    expectTypeOf(result.response).toEqualTypeOf<Response | undefined>();
    return;
  }
  const { data, response, attempts } = result;
  expectTypeOf(data).toEqualTypeOf<CheckoutClientSessionOut>();
  expectTypeOf(response).toEqualTypeOf<Response>();
  expectTypeOf(attempts).toEqualTypeOf<number>();
  expectTypeOf(await unwrap(plain.POST(path, { body: full }))).toEqualTypeOf<typeof data>();
  // @ts-expect-error -- not a field of the response
  data.no_such_field;
});

test('request takes the method in capitals or not', async () => {
  const { data } = await plain.request('POST', path, { body: full });
  expectTypeOf(data).toEqualTypeOf<CheckoutClientSessionOut | undefined>();
  void plain.request('post', path, { body: full });
  // @ts-expect-error -- the contract has no GET
  void plain.request('GET', path, { body: full });
  // @ts-expect-error -- nor has the client a method that no operation has
  plain.TRACE;
});

test('schemas are exported by name, and all are in components', () => {
  type Schema = components['schemas']['CheckoutClientSessionIn'];
  expectTypeOf<CheckoutClientSessionIn>().toEqualTypeOf<Schema>();
});

test('without defaults the contract decides what is required', () => {
  void plain.POST(path, { body: full });
  // @ts-expect-error -- integration_type is missing
  void plain.POST(path, { body: customer });
  // @ts-expect-error -- body is missing
  void plain.POST(path, {});
  // @ts-expect-error -- init is missing
  void plain.POST(path);
});

test('a field in defaults, or in every region, is optional', () => {
  void regional.POST(path, { body: customer });
  // @ts-expect-error -- email_address is nobody's default
  void regional.POST(path, { body: { pp_ident: 'p', external_id: 'u' } });
  const regions = { eu: { integration_type: 'stripe' }, us: { country_code: 'US' } } as const;
  // @ts-expect-error -- integration_type is missing in us
  void createBillingClient({ orgId, region: 'us', regions }).POST(path, { body: customer });
});

test('body and init may be left out when nothing is left to give', () => {
  const all = createBillingClient({ orgId, defaults: full });
  void all.POST(path);
  void all.POST(path, undefined);
  void all.POST(path, {});
  void all.POST(path, { retries: 0 });
  void all.request('POST', path);
});

test('only what is certainly present counts', () => {
  const options: BillingClientOptions = { orgId, defaults: full };
  // @ts-expect-error -- these options may hold anything
  void createBillingClient(options).POST(path, { body: customer });
  const maybe = { integration_type: perhaps ? ('stripe' as const) : undefined };
  // @ts-expect-error -- the default may be undefined
  void createBillingClient({ orgId, defaults: maybe }).POST(path, { body: customer });
  const defaults = perhaps ? full : undefined;
  // @ts-expect-error -- there may be no defaults
  void createBillingClient({ orgId, defaults }).POST(path, { body: customer });
  const optional: { integration_type?: 'stripe' } = {};
  // @ts-expect-error -- the default is optional
  void createBillingClient({ orgId, defaults: optional }).POST(path, { body: customer });
  const regions = perhaps ? { eu: full } : undefined;
  // @ts-expect-error -- there may be no regions
  void createBillingClient({ orgId, regions }).POST(path, { body: { ...customer, region: 'eu' } });
  const either = { eu: full } as { eu: typeof full } | { eu: typeof full; us: object };
  // @ts-expect-error -- us, where it exists, has no integration_type
  void createBillingClient({ orgId, region: 'eu', regions: either }).POST(path, { body: customer });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const anything: any = options;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-argument
  const unknown = createBillingClient(anything);
  // @ts-expect-error -- any promises nothing
  void unknown.POST(path, { body: customer });
});

test('with regions, a region is one of them', () => {
  void regional.POST(path, { body: { ...customer, region: 'us' } });
  void regional.POST(path, { body: { ...customer, region: undefined } });
  // @ts-expect-error -- no such region
  void regional.POST(path, { body: { ...customer, region: 'asia' } });
  // @ts-expect-error -- no such region
  createBillingClient({ orgId, region: 'asia', regions: { eu: {} } });
  // @ts-expect-error -- at least one region
  createBillingClient({ orgId, regions: {} });
  const dictionary: Record<string, { integration_type: 'stripe' }> = {};
  const client = createBillingClient({ orgId, region: 'eu', regions: dictionary });
  void client.POST(path, { body: { ...customer, region: 'anything' } });
});

test('with regions, one is required, unless there is a region of the client or a default', () => {
  const regions = { eu: {}, us: {} };
  const without = createBillingClient({ orgId, regions });
  void without.POST(path, { body: { ...full, region: 'us' } });
  // @ts-expect-error -- region is missing
  void without.POST(path, { body: full });
  // @ts-expect-error -- no such region
  void without.POST(path, { body: { ...full, region: 'asia' } });
  void createBillingClient({ orgId, regions, region: 'eu' }).POST(path, { body: full });
  const withDefault = createBillingClient({ orgId, regions: { default: {}, us: {} } });
  void withDefault.POST(path, { body: full });
  void withDefault.POST(path, { body: { ...full, region: 'default' } });

  const region = perhaps ? ('eu' as const) : undefined;
  void createBillingClient({ orgId, region }).POST(path, { body: full });
  // @ts-expect-error -- the region may be undefined
  void createBillingClient({ orgId, regions, region }).POST(path, { body: full });
  const dictionary: Record<string, { country_code: string }> = {};
  // @ts-expect-error -- the dictionary may have no default
  void createBillingClient({ orgId, regions: dictionary }).POST(path, { body: full });
  const optional: { default?: object; us: object } = { us: {} };
  // @ts-expect-error -- there may be no default
  void createBillingClient({ orgId, regions: optional }).POST(path, { body: full });
  const options: BillingClientOptions = { orgId };
  // @ts-expect-error -- these options may have regions
  void createBillingClient(options).POST(path, { body: full });
});

test('without regions, a region is any string', () => {
  void plain.POST(path, { body: { ...full, region: 'ff_first' } });
  createBillingClient({ orgId, region: 'ff_first' });
  // @ts-expect-error -- a region is a string
  void plain.POST(path, { body: { ...full, region: 1 } });
});

test('what is misspelt is an error at its own place', () => {
  void plain.POST(path, {
    body: {
      ...full,
      // @ts-expect-error -- email_address
      email_adress: 'a@example.com',
    },
  });
  // @ts-expect-error -- it is timeoutMs
  void plain.POST(path, { body: full, timeout: 1000 });
  // @ts-expect-error -- this operation declares no parameters, and org_id is never one
  void plain.POST(path, { body: full, params: { path: { org_id: 'acme' } } });
  // @ts-expect-error -- country_code
  void regional.POST(path, { body: { ...customer, contry_code: 'US' } });
  // @ts-expect-error -- create_client_session
  void plain.POST('/checkout/create_session', { body: full });
  createBillingClient({
    orgId,
    // @ts-expect-error -- it is orgId
    organization: 'acme',
  });
  // @ts-expect-error -- client_metadata
  createBillingClient({ orgId, defaults: { country_code: 'US', client_meta: {} } });
  // @ts-expect-error -- region is no default, it is an option
  createBillingClient({ orgId, defaults: { region: 'eu' } });
  createBillingClient({
    orgId,
    regions: {
      eu: {
        integration_type: 'stripe',
        // @ts-expect-error -- country_code
        contry_code: 'DE',
      },
    },
  });
  // @ts-expect-error -- it is stripe
  createBillingClient({ orgId, regions: { eu: { integration_type: 'strip' } } });
});

test('every optional member takes undefined', () => {
  type Undefined<T> = { [K in keyof T]: undefined };
  type Bare = Undefined<Omit<BillingClientOptions, 'orgId'>> & { orgId: string };
  expectTypeOf<Bare>().toExtend<BillingClientOptions>();
  createBillingClient({ orgId, region: undefined, defaults: undefined, regions: undefined });
  createBillingClient({ orgId, secretKey: process.env['FUNNELFOX_SECRET_KEY'] });
  createBillingClient({ orgId, headers: { 'x-trace': undefined } });
  createBillingClient({ orgId, defaults: { country_code: undefined } });
  const body = { ...full, region: undefined, country_code: undefined, client_metadata: undefined };
  const limits = { headers: undefined, signal: undefined, timeoutMs: undefined };
  void plain.POST(path, { body, ...limits, retries: undefined });
  void regional.POST(path, { body: { ...customer, integration_type: undefined } });
});

test('null is a value where the contract allows it', () => {
  const { country_code } = {} as CheckoutClientSessionIn;
  createBillingClient({ orgId, defaults: { country_code } });
  void plain.POST(path, { body: { ...full, country_code } });
  // @ts-expect-error -- not nullable
  void plain.POST(path, { body: { ...full, external_id: null } });
});

test('any client is a BillingClient, which fills in nothing', () => {
  const any: BillingClient = regional;
  expectTypeOf(plain).toExtend<BillingClient>();
  expectTypeOf<BillingClient<'region', 'eu'>>().toExtend<BillingClient>();
  expectTypeOf(regional).toEqualTypeOf<BillingClient<Filled, 'eu' | 'us'>>();
  // Where it is declared so, the options are inferred as well.
  const declared: BillingClient = createBillingClient({ orgId, regions: { eu: full } });
  void declared.POST('/features');
  void any.request('post', '/features');
  void any.POST(path, { body: { ...full, region: 'eu' } });
  // @ts-expect-error -- region is missing
  void any.POST(path, { body: full });
});

test('headers and fetch come in any form', () => {
  createBillingClient({ orgId, headers: new Headers({ a: 'b' }), fetch: globalThis.fetch });
  createBillingClient({ orgId, headers: [['a', 'b']] });
  const fetch = async (): Promise<Response> => Promise.resolve(new Response());
  createBillingClient({ orgId, headers: { a: 'b' }, fetch });
});

test('each operation has the fields and the data of the contract', async () => {
  const defaults = { integration_type: 'stripe', country_code: 'DE' } as const;
  const billing = createBillingClient({ orgId, defaults });
  const order_id = '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11';
  const body = { order_id, payment_method_token: 'pm_1' };
  const refund = { external_id: 'user_1', order_id };
  const migration = { subs_id: order_id, pp_ident: 'yearly' };

  void billing.POST('/checkout/create_simple_client_session');
  const paid = await unwrap(billing.POST('/checkout/create_payment', { body }));
  expectTypeOf(paid).toEqualTypeOf<Data<'/checkout/create_payment'>>();
  type Status = 'processing' | 'succeeded' | 'failed' | 'cancelled';
  expectTypeOf<Status>().toExtend<typeof paid.checkout_status>();
  // @ts-expect-error -- a default of another operation is no field of this one
  void billing.POST('/checkout/create_payment', { body: { ...body, integration_type: 'x' } });

  const refunded = await unwrap(billing.POST('/payment/refund', { body: refund }));
  expectTypeOf(refunded).toEqualTypeOf<Data<'/payment/refund'>>();
  void billing.POST('/payment/refund', { body: { ...refund, amount: '9.99', reason: undefined } });
  void billing.POST('/payment/refund', { body: { ...refund, amount: 9.99 } });
  // @ts-expect-error -- external_id is missing
  void billing.POST('/payment/refund', { body: { order_id } });
  const charge = { external_id: 'user_1', currency_code: 'EUR', amount: '9.99' };
  // @ts-expect-error -- idempotency_key is missing
  void billing.POST('/payment/one_off_charge', { body: charge });

  const migrated = await unwrap(billing.POST('/subscription/migration', { body: migration }));
  expectTypeOf(migrated).toEqualTypeOf<Data<'/subscription/migration'>>();
  const wrong = { ...migration, strategy: 'no_such_strategy' } as const;
  // @ts-expect-error -- none of the strategies
  void billing.POST('/subscription/migration', { body: wrong });
  const found = await unwrap(billing.POST('/subscription/search'));
  expectTypeOf(found).toEqualTypeOf<Data<'/subscription/search'>>();
  const listed = await unwrap(billing.POST('/price_points'));
  expectTypeOf(listed).toEqualTypeOf<Data<'/price_points'>>();
  // @ts-expect-error -- this operation declares no such field
  void billing.POST('/price_points', { body: { no_such_field: 'eu' } });
  // @ts-expect-error -- nor does this one
  void billing.POST('/features', { body: { no_such_field: 'x' } });

  const user = { external_id: 'user_1', email_address: 'a@example.com' };
  const history = billing.POST('/payments_history', { body: { external_id: 'user_1' } });
  expectTypeOf(await unwrap(history)).toEqualTypeOf<Data<'/payments_history'>>();
  // @ts-expect-error -- the body is missing
  void billing.POST('/search_users');
  const updated = await unwrap(billing.POST('/user/update_email', { body: user }));
  expectTypeOf(updated).toEqualTypeOf<Data<'/user/update_email'>>();
});

type Path = typeof path;
type Filled = 'client_metadata' | 'integration_type' | 'region';

test('BillingPath is every path', () => {
  expectTypeOf<BillingPath>().toEqualTypeOf<keyof paths>();
});

test('BillingRequestBody is the body of the contract, or of a client', () => {
  type Mine = BillingRequestBody<Path, typeof regional>;
  expectTypeOf<BillingRequestBody<Path>>().toEqualTypeOf<CheckoutClientSessionIn>();
  expectTypeOf<BillingRequestBody<'/features'>>().toEqualTypeOf<Body<'/features'>>();
  expectTypeOf(customer).toExtend<Mine>();
  // The contract requires more.
  expectTypeOf(customer).not.toExtend<BillingRequestBody<Path>>();
  expectTypeOf<typeof customer & { region: 'us' }>().toExtend<Mine>();
  expectTypeOf<typeof customer & { region: 'asia' }>().not.toExtend<Mine>();
  const body: Mine = { ...customer, region: 'us' };
  void regional.POST(path, { body });
});

test('BillingResponseData is the data of a path', () => {
  expectTypeOf<BillingResponseData<Path>>().toEqualTypeOf<CheckoutClientSessionOut>();
  expectTypeOf<BillingResponseData<'/payment/refund'>>().toEqualTypeOf<Data<'/payment/refund'>>();
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
  ...args: BillingCallArguments<P, typeof regional>
): Promise<BillingResponseData<P>> {
  return unwrap(regional.POST(at, ...args));
}

/** A wrapper that keeps the result. */
function result<P extends BillingPath>(
  at: P,
  ...args: BillingCallArguments<P, typeof regional>
): Promise<BillingResult<BillingResponseData<P>>> {
  return regional.POST(at, ...args);
}

test('generic wrappers are as strict as the client', async () => {
  const body = customer;
  expectTypeOf((await call(regional, '/features')).features).toBeArray();
  void call(regional, path, { body: { ...body, integration_type: 'stripe', region: 'eu' } });
  // @ts-expect-error -- the wrapper knows no defaults
  void call(regional, path, { body });
  expectTypeOf(await callMine(path, { body })).toEqualTypeOf<CheckoutClientSessionOut>();
  // @ts-expect-error -- the body is missing
  void callMine(path);
  void callMine('/features', { retries: 0 });
  const { data, attempts } = await result(path, { body });
  expectTypeOf(data).toEqualTypeOf<CheckoutClientSessionOut | undefined>();
  expectTypeOf(attempts).toEqualTypeOf<number | undefined>();
});

test('methods can be taken out of a client', () => {
  const { POST, request } = regional;
  expectTypeOf(POST).toEqualTypeOf<BillingMethod<'POST', Filled, 'eu' | 'us'>>();
  expectTypeOf(request).toEqualTypeOf<BillingRequest<Filled, 'eu' | 'us'>>();
  void POST('/features');
});

test('middleware is typed by this project', () => {
  const middleware: BillingMiddleware = {
    onRequest: ({ request }) => new Request(request),
    onResponse: ({ response }) => response.clone(),
    onError: async ({ error }) => Promise.resolve(error instanceof Error ? error : undefined),
  };
  regional.use(middleware, { onRequest: ({ request }) => request.headers.set('a', 'b') });
  regional.use({ onRequest: undefined, onResponse: undefined, onError: undefined });
  regional.eject(middleware);
  // @ts-expect-error -- it is onRequest
  regional.use({ onrequest: () => undefined });
  regional.use({
    onRequest: async ({ options, request }) => {
      expectTypeOf(options.fetch).toEqualTypeOf<typeof fetch>();
      return options.fetch(request);
    },
  });
});

test('middleware of openapi-fetch is BillingMiddleware', () => {
  expectTypeOf<Middleware>().toExtend<BillingMiddleware>();
  const theirs: Middleware = {
    onRequest: ({ options }) => expectTypeOf(options.baseUrl).toEqualTypeOf<string>() as never,
  };
  regional.use(theirs);
  regional.eject(theirs);
});
