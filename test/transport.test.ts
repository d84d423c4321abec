import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import nodeFetch from 'node-fetch';
import { fetch as undiciFetch, Request as UndiciRequest } from 'undici';
import { BillingError, type BillingMiddleware } from '../src/index.js';
import { body, observe, open, path } from './support/client.js';
import { drop, inTurn, onlooker, refusing, silence } from './support/faults.js';
import { refusal, reply, serve, session, success, type Handler } from './support/server.js';

type Fetch = typeof fetch;
const foreign = {
  'undici of npm': undiciFetch as unknown as Fetch,
  'node-fetch': nodeFetch as unknown as Fetch,
};
const throws = (): never => {
  throw new TypeError('mine');
};
const waiting = (): Promise<Response> => new Promise(() => undefined);
const readsAll: BillingMiddleware = {
  onResponse: ({ response }) => response.text().then(() => undefined),
};
const replacesRequest: BillingMiddleware = {
  onRequest: ({ request }) => new Request(request, { headers: { 'x-a': 'b' } }),
};

// The shortest delay: these tests do not ask when a request is retried.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks().unstubAllGlobals());

describe.each(Object.entries(foreign))('the fetch of %s', (_, fetch) => {
  test.each([
    ['without middleware', []],
    ['with middleware', [onlooker]],
    ['with middleware that reads all', [readsAll]],
    ['with middleware that replaces the request', [replacesRequest]],
  ])('works %s', async (_, middleware) => {
    const busy = reply(429, '', { 'retry-after': '0' });
    const server = await serve(inTurn(busy, reply(200, success)));
    const { client } = observe({ baseUrl: server.origin, fetch });
    client.use(...middleware);
    const result = await open(client);
    expect(result).toMatchObject({ data: session, attempts: 2, requestId: '4euAd4PZ' });
    expect(result.response?.status).toBe(200);
    const sent = server.requests.map(({ body }) => JSON.parse(body) as unknown);
    expect(sent).toEqual(Array(2).fill({ ...body, region: 'default' }));
  });

  test.each<[string, Handler, object]>([
    ['a refusal', reply(400, refusal), { kind: 'api', code: 'invalid_price' }],
    ['a redirect', reply(302, '', { location: refusing }), { kind: 'http', status: 302 }],
    ['a page', reply(200, '<html>'), { kind: 'malformed', body: '<html>' }],
    ['a lost connection', drop, { kind: 'network', outcome: 'unknown' }],
    ['silence', silence, { kind: 'timeout', outcome: 'unknown' }],
  ])('fails as any other: %s', async (_, handler, expected) => {
    const server = await serve(handler);
    const { client } = observe({ baseUrl: server.origin, fetch, timeoutMs: 500 });
    expect((await open(client)).error).toMatchObject(expected);
    client.use(onlooker);
    expect((await open(client)).error).toMatchObject(expected);
  });

  test('tells that there was no connection', async () => {
    const { error } = await open(observe({ baseUrl: refusing, fetch }).client);
    expect(error).toMatchObject({ kind: 'network', outcome: 'not_processed', attempts: 3 });
  });
});

/* eslint-disable @typescript-eslint/prefer-promise-reject-errors -- a fetch may reject with anything */
describe('a fetch that does not behave', () => {
  const headers = new Headers();
  const text = (): string => '';
  const none = [undefined, null, 7, '', Symbol('mine'), {}, [], { status: 200 }];
  const nearly = [
    { status: 200, headers },
    { status: 200, headers: {}, text },
    { status: 200, headers: null, text },
    { status: '200', headers, text },
    { status: 200, headers, text: '' },
  ];
  const texts = [undefined, null, 7, 'text', {}, Object.create(null) as object];
  const hidden = Object.defineProperty({}, 'cause', { get: throws });
  const named = [{ code: 7 }, { code: Symbol('mine') }, { code: Object.create(null) as object }];
  const facts = [...named, hidden, { cause: null }, { errors: [] }];
  const returns = [...none, ...nearly].map((value) => (): unknown => value);
  const rejects = [...texts, ...facts, { errors: [undefined] }].map((value) => (): unknown => {
    return Promise.reject(value);
  });

  test.each([...returns, ...rejects, throws])('is a lost connection (%#)', async (fetch) => {
    const { client } = observe({ retries: 1 }, fetch);
    for (const middleware of [[], [onlooker]]) {
      client.use(...middleware);
      const { error } = await open(client);
      expect(error).toBeInstanceOf(BillingError);
      expect(error).toMatchObject({ kind: 'network', outcome: 'unknown', attempts: 1 });
      expect(error?.message).toBe(`Connection lost (POST ${path})`);
      const cause = returns.includes(fetch) ? { message: 'fetch returned no response' } : {};
      expect(error?.cause ?? {}).toMatchObject(cause);
      const read = await client.POST('/features');
      expect(read.error).toMatchObject({ kind: 'network', outcome: 'not_processed', attempts: 2 });
    }
  });

  test('has its error as the cause', async () => {
    const mine = { mine: true };
    const { client } = observe({}, () => Promise.reject(mine));
    expect((await open(client)).error?.cause).toBe(mine);
  });

  test.each([
    ['of another type', () => Promise.resolve(7)],
    ['that breaks', () => Promise.reject(new Error('mine'))],
  ])('gives a response with a text %s', async (_, text) => {
    let status = 200;
    const { client } = observe({}, () => Promise.resolve({ status, headers, text }));
    expect((await open(client)).error).toMatchObject({ kind: 'malformed', outcome: 'unknown' });
    status = 400;
    expect((await open(client)).error).toMatchObject({ kind: 'http', outcome: 'not_processed' });
  });

  test('gives headers that can only be asked by name', async () => {
    const text = (): Promise<string> => Promise.resolve(JSON.stringify(success));
    const headers = { get: () => null };
    const { client } = observe({}, () => Promise.resolve({ status: 200, headers, text }));
    for (const middleware of [[], [onlooker]]) {
      client.use(...middleware);
      expect(await open(client)).toMatchObject({ data: session });
    }
  });
});

test.each([
  ['not_processed', { syscall: 'connect' }],
  ['not_processed', { erroredSysCall: 'connect', code: 'EHOSTUNREACH' }],
  ['not_processed', { code: 'ECONNREFUSED' }],
  ['not_processed', { code: 'ConnectionRefused' }],
  ['not_processed', { code: 'FailedToOpenSocket' }],
  ['not_processed', { cause: { code: 'ENOTFOUND' } }],
  ['not_processed', { cause: { code: 'EAI_AGAIN' } }],
  ['not_processed', { cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } }],
  ['not_processed', { cause: { errors: [{ code: 'ECONNREFUSED' }, { syscall: 'connect' }] } }],
  ['unknown', { cause: { errors: [{ code: 'ECONNREFUSED' }, { code: 'EPIPE' }] } }],
  ['unknown', { code: 'XECONNREFUSED' }],
  ['unknown', { code: 'ENOTFOUNDX' }],
  ['unknown', { syscall: 'read' }],
])('a charge is %s when fetch fails with %j', async (outcome, facts) => {
  const cause = Object.assign(new Error('no'), facts);
  const { error } = await open(observe({ retries: 0 }, () => Promise.reject(cause)).client);
  expect(error).toMatchObject({ kind: 'network', outcome, cause });
  const reason = outcome === 'unknown' ? 'Connection lost' : 'Could not connect';
  expect(error?.message).toBe(`${reason} (POST ${path})`);
});

describe('a signal', () => {
  test('may serve 50 calls at once, with one listener and no warning', async () => {
    const onWarning = vi.fn();
    process.on('warning', onWarning);
    const controller = new AbortController();
    const { signal } = controller;
    const { client } = observe({}, waiting);
    const calls = Array.from({ length: 50 }, () => open(client, { signal }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    controller.abort('mine');
    for (const { error } of await Promise.all(calls)) {
      expect(error).toMatchObject({ kind: 'aborted', cause: 'mine', attempts: 1 });
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('warning', onWarning);
    expect(onWarning).not.toHaveBeenCalled();
  });

  test('keeps its listener until its last call ends, and serves later calls', async () => {
    const { signal } = new AbortController();
    const settle: (() => void)[] = [];
    const { client } = observe({}, () => {
      return new Promise((resolve) => settle.push(() => resolve(Response.json(success))));
    });
    for (let round = 0; round < 2; round++) {
      const calls = [open(client, { signal }), open(client, { signal })];
      await vi.waitFor(() => expect(settle).toHaveLength(2));
      for (const left of [1, 0]) {
        settle.shift()?.();
        await calls.shift();
        expect(getEventListeners(signal, 'abort')).toHaveLength(left);
      }
    }
  });

  test('of another class may throw, and the call ends as any other', async () => {
    const addEventListener = vi.fn<(type: string, listener: () => void) => void>();
    const members = { aborted: false, addEventListener, removeEventListener: throws };
    const signal = Object.defineProperty(members, 'reason', { get: throws }) as never;
    expect(await open(observe().client, { signal })).toMatchObject({ data: session });
    const { client } = observe({ timeoutMs: 20 }, waiting);
    const timeout = await open(client, { signal });
    const abort = open(client, { signal });
    addEventListener.mock.lastCall?.[1]();
    expect([timeout, await abort]).toMatchObject([
      { error: { kind: 'timeout' } },
      { error: { kind: 'aborted' } },
    ]);
  });

  test('of the request is not aborted by the end of a call', async () => {
    const { client, seen } = observe();
    await open(client);
    expect(seen[0]?.init).toMatchObject({ redirect: 'manual', signal: { aborted: false } });
  });
});

test.each([
  ['  ', 1],
  ['k', 2],
  [' k ', 2],
  [7, 1],
  [null, 1],
])('an idempotency key %j allows %i attempts', async (idempotency_key, attempts) => {
  const down = (): Promise<Response> => Promise.resolve(new Response('', { status: 503 }));
  const { client } = observe({ retries: 1 }, down);
  const body = { external_id: 'u', pp_ident: 'p', idempotency_key } as never;
  const { error } = await client.POST('/checkout/one_click', { body });
  expect(error).toMatchObject({ attempts, outcome: 'unknown' });
  for (const other of ['null', null]) {
    client.use({
      onRequest: ({ request }) => new Request(request.url, { method: 'POST', body: other }),
    });
    const { error } = await client.POST('/checkout/one_click', { body });
    expect(error).toMatchObject({ attempts: 1 });
  }
});

describe('fetch receives', () => {
  const receive = async (onRequest: BillingMiddleware['onRequest']): Promise<RequestInit> => {
    const { client, seen } = observe();
    client.use({ onRequest });
    expect((await open(client)).error).toBeUndefined();
    const [{ url, init } = { url: '', init: {} }] = seen;
    expect(url).toBe(`https://billing.funnelfox.com/acme/v1${path}`);
    return init;
  };

  test.each([
    ['credentials', 'include'],
    ['credentials', 'omit'],
    ['cache', 'no-store'],
    ['mode', 'same-origin'],
    ['keepalive', true],
    ['referrer', ''],
    ['integrity', 'sha256-AAAA'],
  ])('%s %j of the request of middleware', async (name, value) => {
    // Node's own Request does not take all of these.
    const get = (target: Request, key: keyof Request): unknown => {
      const own: unknown = key === name ? value : Reflect.get(target, key);
      return typeof own === 'function' ? (own as () => unknown).bind(target) : own;
    };
    const init = await receive(
      ({ request }) => new Proxy(new Request(request), { get: get as never }),
    );
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual', [name]: value });
  });

  test.each<[string, BillingMiddleware['onRequest']]>([
    ['leaves the request', () => undefined],
    ['copies the request', ({ request }) => new Request(request)],
    ['reads the body', ({ request }) => request.text().then(() => undefined)],
  ])('nothing more and nothing less when middleware %s', async (_, onRequest) => {
    const init = await receive(onRequest);
    const plain = new Request('http://x');
    const asked = (Object.keys(init) as (keyof Request & keyof RequestInit)[]).filter(
      (name) => init[name] !== plain[name],
    );
    expect(asked.sort()).toEqual(['body', 'headers', 'method', 'redirect', 'signal']);
    const text = await new Response(init.body).text();
    expect(JSON.parse(text)).toEqual({ ...body, region: 'default' });
  });

  test('the bytes of a body that middleware made, or none', async () => {
    const bytes = Uint8Array.of(0x1f, 0x8b, 0xff);
    const made = await receive(({ request }) => new Request(request, { body: bytes }));
    expect(new Uint8Array(made.body as ArrayBuffer)).toEqual(bytes);
    const none = await receive(({ request }) => new Request(request.url, { method: 'POST' }));
    expect(none.body ?? undefined).toBeUndefined();
  });

  test('the same after the global Request was replaced', async () => {
    const { client, seen } = observe();
    client.use(onlooker);
    vi.stubGlobal('Request', UndiciRequest);
    expect(await open(client)).toMatchObject({ data: session });
    expect(seen).toMatchObject([{ body: { ...body, region: 'default' } }]);
  });

  test('what middleware adds by an init', async () => {
    const added = { headers: { 'x-a': 'b' } };
    const init = await receive(({ options, request }) => options.fetch(request, added));
    expect(new Headers(init.headers).get('x-a')).toBe('b');
  });
});
