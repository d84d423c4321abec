import { expectTypeOf, test } from 'vitest';
import {
  createBillingClient,
  unwrap,
  type BillingClient,
  type BillingClientOptions,
  type BillingError,
  type BillingMiddleware,
  type CheckoutClientSessionIn,
  type CheckoutClientSessionOut,
  type components,
} from '../../src/index.js';

const path = '/checkout/create_client_session';
const customer = { pp_ident: 'p', external_id: 'u', email_address: 'a@example.com' };
const full = { ...customer, integration_type: 'stripe' } as const;

const plain = createBillingClient({ orgId: 'acme' });
const regional = createBillingClient({
  orgId: 'acme',
  region: 'eu',
  defaults: { client_metadata: { source: 'web' } },
  regions: {
    eu: { integration_type: 'stripe' },
    us: { integration_type: 'primer', country_code: 'US' },
  },
});

test('the data is the 200 type of the contract, once the error is ruled out', async () => {
  const { data, error, requestId, response } = await plain.POST(path, { body: full });
  expectTypeOf(requestId).toEqualTypeOf<string | undefined>();
  if (error) {
    expectTypeOf(error).toEqualTypeOf<BillingError>();
    expectTypeOf(data).toEqualTypeOf<undefined>();
    expectTypeOf(response).toEqualTypeOf<Response | undefined>();
    return;
  }
  expectTypeOf(data).toEqualTypeOf<CheckoutClientSessionOut>();
  expectTypeOf(response).toEqualTypeOf<Response>();
  expectTypeOf(await unwrap(plain.POST(path, { body: full }))).toEqualTypeOf<typeof data>();
  // @ts-expect-error -- not a field of the reply
  data.token;
});

test('request takes the method in capitals or not', async () => {
  const { data } = await plain.request('POST', path, { body: full });
  expectTypeOf(data).toEqualTypeOf<CheckoutClientSessionOut | undefined>();
  await plain.request('post', path, { body: full });
  // @ts-expect-error -- the contract has no GET
  await plain.request('GET', path, { body: full });
  // @ts-expect-error -- nor has the client
  plain.GET;
});

test('schemas are exported by name, and all are in components', () => {
  expectTypeOf<CheckoutClientSessionIn>().toEqualTypeOf<
    components['schemas']['CheckoutClientSessionIn']
  >();
});

test('without defaults the contract decides what is required', async () => {
  await plain.POST(path, { body: full });
  await plain.POST(path, {
    // @ts-expect-error -- integration_type is missing
    body: customer,
  });
  // @ts-expect-error -- body is missing
  await plain.POST(path, {});
  // @ts-expect-error -- init is missing
  await plain.POST(path);
});

test('a field in defaults, or in every region, is optional', async () => {
  await regional.POST(path, { body: customer });
  const { email_address, ...rest } = customer;
  await regional.POST(path, {
    // @ts-expect-error -- email_address is nobody's default
    body: rest,
  });
  const one = createBillingClient({
    orgId: 'acme',
    regions: { eu: { integration_type: 'stripe' }, us: { country_code: 'US' } },
  });
  await one.POST(path, {
    // @ts-expect-error -- integration_type is missing in us
    body: { ...customer, email_address },
  });
});

test('body and init may be left out when nothing is left to give', async () => {
  const all = createBillingClient({ orgId: 'acme', defaults: full });
  await all.POST(path);
  await all.POST(path, {});
  await all.POST(path, { retries: 0 });
  await all.request('POST', path);
});

test('only what is certainly present counts', async () => {
  const options: BillingClientOptions = { orgId: 'acme', defaults: full };
  await createBillingClient(options).POST(path, {
    // @ts-expect-error -- these options may hold anything
    body: customer,
  });
  const maybe = Math.random() > 0.5 ? ('stripe' as const) : undefined;
  await createBillingClient({ orgId: 'acme', defaults: { integration_type: maybe } }).POST(path, {
    // @ts-expect-error -- the default may be undefined
    body: customer,
  });
  const defaults = Math.random() > 0.5 ? full : undefined;
  await createBillingClient({ orgId: 'acme', defaults }).POST(path, {
    // @ts-expect-error -- there may be no defaults
    body: customer,
  });
  const optional: { integration_type?: 'stripe' } = {};
  await createBillingClient({ orgId: 'acme', defaults: optional }).POST(path, {
    // @ts-expect-error -- the default is optional
    body: customer,
  });
  const regions = Math.random() > 0.5 ? { eu: full } : undefined;
  await createBillingClient({ orgId: 'acme', regions }).POST(path, {
    // @ts-expect-error -- there may be no regions
    body: customer,
  });
  const either = { eu: full } as { eu: typeof full } | { eu: typeof full; us: object };
  await createBillingClient({ orgId: 'acme', regions: either }).POST(path, {
    // @ts-expect-error -- us, where it exists, has no integration_type
    body: customer,
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const anything: any = options;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-argument
  await createBillingClient(anything).POST(path, {
    // @ts-expect-error -- any promises nothing
    body: customer,
  });
});

test('regions in a dictionary all have what its values have', async () => {
  const regions: Record<string, { integration_type: 'stripe' }> = {};
  const client = createBillingClient({ orgId: 'acme', region: 'eu', regions });
  await client.POST(path, { body: { ...customer, region: 'anything' } });
});

test('with regions, a region is one of them', async () => {
  await regional.POST(path, { body: { ...customer, region: 'us' } });
  await regional.POST(path, { body: { ...customer, region: undefined } });
  await regional.POST(path, {
    body: {
      ...customer,
      // @ts-expect-error -- no such region
      region: 'asia',
    },
  });
  createBillingClient({
    orgId: 'acme',
    // @ts-expect-error -- no such region
    region: 'asia',
    regions: { eu: {} },
  });
});

test('with regions, one is required, unless there is a region of the client or a default', async () => {
  const regions = { eu: {}, us: {} };
  const without = createBillingClient({ orgId: 'acme', regions });
  await without.POST(path, { body: { ...full, region: 'us' } });
  await without.POST(path, {
    // @ts-expect-error -- region is missing
    body: full,
  });
  await without.POST(path, {
    body: {
      ...full,
      // @ts-expect-error -- no such region
      region: 'asia',
    },
  });
  await createBillingClient({ orgId: 'acme', regions, region: 'eu' }).POST(path, { body: full });
  const withDefault = createBillingClient({ orgId: 'acme', regions: { default: {}, us: {} } });
  await withDefault.POST(path, { body: full });
  await withDefault.POST(path, { body: { ...full, region: 'default' } });

  const maybe = Math.random() > 0.5 ? ('eu' as const) : undefined;
  await createBillingClient({ orgId: 'acme', regions, region: maybe }).POST(path, {
    // @ts-expect-error -- the region may be undefined
    body: full,
  });
  await createBillingClient({ orgId: 'acme', region: maybe }).POST(path, { body: full });
  const dictionary: Record<string, { country_code: string }> = {};
  await createBillingClient({ orgId: 'acme', regions: dictionary }).POST(path, {
    // @ts-expect-error -- the dictionary may have no default
    body: full,
  });
  const optional: { default?: object; us: object } = { us: {} };
  await createBillingClient({ orgId: 'acme', regions: optional }).POST(path, {
    // @ts-expect-error -- there may be no default
    body: full,
  });
  const options: BillingClientOptions = { orgId: 'acme' };
  await createBillingClient(options).POST(path, {
    // @ts-expect-error -- these options may have regions
    body: full,
  });
});

test('regions are not empty', () => {
  createBillingClient({
    orgId: 'acme',
    // @ts-expect-error -- at least one region
    regions: {},
  });
});

test('without regions, a region is any string', async () => {
  await plain.POST(path, { body: { ...full, region: 'ff_first' } });
  createBillingClient({ orgId: 'acme', region: 'ff_first' });
  await plain.POST(path, {
    body: {
      ...full,
      // @ts-expect-error -- a region is a string
      region: 1,
    },
  });
});

test('org_id is never a parameter', async () => {
  await plain.POST(path, {
    body: full,
    // @ts-expect-error -- this operation declares no parameters
    params: { path: { org_id: 'acme' } },
  });
});

test('what is misspelt is an error at its own place', async () => {
  await plain.POST(path, {
    body: {
      ...full,
      // @ts-expect-error -- email_address
      email_adress: 'a@example.com',
    },
  });
  await regional.POST(path, {
    body: {
      ...customer,
      // @ts-expect-error -- country_code
      country: 'US',
    },
  });
  await plain.POST(path, {
    body: full,
    // @ts-expect-error -- it is timeoutMs
    timeout: 1000,
  });
  await plain.POST(
    // @ts-expect-error -- create_client_session
    '/checkout/create_session',
    { body: full },
  );
  createBillingClient({
    orgId: 'acme',
    // @ts-expect-error -- it is orgId
    organization: 'acme',
  });
  createBillingClient({
    orgId: 'acme',
    defaults: {
      country_code: 'US',
      // @ts-expect-error -- client_metadata
      metadata: {},
    },
  });
  createBillingClient({
    orgId: 'acme',
    defaults: {
      // @ts-expect-error -- region is no default, it is an option
      region: 'eu',
    },
  });
  createBillingClient({
    orgId: 'acme',
    regions: {
      eu: {
        integration_type: 'stripe',
        // @ts-expect-error -- country_code
        country: 'DE',
      },
    },
  });
  createBillingClient({
    orgId: 'acme',
    regions: {
      eu: {
        // @ts-expect-error -- it is stripe
        integration_type: 'strip',
      },
    },
  });
});

test('every optional member takes undefined', async () => {
  const { env } = process;
  createBillingClient({
    orgId: 'acme',
    region: undefined,
    defaults: undefined,
    regions: undefined,
    secretKey: env['FUNNELFOX_SECRET_KEY'],
    dangerouslyAllowBrowser: undefined,
    baseUrl: undefined,
    timeoutMs: undefined,
    retries: undefined,
    fetch: undefined,
    headers: undefined,
  });
  createBillingClient({ orgId: 'acme', headers: { 'x-trace': undefined } });
  createBillingClient({ orgId: 'acme', defaults: { country_code: undefined } });
  await plain.POST(path, {
    body: { ...full, region: undefined, country_code: undefined, client_metadata: undefined },
    headers: undefined,
    signal: undefined,
    timeoutMs: undefined,
    retries: undefined,
  });
  await createBillingClient({ orgId: 'acme', defaults: full }).POST(path, undefined);
  await regional.POST(path, { body: { ...customer, integration_type: undefined } });
});

test('null is a value where the contract allows it', async () => {
  createBillingClient({ orgId: 'acme', defaults: { country_code: null } });
  await plain.POST(path, { body: { ...full, country_code: null } });
  await plain.POST(path, {
    body: {
      ...full,
      // @ts-expect-error -- not nullable
      client_metadata: null,
    },
  });
});

test('any client is a BillingClient', () => {
  expectTypeOf(plain).toExtend<BillingClient>();
  expectTypeOf(regional).toExtend<BillingClient>();
  const declared: BillingClient = createBillingClient({
    orgId: 'acme',
    defaults: { client_metadata: {} },
    regions: { eu: full },
  });
  expectTypeOf(declared.POST).toBeFunction();
  expectTypeOf(regional).toEqualTypeOf<
    BillingClient<'client_metadata' | 'integration_type' | 'region', 'eu' | 'us'>
  >();
});

test('a BillingClient fills in nothing', async () => {
  const any: BillingClient = regional;
  await any.POST(path, { body: { ...full, region: 'eu' } });
  await any.POST(path, {
    // @ts-expect-error -- region is missing
    body: full,
  });
  await any.POST('/features');
  await any.request('post', '/features');
  expectTypeOf<BillingClient<'region', 'eu'>>().toExtend<BillingClient>();
});

test('headers come in any form', () => {
  createBillingClient({ orgId: 'acme', headers: new Headers({ a: 'b' }) });
  createBillingClient({ orgId: 'acme', headers: [['a', 'b']] });
  createBillingClient({ orgId: 'acme', headers: { a: 'b' } });
});

test('middleware is typed by this project', () => {
  const middleware: BillingMiddleware = {
    onRequest: ({ request }) => new Request(request),
    onResponse: ({ response }) => response.clone(),
    onError: async ({ error }) => Promise.resolve(error instanceof Error ? error : undefined),
  };
  plain.use(middleware, { onRequest: ({ request }) => request.headers.set('a', 'b') });
  plain.use({ onRequest: undefined, onResponse: undefined, onError: undefined });
  plain.eject(middleware);
  plain.use({
    // @ts-expect-error -- it is onRequest
    onrequest: () => undefined,
  });
});

test('fetch is a typeof fetch', () => {
  createBillingClient({ orgId: 'acme', fetch: globalThis.fetch });
  createBillingClient({ orgId: 'acme', fetch: async () => Promise.resolve(new Response()) });
});
