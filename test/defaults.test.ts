import { describe, expect, test } from 'vitest';
import { BillingConfigError, type BillingClientOptions } from '../src/index.js';
import { body, customer, observe, path } from './support/client.js';

const regions = {
  eu: { integration_type: 'stripe' },
  us: { integration_type: 'primer', country_code: 'US', client_metadata: undefined },
} as const;

/** The body that is sent, by a client with these options, for a body that a caller in JavaScript may give. */
async function sent(options: Partial<BillingClientOptions>, given?: object): Promise<unknown> {
  const { client, seen } = observe(options);
  await client.POST(path, (given && { body: given }) as never);
  expect(seen).toHaveLength(1);
  return seen[0]?.body;
}

test.each([
  ['is the one of the call', 'eu', 'us', 'us'],
  ['else that of the client', 'eu', undefined, 'eu'],
  ['else default', undefined, undefined, 'default'],
  ['may be one that the published pattern forbids', 'ff_first', undefined, 'ff_first'],
])('the region %s', async (_, ofClient, ofCall, region) => {
  expect(await sent({ region: ofClient }, { ...body, region: ofCall })).toEqual({
    ...body,
    region,
  });
});

describe('a field', () => {
  const client_metadata = { source: 'web' };
  const options = { region: 'us', regions, defaults: { country_code: 'DE', client_metadata } };
  const filled = { region: 'us', integration_type: 'primer', country_code: 'US', client_metadata };

  test.each<[string, given: object, more?: object]>([
    ['of the call first', { integration_type: 'fakeintegration' }],
    ['of its region where it is undefined', { country_code: undefined }, { country_code: 'US' }],
    ['then of all', { region: 'eu', integration_type: 'stripe' }, { country_code: 'DE' }],
    ['that is null as it is', { country_code: null }],
    ['of the call as a whole', { client_metadata: { b: 2 } }],
  ])('is taken %s', async (_, given, more) => {
    const result = await sent(options, { ...customer, ...given });
    expect(result).toEqual({ ...customer, ...filled, ...given, ...more });
  });

  test('that is null in a region is null', async () => {
    const nulls = { regions: { eu: { country_code: null } }, defaults: { country_code: 'DE' } };
    const expected = { ...body, region: 'eu', country_code: null };
    expect(await sent(nulls as never, { ...body, region: 'eu' })).toEqual(expected);
  });

  test('that the operation does not declare is not filled in', async () => {
    const { client, seen } = observe({ defaults: { pp_ident: 'p', country_code: 'DE' } });
    const given = { body: { integration_type: 'stripe' } } as never;
    await client.POST('/checkout/create_simple_client_session', given);
    const expected = { region: 'default', integration_type: 'stripe', country_code: 'DE' };
    expect(seen[0]?.body).toEqual(expected);
  });
});

test('a body may be left out when all is filled in', async () => {
  expect(await sent({ defaults: body })).toEqual({ ...body, region: 'default' });
});

test("the caller's objects are never changed", async () => {
  const eu = Object.freeze({ integration_type: 'stripe' });
  const defaults = Object.freeze({ country_code: 'DE' });
  const options = {
    orgId: 'acme',
    region: 'eu',
    regions: Object.freeze({ eu }),
    defaults,
  } as const;
  const headers = Object.freeze({ a: 'b' });
  const init = Object.freeze({ body: Object.freeze({ ...customer }), headers });
  const { client, seen } = observe(Object.freeze(options));
  await client.POST(path, init as never);
  expect(seen).toHaveLength(1);
  expect(init).toEqual({ body: customer, headers: { a: 'b' } });
});

describe('a region that is none of the regions', () => {
  const known = 'region must be one of the regions eu, us; received';

  test('is refused at construction, where it is an option', () => {
    const create = (): unknown => observe({ region: 'asia', regions });
    expect(create).toThrow(BillingConfigError);
    expect(create).toThrow(`${known} "asia".`);
  });

  test.each([
    ['the call names it', 'asia', '"asia"'],
    ['it is empty', '', '""'],
    ['it is inherited', 'constructor', '"constructor"'],
    ['it is null', null, 'null'],
    ['it is an array', ['eu'], 'array'],
    ['no region is given and there is no default', undefined, 'undefined'],
  ])('is refused at the call, when %s', async (_, region, received) => {
    const { client, seen } = observe({ regions });
    const call = client.POST(path, { body: { ...body, region: region as 'eu' } });
    await expect(call).rejects.toThrow(BillingConfigError);
    await expect(call).rejects.toThrow(`${known} ${received}.`);
    expect(seen).toEqual([]);
  });

  test('default may be one of them', async () => {
    const defaults = { regions: { default: { country_code: 'DE' } } };
    const expected = { ...body, region: 'default', country_code: 'DE' };
    expect(await sent(defaults, { ...body, region: undefined })).toEqual(expected);
  });
});
