import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  charging,
  close,
  classes,
  drop,
  face,
  inTurn,
  keyed,
  one,
  onlooker,
  raw,
  reading,
  refusal,
  refusing,
  silence,
  success,
  type Call,
  type Class,
} from './support/faults.js';
import { reply, type Handler } from './support/server.js';
import type { BillingMiddleware } from '../src/index.js';

// The shortest wait: these tests ask whether a request is retried, not when.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

const ok = reply(200, success);
const busy = reply(429, '', { 'retry-after': '0' });
const down = reply(503, '');
const refuse = reply(400, refusal);

const kinds = Object.keys(classes) as Class[];
/** The API's own refusal is no better than a gateway's page, and middleware changes nothing. */
const guises = [
  { body: '', middleware: undefined },
  { body: refusal, middleware: onlooker },
];

describe.concurrent('Retry-After is waited for', () => {
  test.each([
    ['in seconds', () => '1'],
    // A date has whole seconds: this one is between one and two away.
    ['as a date', () => new Date(Date.now() + 2_000).toUTCString()],
  ])('%s', async (_, when) => {
    const wait: Handler = (...args) => reply(429, '', { 'retry-after': when() })(...args);
    const { data, requests, ms } = await face(inTurn(wait, ok), one.charging);
    expect({ data, requests }).toEqual({ data: success.data, requests: 2 });
    expect(ms).toBeGreaterThan(900);
  });
});

describe.concurrent.each(kinds)('%s', (kind) => {
  const again = kind !== 'charging';
  const outcome = kind === 'reading' ? 'not_processed' : 'unknown';
  const call = one[kind];

  test.each([500, 502, 503, 504])('%i', async (status) => {
    for (const { body, middleware } of guises) {
      const failure = reply(status, body);
      const once = await face(inTurn(failure, ok), call, { middleware });
      if (again) expect(once).toMatchObject({ error: undefined, requests: 2 });
      else expect(once).toMatchObject({ error: { outcome, attempts: 1, status }, requests: 1 });
      const attempts = again ? 3 : 1;
      const always = await face(failure, call, { middleware });
      expect(always).toMatchObject({ error: { outcome, attempts, status }, requests: attempts });
    }
  });

  test('429', async () => {
    for (const { body, middleware } of guises) {
      const failure = reply(429, body, { 'retry-after': '0' });
      const once = await face(inTurn(failure, ok), call, { middleware });
      expect(once).toMatchObject({ error: undefined, requests: 2 });
      const always = await face(failure, call, { middleware });
      expect(always).toMatchObject({
        error: { outcome: 'not_processed', attempts: 3, status: 429, retryAfterMs: 0 },
        requests: 3,
      });
    }
  });

  test.each([
    ['a refusal', 200, refusal],
    ['400', 400, ''],
    ['401', 401, refusal],
    ['408', 408, ''],
    ['409', 409, refusal],
    ['425', 425, ''],
    ['an unexpected response with status 200', 200, '<html>'],
    ['a redirect', 307, ''],
  ])('%s is final', async (_, status, body) => {
    const met = await face(reply(status, body, { 'retry-after': '0' }), call);
    expect(met).toMatchObject({ error: { attempts: 1, status, retryAfterMs: 0 }, requests: 1 });
  });

  test.each(Object.entries<Call>(classes[kind]))('%s', async (_, call) => {
    for (const [handler, attempts] of [
      [busy, 3],
      [down, again ? 3 : 1],
      [drop, again ? 3 : 1],
    ] as const) {
      expect(await face(handler, call)).toMatchObject({ error: { attempts }, requests: attempts });
    }
  });
});

describe.concurrent('once an attempt may have been processed, the call may', () => {
  test.each<[string, [Handler, ...Handler[]], object]>([
    ['lost, then refused', [drop, refuse], { kind: 'api', attempts: 2, status: 400 }],
    ['lost, then 404', [drop, reply(404, '')], { kind: 'http', attempts: 2, status: 404 }],
    ['lost, then 429', [drop, busy], { kind: 'http', attempts: 3, status: 429 }],
    ['429, then lost, then refused', [busy, drop, refuse], { kind: 'api', attempts: 3 }],
    ['503, then refused', [down, refuse], { kind: 'api', attempts: 2, status: 400 }],
    [
      'cut short, then refused',
      [raw('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{', close), refuse],
      { kind: 'api', attempts: 2 },
    ],
  ])('keyed: %s', async (_, handlers, expected) => {
    const { error, requests } = await face(inTurn(...handlers), one.keyed);
    expect(error).toMatchObject({ ...expected, outcome: 'unknown' });
    expect(requests).toBe(error?.attempts);
    const read = await face(inTurn(...handlers), one.reading);
    expect(read.error).toMatchObject({ ...expected, outcome: 'not_processed' });
  });

  test('keyed: lost, then refused port', async () => {
    const options = { fetch: detour(undefined, refusing, refusing) };
    const { error, requests } = await face(drop, one.keyed, { options });
    expect(error).toMatchObject({ kind: 'network', outcome: 'unknown', attempts: 3 });
    expect(error?.message).toContain('Could not connect');
    expect(requests).toBe(1);
  });

  test('keyed: lost, then a success', async () => {
    const { data, requests } = await face(inTurn(drop, ok), one.keyed);
    expect({ data, requests }).toEqual({ data: success.data, requests: 2 });
  });
});

describe.concurrent('a charge is retried until it may have been processed', () => {
  test.each<[string, [Handler, ...Handler[]], object]>([
    ['429, then a refusal', [busy, refuse], { kind: 'api', outcome: 'not_processed', attempts: 2 }],
    ['429, then 503', [busy, down], { kind: 'http', outcome: 'unknown', attempts: 2 }],
    ['429, then lost', [busy, drop], { kind: 'network', outcome: 'unknown', attempts: 2 }],
    ['429 twice, then lost', [busy, busy, drop], { outcome: 'unknown', attempts: 3 }],
    ['429, then no reply', [busy, silence], { kind: 'timeout', outcome: 'unknown', attempts: 2 }],
    [
      '429, cut short',
      [raw('HTTP/1.1 429 No\r\ncontent-length: 9\r\n\r\n', close)],
      { kind: 'http', outcome: 'not_processed', attempts: 3 },
    ],
    [
      '429, stalled',
      [raw('HTTP/1.1 429 No\r\ncontent-length: 9\r\n\r\n')],
      { kind: 'timeout', outcome: 'not_processed', attempts: 1 },
    ],
  ])('%s', async (_, handlers, expected) => {
    const { error, requests } = await face(inTurn(...handlers), one.charging, { timeoutMs: 800 });
    expect(error).toMatchObject(expected);
    expect(requests).toBe(error?.attempts);
  });

  test('refused port, then a success', async () => {
    const options = { fetch: detour(refusing) };
    const { data, requests } = await face(ok, one.charging, { options });
    expect({ data, requests }).toEqual({ data: success.data, requests: 1 });
  });

  test('refused port, then 429, then lost', async () => {
    const options = { fetch: detour(refusing) };
    const { error, requests } = await face(inTurn(busy, drop), one.charging, { options });
    expect(error).toMatchObject({ kind: 'network', outcome: 'unknown', attempts: 3 });
    expect(requests).toBe(2);
  });
});

describe.concurrent('the body that is sent decides, not the one that was given', () => {
  const edit = (change: object): BillingMiddleware => ({
    onRequest: async ({ request }) => {
      const body = JSON.stringify({ ...((await request.clone().json()) as object), ...change });
      return new Request(request, { body });
    },
  });
  test.each([
    ['takes the key out', keyed['one_click (public)'], { idempotency_key: undefined }, 1],
    ['puts one in', charging['one_click without a key'], { idempotency_key: 'k' }, 3],
    ['puts one in for nothing', charging['refund (secret)'], { idempotency_key: 'k' }, 1],
  ])('middleware %s', async (_, call, change, attempts) => {
    const { error, requests } = await face(down, call, { middleware: edit(change) });
    expect(error).toMatchObject({ kind: 'http', outcome: 'unknown', attempts });
    expect(requests).toBe(attempts);
  });
});

describe.concurrent('retries', () => {
  test.each([
    ['0 of the client', 0, undefined, 1],
    ['0 of the call', undefined, 0, 1],
    ['0 of the call, over the client', 5, 0, 1],
    ['1 of the call, over the client', 0, 1, 2],
    ['4', 4, undefined, 5],
    ['2, if nothing is said', undefined, undefined, 3],
  ])('%s', async (_, ofClient, retries, attempts) => {
    const options = { retries: ofClient };
    const charge = await face(busy, one.charging, { options, retries });
    expect(charge).toMatchObject({ error: { attempts }, requests: attempts });
    const read = await face(down, reading['features (public)'], { options, retries });
    expect(read).toMatchObject({ error: { attempts }, requests: attempts });
  });
});

/** A fetch whose n-th request goes to the n-th of these, if there is one. */
function detour(...origins: (string | undefined)[]): typeof fetch {
  return (url, init) => {
    const to = origins.shift();
    return fetch(to ? to + new URL(url as string).pathname : url, init);
  };
}
