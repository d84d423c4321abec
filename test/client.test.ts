import { describe, expect, test, vi } from 'vitest';
import { createBillingClient, unwrap, BillingError } from '../src/index.js';
import { body, observe, open, path } from './support/client.js';
import { reply, serve, session, success } from './support/server.js';

describe('a request', () => {
  test('goes to the organization, as JSON, with nothing that was not asked for', async () => {
    const server = await serve(reply(200, success));
    const client = createBillingClient({
      orgId: 'acme',
      baseUrl: `${server.origin}/{org_id}/v1`,
      secretKey: 's3cret',
    });
    await open(client);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: '/acme/v1/checkout/create_client_session',
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({ ...body, region: 'default' });
    expect(request?.headers).not.toHaveProperty('ff-secret-key');
  });

  test('is the same through POST and request, in capitals or not', async () => {
    const { client, seen } = observe();
    await client.POST(path, { body });
    await client.request('POST', path, { body });
    await client.request('post', path, { body });
    expect(seen.map(({ url, init, body }) => [url, init.method, body])).toEqual(
      Array(3).fill([
        `https://billing.funnelfox.com/acme/v1${path}`,
        'POST',
        { ...body, region: 'default' },
      ]),
    );
  });

  test('follows no redirect and can be ended', async () => {
    const { client, seen } = observe();
    await open(client);
    expect(seen[0]?.init).toMatchObject({
      redirect: 'manual',
      signal: expect.any(AbortSignal) as AbortSignal,
    });
  });

  test.each([
    ['an object', { 'X-A': 'call', 'x-none': undefined }],
    ['pairs', [['x-a', 'call']] as const],
    ['Headers', new Headers({ 'x-a': 'call' })],
  ])('has headers of the client and of the call, given as %s', async (_, headers) => {
    const { client, seen } = observe({
      headers: [
        ['x-a', 'client'],
        ['x-b', 'client'],
      ],
    });
    await client.POST(path, { body, headers });
    expect(Object.fromEntries(new Headers(seen[0]?.init.headers))).toEqual({
      'content-type': 'application/json',
      'x-a': 'call',
      'x-b': 'client',
    });
  });
});

describe('a body that is left out', () => {
  test('is an empty object where the contract wants one, else nothing', async () => {
    const server = await serve(reply(200, { status: 'success' }));
    const baseUrl = server.origin;
    const plain = createBillingClient({ orgId: 'acme', baseUrl, secretKey: 's3cret' });
    const watched = createBillingClient({ orgId: 'acme', baseUrl, secretKey: 's3cret' });
    watched.use({ onRequest: () => undefined });
    for (const client of [plain, watched]) {
      await client.POST('/features');
      await client.POST('/pp/update');
    }
    const sent = server.requests.map(({ body, headers }) => [body, headers['content-type']]);
    const expected = [
      ['{}', 'application/json'],
      ['', undefined],
    ];
    expect(sent).toEqual([...expected, ...expected]);
  });
});

test.each([{}, { data: null }, { data: {} }])(
  'an operation that promises nothing: %j',
  async (more) => {
    const server = await serve(reply(200, { status: 'success', ...more }));
    const client = createBillingClient({
      orgId: 'acme',
      baseUrl: server.origin,
      secretKey: 's3cret',
    });
    expect(await client.POST('/pp/update')).toMatchObject({ data: {} });
  },
);

describe('fetch', () => {
  test('is that of the options', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(Response.json(success)));
    await open(createBillingClient({ orgId: 'acme', fetch }));
    expect(fetch).toHaveBeenCalledExactlyOnceWith(
      `https://billing.funnelfox.com/acme/v1${path}`,
      expect.objectContaining({ method: 'POST' }),
    );
  });

  test('else the global one, looked up at the call', async () => {
    const client = createBillingClient({ orgId: 'acme' });
    const fetch = vi.fn(() => Promise.resolve(Response.json(success)));
    vi.stubGlobal('fetch', fetch);
    try {
      expect(await open(client)).toMatchObject({ data: session });
    } finally {
      vi.unstubAllGlobals();
    }
    expect(fetch).toHaveBeenCalledOnce();
  });
});

test('a client without middleware needs no Request', async () => {
  const { client } = observe();
  vi.stubGlobal('Request', undefined);
  try {
    expect((await open(client)).error).toBeUndefined();
  } finally {
    vi.unstubAllGlobals();
  }
});

describe('unwrap', () => {
  test('gives the data', async () => {
    const { client } = observe();
    expect(await unwrap(open(client))).toEqual({ client_token: 't', order_id: 'o' });
    expect(await unwrap(await open(client))).toEqual({ client_token: 't', order_id: 'o' });
  });

  test('throws the error', async () => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response('', { status: 404 }));
    const call = open(createBillingClient({ orgId: 'acme', fetch }));
    await expect(unwrap(call)).rejects.toThrow(BillingError);
    await expect(unwrap(call)).rejects.toBe((await call).error);
  });
});
