import { describe, expect, test } from 'vitest';
import { BillingConfigError, createBillingClient } from '../src/index.js';
import { body, customer, observe, path } from './support/client.js';

const regions = {
  eu: { integration_type: 'stripe' },
  us: { integration_type: 'primer', country_code: 'US', client_metadata: undefined },
} as const;

const fetch = (): Promise<Response> => Promise.reject(new Error('nothing may be sent'));

describe('the region', () => {
  test.each([
    ['is the one of the call', 'eu', 'us', 'us'],
    ['else that of the client', 'eu', undefined, 'eu'],
    ['else default', undefined, undefined, 'default'],
    ['may be one that the published pattern forbids', 'ff_first', undefined, 'ff_first'],
  ])('%s', async (_, ofClient, ofCall, expected) => {
    const { client, seen } = observe({ region: ofClient });
    await client.POST(path, { body: { ...body, region: ofCall } });
    expect(seen[0]?.body).toEqual({ ...body, region: expected });
  });
});

describe('a field', () => {
  test('is that of the call, else of its region, else of all', async () => {
    const { client, seen } = observe({
      region: 'us',
      regions,
      defaults: { country_code: 'DE', client_metadata: { source: 'web' } },
    });
    await client.POST(path, { body: { ...customer, integration_type: 'fakeintegration' } });
    await client.POST(path, {
      body: { ...body, integration_type: undefined as never, region: 'eu' },
    });
    await client.POST(path, { body: { ...body, country_code: undefined } });
    const client_metadata = { source: 'web' };
    expect(seen.map((request) => request.body)).toEqual([
      {
        ...customer,
        region: 'us',
        integration_type: 'fakeintegration',
        country_code: 'US',
        client_metadata,
      },
      {
        ...customer,
        region: 'eu',
        integration_type: 'stripe',
        country_code: 'DE',
        client_metadata,
      },
      { ...body, region: 'us', country_code: 'US', client_metadata },
    ]);
  });

  test('given as null is given', async () => {
    const { client, seen } = observe({
      regions: { eu: { country_code: null } },
      defaults: { country_code: 'DE' },
    });
    await client.POST(path, { body: { ...body, region: 'eu' } });
    await client.POST(path, { body: { ...body, region: 'eu', country_code: null } });
    for (const request of seen) expect(request.body).toMatchObject({ country_code: null });
  });

  test('replaces the default whole', async () => {
    const { client, seen } = observe({ defaults: { client_metadata: { source: 'web', a: 1 } } });
    await client.POST(path, { body: { ...body, client_metadata: { b: 2 } } });
    expect(seen[0]?.body).toMatchObject({ client_metadata: { b: 2 } });
    expect(seen[0]?.body).not.toMatchObject({ client_metadata: { source: 'web' } });
  });

  test('that the operation does not declare is not filled in', async () => {
    const { client, seen } = observe({ defaults: { pp_ident: 'p', country_code: 'DE' } });
    await client.POST('/checkout/create_simple_client_session', {
      body: { integration_type: 'stripe' },
    } as never);
    const expected = { region: 'default', integration_type: 'stripe', country_code: 'DE' };
    expect(seen[0]?.body).toEqual(expected);
  });
});

test('a body may be left out when all is filled in', async () => {
  const { client, seen } = observe({ defaults: body });
  await client.POST(path, undefined as never);
  expect(seen[0]?.body).toEqual({ ...body, region: 'default' });
});

test("the caller's objects are never changed", async () => {
  const options = {
    orgId: 'acme',
    region: 'eu',
    regions: Object.freeze({ eu: Object.freeze({ integration_type: 'stripe' }) }),
    defaults: Object.freeze({ country_code: 'DE' }),
  } as const;
  const init = Object.freeze({
    body: Object.freeze({ ...customer }),
    headers: Object.freeze({ a: 'b' }),
  });
  const { client, seen } = observe(Object.freeze(options));
  await client.POST(path, init as never);
  expect(seen).toHaveLength(1);
  expect(init).toEqual({ body: customer, headers: { a: 'b' } });
});

describe('a region that is none of the regions', () => {
  const known = 'region must be one of the regions eu, us; received';

  test('is refused at construction, where it is an option', () => {
    const create = (): unknown =>
      createBillingClient({ orgId: 'acme', region: 'asia' as 'eu', regions });
    expect(create).toThrow(BillingConfigError);
    expect(create).toThrow(`${known} "asia".`);
  });

  test.each([
    ['the call names it', 'asia', '"asia"'],
    ['it is empty', '', '""'],
    ['it is inherited', 'constructor', '"constructor"'],
    ['it is null', null, 'null'],
    ['it is an array', ['eu'], 'an array'],
    ['no region is given and there is no default', undefined, '"default"'],
  ])('is refused at the call, when %s', async (_, region, received) => {
    const client = createBillingClient({ orgId: 'acme', regions, fetch });
    const call = client.POST(path, { body: { ...body, region: region as 'eu' } });
    await expect(call).rejects.toThrow(BillingConfigError);
    await expect(call).rejects.toThrow(`${known} ${received}.`);
  });

  test('default may be one of them', async () => {
    const { client, seen } = observe({ regions: { default: { country_code: 'DE' } } });
    await client.POST(path, { body: { ...body, region: undefined } });
    expect(seen[0]?.body).toMatchObject({ region: 'default', country_code: 'DE' });
  });
});
