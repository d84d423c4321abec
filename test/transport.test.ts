import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import nodeFetch from 'node-fetch';
import { fetch as undiciFetch } from 'undici';
import { BillingError, createBillingClient, type BillingMiddleware } from '../src/index.js';
import { body, open, path } from './support/client.js';
import { reply, serve, session, success } from './support/server.js';

type Fetch = typeof fetch;
const onlooker: BillingMiddleware = { onRequest: () => undefined };
const foreign = {
  'undici of npm': undiciFetch as unknown as Fetch,
  'node-fetch': nodeFetch as unknown as Fetch,
};

// The shortest delay: these tests do not ask when a request is retried.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(Object.entries(foreign))('the fetch of %s', (_, fetch) => {
  test.each([
    ['without middleware', []],
    ['with middleware', [onlooker]],
    [
      'with middleware that reads all',
      [{ onResponse: ({ response }) => response.text().then(() => undefined) }],
    ],
    [
      'with middleware that replaces the request',
      [{ onRequest: ({ request }) => new Request(request, { headers: { 'x-a': 'b' } }) }],
    ],
  ] satisfies [string, BillingMiddleware[]][])('works %s', async (_, middleware) => {
    const server = await serve((res, seen, n) =>
      n === 1
        ? res.writeHead(429, { 'retry-after': '0' }).end()
        : reply(200, success)(res, seen, n),
    );
    const client = createBillingClient({ orgId: 'acme', baseUrl: server.origin, fetch });
    client.use(...middleware);
    const result = await open(client);
    expect(result).toMatchObject({ data: session, attempts: 2, requestId: '4euAd4PZ' });
    expect(result.response?.status).toBe(200);
    expect(server.requests).toHaveLength(2);
    for (const request of server.requests) {
      expect(JSON.parse(request.body)).toEqual({ ...body, region: 'default' });
    }
  });

  test.each([
    [
      'a refusal',
      reply(400, { status: 'error', error: [{ code: 'c' }] }),
      { kind: 'api', code: 'c' },
    ],
    [
      'a redirect',
      reply(302, '', { location: 'http://127.0.0.1:2/' }),
      { kind: 'http', status: 302 },
    ],
    ['a page', reply(200, '<html>'), { kind: 'malformed', body: '<html>' }],
    [
      'a lost connection',
      (res: { socket?: { destroy: () => void } | null }) => res.socket?.destroy(),
      { kind: 'network', outcome: 'unknown' },
    ],
    ['silence', () => undefined, { kind: 'timeout', outcome: 'unknown' }],
  ] as const)('fails as any other: %s', async (_, handler, expected) => {
    const server = await serve(handler);
    const client = createBillingClient({
      orgId: 'acme',
      baseUrl: server.origin,
      fetch,
      timeoutMs: 500,
    });
    expect((await open(client)).error).toMatchObject(expected);
    client.use(onlooker);
    expect((await open(client)).error).toMatchObject(expected);
  });

  test('says why there was no connection', async () => {
    const client = createBillingClient({
      orgId: 'acme',
      baseUrl: 'http://127.0.0.1:2',
      fetch,
      retries: 0,
    });
    expect((await open(client)).error).toMatchObject({ kind: 'network', outcome: 'not_processed' });
  });
});

describe('a fetch that does not behave', () => {
  const odd: [string, () => unknown][] = [
    ...[
      undefined,
      null,
      7,
      '',
      Symbol('mine'),
      {},
      [],
      { status: 200 },
      { status: 200, headers: new Headers() },
    ].map((value): [string, () => unknown] => [
      `returns a value of type ${typeof value}`,
      () => value,
    ]),
    ['returns headers without get', () => ({ status: 200, headers: {}, text: () => '' })],
    [
      'returns a status of another type',
      () => ({ status: '200', headers: new Headers(), text: () => '' }),
    ],
    ['returns a text of another type', () => ({ status: 200, headers: new Headers(), text: '' })],
    ...[
      undefined,
      null,
      7,
      'text',
      {},
      Object.create(null) as object,
      { code: 7 },
      { code: Symbol('mine') },
      { cause: null },
      { errors: [] },
      { errors: [undefined] },
    ].map((value): [string, () => unknown] => [
      'rejects with something else',
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      () => Promise.reject(value),
    ]),
    [
      'throws',
      () => {
        throw new TypeError('mine');
      },
    ],
  ];
  test.each(odd)('%s', async (_, fetch) => {
    const client = createBillingClient({ orgId: 'acme', fetch: fetch as Fetch, retries: 1 });
    for (const middleware of [undefined, onlooker]) {
      if (middleware) client.use(middleware);
      const { error } = await open(client);
      expect(error).toBeInstanceOf(BillingError);
      expect(error).toMatchObject({ kind: 'network', outcome: 'unknown', attempts: 1 });
      expect(error?.message).toBe(`Connection lost (POST ${path})`);
      const read = await client.POST('/features');
      expect(read.error).toMatchObject({ kind: 'network', outcome: 'not_processed', attempts: 2 });
    }
  });

  test('has its error as cause, and names what it returned', async () => {
    const mine = { mine: true };
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const rejecting = createBillingClient({ orgId: 'acme', fetch: () => Promise.reject(mine) });
    expect((await open(rejecting)).error?.cause).toBe(mine);
    const returning = createBillingClient({
      orgId: 'acme',
      fetch: (() => ({})) as unknown as Fetch,
    });
    expect((await open(returning)).error?.cause).toEqual(
      new TypeError('fetch returned no response'),
    );
  });

  test.each([
    ['a text that is none', () => Promise.resolve(7)],
    ['a text that breaks', () => Promise.reject(new Error('mine'))],
  ])('a response with %s is malformed', async (_, text) => {
    const response = { status: 200, headers: new Headers(), text };
    const client = createBillingClient({
      orgId: 'acme',
      fetch: () => Promise.resolve(response as never),
    });
    expect((await open(client)).error).toMatchObject({ kind: 'malformed', outcome: 'unknown' });
  });
});

test.each([
  ['one address', { syscall: 'connect' }],
  ['a code', { code: 'ECONNREFUSED' }],
  ['a code of Bun', { code: 'ConnectionRefused' }],
  ['a name', { cause: { code: 'ENOTFOUND' } }],
  ['a name, for now', { cause: { code: 'EAI_AGAIN' } }],
  ['a timeout', { cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } }],
  ['a socket of Bun', { code: 'FailedToOpenSocket' }],
  ['every address', { cause: { errors: [{ code: 'ECONNREFUSED' }, { syscall: 'connect' }] } }],
])('no connection to %s is not processed', async (_, facts) => {
  const cause = Object.assign(new Error('no'), facts);
  const client = createBillingClient({
    orgId: 'acme',
    retries: 0,
    fetch: () => Promise.reject(cause),
  });
  const { error } = await open(client);
  expect(error).toMatchObject({ kind: 'network', outcome: 'not_processed', cause });
  expect(error?.message).toBe(`Could not connect (POST ${path})`);
});

test.each([
  ['some address', { cause: { errors: [{ code: 'ECONNREFUSED' }, { code: 'EPIPE' }] } }],
  ['a longer code', { code: 'XECONNREFUSED' }],
  ['a code that goes on', { code: 'ENOTFOUNDX' }],
  ['another call of the system', { syscall: 'read' }],
])('%s alone may have been processed', async (_, facts) => {
  const cause = Object.assign(new Error('no'), facts);
  const client = createBillingClient({
    orgId: 'acme',
    retries: 0,
    fetch: () => Promise.reject(cause),
  });
  expect((await open(client)).error).toMatchObject({ kind: 'network', outcome: 'unknown' });
});

describe('a signal', () => {
  const waiting: Fetch = () => new Promise(() => undefined);

  test('may serve 50 calls at once, with one listener and no warning', async () => {
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const controller = new AbortController();
    const { signal } = controller;
    const client = createBillingClient({ orgId: 'acme', fetch: waiting });
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
    expect(warnings).toEqual([]);
  });

  test('keeps its listener until its last call ends, and serves later calls', async () => {
    const { signal } = new AbortController();
    const settle: (() => void)[] = [];
    const client = createBillingClient({
      orgId: 'acme',
      fetch: () => new Promise((resolve) => settle.push(() => resolve(Response.json(success)))),
    });
    for (let round = 0; round < 2; round++) {
      const calls = [open(client, { signal }), open(client, { signal })];
      await vi.waitFor(() => expect(settle).toHaveLength(2));
      settle.shift()?.();
      await calls[0];
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      settle.shift()?.();
      await calls[1];
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }
  });
});

test('the end of a call has a reason, and a deadline its time', async () => {
  const waiting: Fetch = () => new Promise(() => undefined);
  const client = createBillingClient({ orgId: 'acme', fetch: waiting });
  const late = await open(client, { timeoutMs: 20 });
  expect(late.error?.message).toBe(`No response within 20 ms (POST ${path})`);
  const { error } = await open(client, { signal: AbortSignal.abort() });
  expect(error?.message).toBe(`Aborted (POST ${path})`);
});

test('a signal is not aborted by the end of a call', async () => {
  const signals: (AbortSignal | null | undefined)[] = [];
  const fetch: Fetch = (_, init) => {
    signals.push(init?.signal);
    return Promise.resolve(Response.json(success));
  };
  await open(createBillingClient({ orgId: 'acme', fetch }));
  expect(signals[0]?.aborted).toBe(false);
});

test.each([
  ['  ', 1],
  ['k', 2],
  [' k ', 2],
  [7, 1],
  [null, 1],
])('an idempotency key %j allows %i attempts', async (idempotency_key, attempts) => {
  const fetch = vi.fn(() => Promise.resolve(new Response('', { status: 503 })));
  const client = createBillingClient({ orgId: 'acme', fetch, retries: 1 });
  const body = { external_id: 'u', pp_ident: 'p', idempotency_key } as never;
  const { error } = await client.POST('/checkout/one_click', { body });
  expect(error).toMatchObject({ attempts, outcome: 'unknown' });
  client.use({
    onRequest: ({ request }) => new Request(request.url, { method: 'POST', body: 'null' }),
  });
  const other = await client.POST('/checkout/one_click', { body });
  expect(other.error).toMatchObject({ attempts: 1 });
});

describe('what fetch receives', () => {
  const receive = async (middleware: BillingMiddleware): Promise<RequestInit> => {
    const fetch = vi.fn<Fetch>(() => Promise.resolve(Response.json(success)));
    const client = createBillingClient({ orgId: 'acme', fetch });
    client.use(middleware);
    expect((await open(client)).error).toBeUndefined();
    const [url, init = {}] = fetch.mock.calls[0] ?? [];
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
  ] as const)('has %s %j of the request of middleware', async (name, value) => {
    const special = (request: Request): Request =>
      new Proxy(new Request(request), {
        get: (target, key) => {
          const own: unknown = key === name ? value : Reflect.get(target, key);
          return typeof own === 'function' ? (own as () => unknown).bind(target) : own;
        },
      });
    const init = await receive({ onRequest: ({ request }) => special(request) });
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual', [name]: value });
  });

  test('has nothing that was not asked for', async () => {
    const names = ['body', 'headers', 'method', 'redirect', 'signal'];
    for (const middleware of [
      onlooker,
      { onRequest: ({ request }) => new Request(request) },
    ] satisfies BillingMiddleware[]) {
      const init = await receive(middleware);
      expect(Object.keys(init).sort()).toEqual(names);
    }
  });

  test('has the bytes of a body that middleware made', async () => {
    const bytes = Uint8Array.of(0x1f, 0x8b, 0xff);
    const { body } = await receive({
      onRequest: ({ request }) => new Request(request, { body: bytes }),
    });
    expect(new Uint8Array(body as ArrayBuffer)).toEqual(bytes);
  });

  test('has what middleware adds by an init', async () => {
    const init = await receive({
      onRequest: ({ options, request }) => options.fetch(request, { headers: { 'x-a': 'b' } }),
    });
    expect(new Headers(init.headers).get('x-a')).toBe('b');
  });

  test('has no body where middleware took it away', async () => {
    const init = await receive({
      onRequest: ({ request }) => new Request(request.url, { method: 'POST' }),
    });
    expect(init.body ?? undefined).toBeUndefined();
  });

  test('has the body although middleware has read it', async () => {
    const init = await receive({
      onRequest: ({ request }) => request.text().then(() => undefined),
    });
    expect(JSON.parse(init.body as string)).toEqual({ ...body, region: 'default' });
  });
});
