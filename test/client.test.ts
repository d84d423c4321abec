import { afterEach, describe, expect, test, vi } from 'vitest';
import { operations } from '../src/generated/operations.js';
import { BillingError, createBillingClient, unwrap } from '../src/index.js';
import { body, observe, open, path } from './support/client.js';
import { reply, serve, session, success } from './support/server.js';

// Here it must not matter what the vendored contract declares.
Object.assign(operations, { 'POST /features': { requiresBody: true }, 'POST /pp/update': {} });

afterEach(() => void vi.unstubAllGlobals());

describe('a request', () => {
  test('goes to the organization, as JSON, with nothing that was not asked for', async () => {
    const server = await serve(reply(200, success));
    const baseUrl = `${server.origin}/{org_id}/v1`;
    await open(createBillingClient({ orgId: 'acme', baseUrl, secretKey: 's3cret' }));
    const [request] = server.requests;
    const headers = { 'content-type': 'application/json' };
    expect(request).toMatchObject({ method: 'POST', url: `/acme/v1${path}`, headers });
    expect(JSON.parse(request?.body ?? '')).toEqual({ ...body, region: 'default' });
    expect(request?.headers).not.toHaveProperty('ff-secret-key');
  });

  test.each([
    ['acme', undefined, 'https://billing.funnelfox.com/acme/v1'],
    ['a/b c?#%', undefined, 'https://billing.funnelfox.com/a%2Fb%20c%3F%23%25/v1'],
    ['{x}', undefined, 'https://billing.funnelfox.com/%7Bx%7D/v1'],
    ['.acme', undefined, 'https://billing.funnelfox.com/.acme/v1'],
    ['acme.', undefined, 'https://billing.funnelfox.com/acme./v1'],
    ['$&', undefined, 'https://billing.funnelfox.com/%24%26/v1'],
    ['acme', 'http://127.0.0.1:4010/{org_id}/v1', 'http://127.0.0.1:4010/acme/v1'],
    ['acme', 'https://{org_id}.example.com', 'https://acme.example.com'],
    ['acme', 'https://example.com/billing', 'https://example.com/billing'],
    ['acme', 'https://example.com/{org_id}/v1///', 'https://example.com/acme/v1'],
    ['acme', 'HTTPS://EXAMPLE.com/V1', 'https://example.com/V1'],
  ])('of organization %s with base URL %s goes to %s', async (orgId, baseUrl, expected) => {
    const { client, seen } = observe({ orgId, baseUrl });
    await open(client);
    expect(seen.map(({ url }) => url)).toEqual([expected + path]);
  });

  test('is the same through POST and request, in capitals or not', async () => {
    const { client, seen } = observe();
    await client.POST(path, { body });
    await client.request('POST', path, { body });
    await client.request('post', path, { body });
    const url = `https://billing.funnelfox.com/acme/v1${path}`;
    const sent = seen.map(({ url, init, body }) => [url, init.method, body]);
    expect(sent).toEqual(Array(3).fill([url, 'POST', { ...body, region: 'default' }]));
  });

  test.each([
    ['an object', { 'X-A': 'call', 'x-none': undefined }],
    ['pairs', [['x-a', 'call']] as const],
    ['Headers', new Headers({ 'x-a': 'call' })],
  ])('has headers of the client and of the call, given as %s', async (_, headers) => {
    const { client, seen } = observe({ headers: Object.entries({ 'x-a': 'b', 'x-b': 'b' }) });
    await client.POST(path, { body, headers });
    const sent = { 'content-type': 'application/json', 'x-a': 'call', 'x-b': 'b' };
    expect(Object.fromEntries(new Headers(seen[0]?.init.headers))).toEqual(sent);
  });

  test('without a body has an empty object where the contract wants one, else nothing', async () => {
    const server = await serve(reply(200, { status: 'success' }));
    const { client } = observe({ baseUrl: server.origin, fetch: undefined });
    const post = client.POST as unknown as (path: string) => Promise<unknown>;
    for (const middleware of [[], [{ onRequest: () => undefined }]]) {
      client.use(...middleware);
      await post('/features');
      await post('/pp/update');
    }
    const sent = server.requests.map(({ body, headers }) => [body, headers['content-type']]);
    const object = ['{}', 'application/json'];
    const nothing = ['', undefined];
    expect(sent).toEqual([object, nothing, object, nothing]);
  });
});

describe('fetch', () => {
  test('is the global one without the option, looked up at the call', async () => {
    const client = createBillingClient({ orgId: 'acme' });
    const fetch = vi.fn(() => Promise.resolve(Response.json(success)));
    vi.stubGlobal('fetch', fetch);
    expect(await open(client)).toMatchObject({ data: session });
    expect(fetch).toHaveBeenCalledOnce();
  });

  test('needs no Request and no Response of the runtime without middleware', async () => {
    const response = Response.json(success);
    const { client } = observe({}, () => Promise.resolve(response));
    for (const name of ['Request', 'Response']) vi.stubGlobal(name, undefined);
    expect((await open(client)).error).toBeUndefined();
  });
});

test('unwrap gives the data, or throws the error', async () => {
  const { client } = observe();
  expect(await unwrap(open(client))).toEqual(session);
  expect(await unwrap(await open(client))).toEqual(session);
  const failing = observe({}, () => Promise.resolve(new Response('', { status: 404 })));
  const call = open(failing.client);
  await expect(unwrap(call)).rejects.toThrow(BillingError);
  await expect(unwrap(call)).rejects.toBe((await call).error);
});
