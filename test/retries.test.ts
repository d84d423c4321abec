import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  callServer,
  charging,
  classes,
  close,
  drop,
  inTurn,
  keyed,
  one,
  onlooker,
  raw,
  reading,
  refusing,
  reset,
  secretKey,
  silence,
  ways,
  type Call,
  type Class,
} from './support/faults.js';
import { listen, refusal, reply, session, success, type Handler } from './support/server.js';
import { createBillingClient, type BillingMiddleware } from '../src/index.js';

// The shortest delay: these tests ask whether a request is retried, not when.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

const ok = reply(200, success);
const busy = reply(429, '', { 'retry-after': '0' });
const down = reply(503, '');
const refuse = reply(400, refusal);
const cut = (status: string): Handler =>
  raw(`HTTP/1.1 ${status}\r\ncontent-length: 9\r\n\r\n{`, close);
const stalled = raw('HTTP/1.1 429 No\r\ncontent-length: 9\r\n\r\n');

describe.concurrent.each(Object.keys(classes) as Class[])('a %s call', (kind) => {
  const again = kind !== 'charging';
  const outcome = kind === 'reading' ? 'not_processed' : 'unknown';
  const call = one[kind];
  /** The API's own refusal is no better than a gateway's page, and middleware changes nothing. */
  const guises = [
    { body: '', middleware: undefined },
    { body: refusal, middleware: onlooker },
  ];

  test.each([429, 500, 502, 503, 504])('is retried after %i where that is safe', async (status) => {
    const [retried, end] = status === 429 ? [true, 'not_processed'] : [again, outcome];
    const attempts = retried ? 3 : 1;
    for (const { body, middleware } of guises) {
      const failure = reply(status, body, { 'retry-after': '0' });
      const once = await callServer(inTurn(failure, ok), call, { middleware });
      if (retried) expect(once).toMatchObject({ data: session, requests: 2 });
      else expect(once).toMatchObject({ error: { outcome: end, attempts, status }, requests: 1 });
      const error = { outcome: end, attempts, status, retryAfterMs: 0 };
      const always = await callServer(failure, call, { middleware });
      expect(always).toMatchObject({ error, requests: attempts });
    }
  });

  test.each<[number, string | object]>([
    [200, refusal],
    [200, '<html>'],
    [307, ''],
    [400, ''],
    [401, refusal],
    [408, ''],
    [409, refusal],
    [425, ''],
  ])('is not retried after %i %j', async (status, body) => {
    const met = await callServer(reply(status, body, { 'retry-after': '0' }), call);
    expect(met).toMatchObject({ error: { attempts: 1, status, retryAfterMs: 0 }, requests: 1 });
  });

  test.each(Object.entries<Call>(classes[kind]))(
    'is retried as its class is: %s',
    async (_, call) => {
      for (const [handler, attempts] of [
        [busy, 3],
        [down, again ? 3 : 1],
        [drop, again ? 3 : 1],
      ] as const) {
        const met = await callServer(handler, call);
        expect(met).toMatchObject({ error: { attempts }, requests: attempts });
      }
    },
  );
});

type Sequence = [string, Parameters<typeof inTurn>, error: object];

describe.concurrent('once an attempt may have been processed, the call may', () => {
  test.each<Sequence>([
    ['lost, then refused', [drop, refuse], { kind: 'api', attempts: 2, status: 400 }],
    ['lost, then 404', [drop, reply(404, '')], { kind: 'http', attempts: 2, status: 404 }],
    ['lost, then 429', [drop, busy], { kind: 'http', attempts: 3, status: 429 }],
    ['lost, then silence', [drop, silence], { kind: 'timeout', attempts: 2 }],
    ['429, then lost, then refused', [busy, drop, refuse], { kind: 'api', attempts: 3 }],
    ['503, then refused', [down, refuse], { kind: 'api', attempts: 2, status: 400 }],
    ['cut short, then refused', [cut('200 OK'), refuse], { kind: 'api', attempts: 2 }],
  ])('keyed: %s', async (_, handlers, expected) => {
    for (const [call, outcome] of [
      [one.keyed, 'unknown'],
      [one.reading, 'not_processed'],
    ] as const) {
      const met = await callServer(inTurn(...handlers), call, { timeoutMs: 1_500 });
      expect(met.error).toMatchObject({ ...expected, outcome });
      expect(met.requests).toBe(met.error?.attempts);
    }
  });

  test('keyed: lost, then refused port', async () => {
    const options = { fetch: detour(undefined, refusing, refusing) };
    const { error, requests } = await callServer(drop, one.keyed, { options });
    expect(error).toMatchObject({ kind: 'network', outcome: 'unknown', attempts: 3 });
    expect(error?.message).toContain('Could not connect');
    expect(requests).toBe(1);
  });

  test('keyed: lost, then a success', async () => {
    const met = await callServer(inTurn(drop, ok), one.keyed);
    expect(met).toMatchObject({ data: session, requests: 2 });
  });
});

describe.concurrent('a charge is retried until it may have been processed', () => {
  test.each<Sequence>([
    ['429, then a refusal', [busy, refuse], { kind: 'api', outcome: 'not_processed', attempts: 2 }],
    ['429, then 503', [busy, down], { kind: 'http', outcome: 'unknown', attempts: 2 }],
    ['429, then lost', [busy, drop], { kind: 'network', outcome: 'unknown', attempts: 2 }],
    ['429 twice, then lost', [busy, busy, drop], { outcome: 'unknown', attempts: 3 }],
    ['429, then silence', [busy, silence], { kind: 'timeout', outcome: 'unknown', attempts: 2 }],
    ['429, cut short', [cut('429 No')], { kind: 'http', outcome: 'not_processed', attempts: 3 }],
    ['429, stalled', [stalled], { kind: 'timeout', outcome: 'not_processed', attempts: 1 }],
  ])('%s', async (_, handlers, expected) => {
    const met = await callServer(inTurn(...handlers), one.charging, { timeoutMs: 800 });
    expect(met.error).toMatchObject(expected);
    expect(met.requests).toBe(met.error?.attempts);
  });

  test('refused port, then a success', async () => {
    const options = { fetch: detour(refusing) };
    const met = await callServer(ok, one.charging, { options });
    expect(met).toMatchObject({ data: session, requests: 1 });
  });

  test('refused port, then 429, then lost', async () => {
    const options = { fetch: detour(refusing) };
    const met = await callServer(inTurn(busy, drop), one.charging, { options });
    const error = { kind: 'network', outcome: 'unknown', attempts: 3 };
    expect(met).toMatchObject({ error, requests: 2 });
  });
});

describe.concurrent('the body that is sent decides, not the one that was given', () => {
  test.each([
    ['takes the key out', keyed['one_click (public)'], { idempotency_key: undefined }, 1],
    ['puts one in', charging['one_click without a key'], { idempotency_key: 'k' }, 3],
    ['puts one in for nothing', charging['refund (secret)'], { idempotency_key: 'k' }, 1],
  ])('middleware %s', async (_, call, change, attempts) => {
    const onRequest: BillingMiddleware['onRequest'] = async ({ request }) => {
      const body = JSON.stringify({ ...((await request.clone().json()) as object), ...change });
      return new Request(request, { body });
    };
    const met = await callServer(down, call, { middleware: { onRequest } });
    const error = { kind: 'http', outcome: 'unknown', attempts };
    expect(met).toMatchObject({ error, requests: attempts });
  });
});

test.concurrent.each([
  ['0 of the client', 0, undefined, 1],
  ['0 of the call', undefined, 0, 1],
  ['0 of the call, over the client', 5, 0, 1],
  ['1 of the call, over the client', 0, 1, 2],
  ['4', 4, undefined, 5],
  ['2, if nothing is said', undefined, undefined, 3],
])('retries: %s', async (_, ofClient, retries, attempts) => {
  const options = { retries: ofClient };
  const charge = await callServer(busy, one.charging, { options, retries });
  expect(charge).toMatchObject({ error: { attempts }, requests: attempts });
  const read = await callServer(down, reading['features (public)'], { options, retries });
  expect(read).toMatchObject({ error: { attempts }, requests: attempts });
});

const json = 'content-type: application/json';
const begun = `HTTP/1.1 200 OK\r\n${json}\r\ncontent-length: 99\r\n\r\n`;
const chunked = `HTTP/1.1 200 OK\r\n${json}\r\ntransfer-encoding: chunked\r\n\r\n`;
const half = '{"status":"success","data":{';
const fixed = (status: string, length: number, body = ''): string =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${length}\r\n\r\n${body}`;
const packed = 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}';

describe.concurrent('a lost connection', () => {
  test.each<[string, 'network' | 'malformed' | 'http', Handler]>([
    ['closed before the headers', 'network', drop],
    ['reset before the headers', 'network', raw('', reset)],
    ['closed within the status', 'network', raw('HTTP/1.1 20', close)],
    ['closed within the headers', 'network', raw('HTTP/1.1 429 No\r\nretry-', close)],
    ['closed after the headers', 'malformed', raw(begun, close)],
    ['closed mid-body', 'malformed', raw(begun + half, close)],
    ['closed within a chunk', 'malformed', raw(`${chunked}ff\r\n${half}`, close)],
    ['closed between chunks', 'malformed', raw(`${chunked}1c\r\n${half}\r\n`, close)],
    ['closed after the headers of a 500', 'http', raw(fixed('500 No', 9), close)],
    ['with a body that does not unpack', 'malformed', raw(packed)],
    ['with no HTTP at all', 'network', raw('SSH-2.0-OpenSSH_9.6\r\n', close)],
    ['with headers without end', 'network', raw(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(99_999)}`)],
  ])('%s is %s', async (_, kind, handler) => {
    const status = { malformed: 200, http: 500, network: undefined }[kind];
    await Promise.all(
      ways.map(async ({ kind: type, middleware }) => {
        const { error, requests } = await callServer(handler, one[type], { middleware });
        const outcome = type === 'reading' ? 'not_processed' : 'unknown';
        const attempts = type === 'charging' ? 1 : 3;
        expect(error).toMatchObject({ kind, outcome, attempts });
        expect(error?.status).toBe(status);
        expect(requests).toBe(attempts);
      }),
    );
  });

  test('before the request was read', async () => {
    const onConnection = vi.fn(close);
    const server = await listen(silence, onConnection);
    const client = createBillingClient({ orgId: 'acme', baseUrl: server.origin, secretKey });
    const { error } = await one.charging(client);
    expect(error).toMatchObject({ kind: 'network', outcome: 'unknown', attempts: 1 });
    expect(onConnection).toHaveBeenCalledOnce();
    await server.stop();
  });
});

test.concurrent.each([
  ['a refused port', refusing],
  ['a refused port, by a name that may have several addresses', 'http://localhost:2'],
  ['a refused port, IPv6', 'http://[::1]:2'],
  ['an unknown host', 'https://nowhere.invalid'],
])('every operation is retried without a connection: %s', async (_, baseUrl) => {
  await Promise.all(
    ways.map(async ({ kind, middleware }) => {
      const options = { baseUrl };
      const { error, requests } = await callServer(silence, one[kind], { options, middleware });
      expect(error).toMatchObject({ kind: 'network', outcome: 'not_processed', attempts: 3 });
      expect(error?.cause).toBeInstanceOf(Error);
      expect(requests).toBe(0);
    }),
  );
});

describe.concurrent('middleware changes nothing about', () => {
  const ok = '{"status":"success","data":{"a":1}}';
  // The status text: the bytes of a character beyond Latin-1.
  const unusual = fixed('200 \xe2\x9c\x93', ok.length, ok);
  const failure = { kind: 'http', outcome: 'unknown' };

  test.each<[string, string, object]>([
    ['a status that Response does not take', fixed('999 Denied', 0), { error: failure }],
    ['a redirect that has no body', fixed('304 Same', 0), { error: failure }],
    ['a status text that Response does not take', unusual, { data: { a: 1 } }],
    ['a status that has no body', fixed('205 OK', ok.length, ok), { data: {} }],
  ])('%s', async (_, response, expected) => {
    for (const middleware of [undefined, onlooker]) {
      const met = await callServer(raw(response), one.charging, { middleware });
      expect(met).toMatchObject({ ...expected, requests: 1 });
    }
  });

  test('an empty body', async () => {
    const onRequest = ({ request }: { request: Request }): Request =>
      new Request(request.url, { method: 'POST', body: '' });
    const met = await callServer(reply(200, success), one.charging, { middleware: { onRequest } });
    expect(met).toMatchObject({ requests: 1 });
  });
});

/** A fetch whose n-th request goes to the n-th of these, if there is one. */
function detour(...origins: (string | undefined)[]): typeof fetch {
  return (url, init) => {
    const to = origins.shift();
    return fetch(to ? to + new URL(url as string).pathname : url, init);
  };
}
