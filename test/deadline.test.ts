import { getEventListeners } from 'node:events';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { BillingMiddleware } from '../src/index.js';
import {
  callServer,
  close,
  drop,
  ending,
  inTurn,
  one,
  onlooker,
  raw,
  refusing,
  silence,
  ways,
  type Circumstances,
  type Class,
} from './support/faults.js';
import { refusal, reply, session, success, type Handler } from './support/server.js';

// A delay of 0.25 s after the first attempt.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0.5));

const ok = reply(200, success);
/** Longer than any of these tests, and within the deadline. */
const aWhile = { 'retry-after': '20' };
const busyNow = reply(429, '', { 'retry-after': '0' });
const busy = reply(429, '', aWhile);
const down = reply(503, '', aWhile);
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const begun = 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n';
const half = `${begun}{"status":`;

/** Sends a body in small pieces, as long as there are any. */
const drip =
  (next: () => string | undefined): Handler =>
  ({ req: { socket } }) => {
    socket.write(chunked);
    const timer = setInterval(() => {
      const piece = next();
      if (piece === undefined) clearInterval(timer);
      socket.write(`${(piece?.length ?? 0).toString(16)}\r\n${piece ?? ''}\r\n`);
    }, 20);
    socket.on('close', () => clearInterval(timer));
  };

const reason = new Error('mine');
const abortable = (): { signal: AbortSignal; abort: () => void } => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(reason) };
};
const never = (): Promise<Response> => new Promise(() => undefined);

describe.concurrent.each<[string, Handler, attempts?: number]>([
  ['before the headers', silence],
  ['in the headers', raw('HTTP/1.1 200 OK\r\nx: ')],
  ['before the body', raw(begun)],
  ['in a body that stalls', raw(half)],
  ['in a body that drips', drip(() => ' ')],
  ['in the body of a 500', raw('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\n')],
  ['in the second request', inTurn(busyNow, silence), 2],
])('a call ends %s', (_, handler, attempts = 1) => {
  test.each(['timeout', 'aborted'])('with the error %s', async (kind) => {
    await Promise.all(
      ways.map(async ({ kind: type, middleware }) => {
        const { signal, abort } = abortable();
        const limit = kind === 'timeout' ? { timeoutMs: 800 } : { signal };
        // The server aborts when the caller has had time to see what came.
        const handle: Handler = (response, seen, n) => {
          handler(response, seen, n);
          if (n === attempts) setTimeout(abort, 50);
        };
        const met = await callServer(handle, one[type], { middleware, ...limit });
        const outcome = type === 'reading' ? 'not_processed' : 'unknown';
        expect(met).toMatchObject({ error: { kind, outcome, attempts }, requests: attempts });
        if (kind === 'aborted') expect(met.error).toHaveProperty('cause', reason);
        else expect(met.ms).toBeGreaterThan(780);
        expect(met.ms).toBeLessThan(10_000);
      }),
    );
  });
});

describe.concurrent('the deadline', () => {
  test('does not pass over a slow response that is whole in time', async () => {
    const pieces = ['{"sta', 'tus":', '"success"', ',"data":', '{"a":', '1}', '}'];
    const met = await callServer(
      drip(() => pieces.shift()),
      one.charging,
    );
    expect(met).toMatchObject({ data: { a: 1 }, requests: 1 });
  });

  test('is that of the client, or of the call', async () => {
    const options = { timeoutMs: 300 };
    const ofClient = await callServer(silence, one.charging, { options });
    const message = (ms: number): string => `No response within ${ms} ms (POST /payment/refund)`;
    expect(ofClient.error?.message).toBe(message(300));
    const ofCall = await callServer(silence, one.charging, { options, timeoutMs: 200 });
    expect(ofCall.error?.message).toBe(message(200));
  });

  test('closes the connection', async () => {
    let open = 0;
    const handler: Handler = ({ req }) => {
      open++;
      req.socket.on('close', () => open--);
    };
    await callServer(handler, async (client) => {
      const call = one.charging(client, { timeoutMs: 1_000 });
      await vi.waitFor(() => expect(open).toBe(1));
      const result = await call;
      await vi.waitFor(() => expect(open).toBe(0), { timeout: 3_000 });
      return result;
    });
  });

  test('keeps middleware from sending later', async () => {
    let release: () => void = () => undefined;
    const onError = vi.fn();
    const onRequest = (): Promise<void> => new Promise((resolve) => (release = resolve));
    const fetch = ending(() => Promise.resolve(Response.json(success)));
    const { error } = await callServer(silence, one.charging, {
      middleware: { onRequest, onError },
      options: { fetch },
      timeoutMs: 100,
    });
    expect(error).toMatchObject({ kind: 'timeout', outcome: 'not_processed', attempts: 0 });
    release();
    const seen = expect.objectContaining({ error }) as object;
    await vi.waitFor(() => expect(onError).toHaveBeenCalledExactlyOnceWith(seen));
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe.concurrent('the signal ends a call', () => {
  test('before its first request', async () => {
    const { signal, abort } = abortable();
    abort();
    for (const { kind, middleware } of ways) {
      const fetch = ending(() => Promise.resolve(Response.json(success)));
      const init = { signal, middleware, options: { fetch } };
      const { error } = await callServer(ok, one[kind], init);
      const end = { kind: 'aborted', outcome: 'not_processed', attempts: 0, cause: reason };
      expect(error).toMatchObject(end);
      expect(error?.message).toMatch(/^Aborted /);
      expect(fetch).not.toHaveBeenCalled();
    }
  });

  test('in the same turn as it began', async () => {
    const { signal, abort } = abortable();
    const { error } = await callServer(ok, (client) => {
      const call = one.charging(client, { signal });
      abort();
      return call;
    });
    expect(error).toMatchObject({ kind: 'aborted', cause: reason });
    expect(error?.message).toBe('Aborted (POST /payment/refund)');
  });

  test.each<[string, Handler, Class, outcome: string, origin?: string]>([
    ['429', busy, 'charging', 'not_processed'],
    ['429', busy, 'reading', 'not_processed'],
    ['503', down, 'keyed', 'unknown'],
    ['503', down, 'reading', 'not_processed'],
    ['a lost attempt', drop, 'keyed', 'unknown'],
    ['a lost attempt', drop, 'reading', 'not_processed'],
    ['a refused connection', drop, 'charging', 'not_processed', refusing],
  ])('in the delay after %s', async (_, handler, kind, outcome, baseUrl) => {
    const onError = vi.fn<NonNullable<BillingMiddleware['onError']>>();
    for (const middleware of [undefined, onlooker, { onError }]) {
      const { signal, abort } = abortable();
      // Once the response is here, and the microtasks are done that begin the delay.
      const options = { baseUrl, fetch: whole(() => setImmediate(abort)) };
      const met = await callServer(handler, one[kind], { signal, options, middleware });
      expect(met.error).toMatchObject({ kind: 'aborted', outcome, attempts: 1, cause: reason });
      expect(met.requests).toBe(baseUrl ? 0 : 1);
      expect(met.ms).toBeLessThan(10_000);
      if (middleware && middleware !== onlooker) {
        await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
        expect(onError.mock.calls[0]?.[0].error).toBe(met.error);
      }
    }
  });

  test('not when it comes too late', async () => {
    const { signal, abort } = abortable();
    const met = await callServer(ok, one.charging, { signal });
    abort();
    expect(met).toMatchObject({ data: session, error: undefined, requests: 1 });
  });

  test('in any microtask, with one result', async () => {
    for (let turns = 0; turns < 30; turns++) {
      const { signal, abort } = abortable();
      const fetch = ending(async () => {
        void (async () => {
          for (let n = 0; n < turns; n++) await Promise.resolve();
          abort();
        })();
        return Promise.resolve(Response.json(success));
      });
      const options = { fetch };
      const { error, data } = await callServer(silence, one.charging, { options, signal });
      if (error) expect(error).toMatchObject({ kind: 'aborted', attempts: 1, outcome: 'unknown' });
      else expect(data).toEqual(session);
      expect(fetch).toHaveBeenCalledOnce();
    }
  });

  test.each([
    ['no reason', 'not_processed', () => AbortSignal.abort()],
    ['a text', 'not_processed', () => AbortSignal.abort('mine')],
    ['an object', 'not_processed', () => AbortSignal.abort({ mine: true })],
    ['a timeout', 'unknown', () => AbortSignal.timeout(300)],
  ])('with its reason as the cause: %s', async (_, outcome, create) => {
    const signal = create();
    const { error } = await callServer(silence, one.charging, { signal });
    expect(error).toMatchObject({ kind: 'aborted', outcome });
    expect(error?.cause).toBe(signal.reason);
  });
});

describe.concurrent('a fetch that ignores the signal', () => {
  test.each([
    ['in a request', never],
    ['in the body', () => Promise.resolve(new Response(new ReadableStream()))],
  ])('is left %s', async (_, how) => {
    const options = { fetch: ending(how) };
    const { error, ms } = await callServer(ok, one.charging, { options, timeoutMs: 100 });
    expect(error).toMatchObject({ kind: 'timeout', outcome: 'unknown', attempts: 1 });
    expect(ms).toBeLessThan(4_000);
  });

  test.each([
    ['429', () => new Response('', { status: 429, headers: { 'retry-after': '0' } })],
    ['ECONNREFUSED', () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' }))],
  ])('is not called again when it ends late with %s', async (_, answer) => {
    let settle: () => void = () => undefined;
    const fetch = ending(async () => {
      await new Promise<void>((resolve) => (settle = resolve));
      return answer();
    });
    const { error } = await callServer(ok, one.charging, { options: { fetch }, timeoutMs: 100 });
    settle();
    // Longer than the delay.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(error).toMatchObject({ kind: 'timeout', outcome: 'unknown', attempts: 1 });
    expect(fetch).toHaveBeenCalledOnce();
  });
});

/** A fetch that reads the whole response, and then does something. */
function whole(next: () => void): typeof fetch {
  return async (url, init) => {
    try {
      const response = await fetch(url, init);
      return new Response(await response.text(), response);
    } finally {
      next();
    }
  };
}

/** So many calls at once, because the test runner has now a timer more, now one less. */
const CALLS = 10;

const timers = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** Whatever is left of a call lives for 20 s or more. */
const timersAreGone = (before: number): Promise<void> =>
  vi.waitFor(() => expect(timers() - before).toBeLessThan(CALLS / 2), { timeout: 3_000 });

/** So many charges at once, every other one with middleware. */
const charges = (handler: Handler, circumstances: Circumstances) =>
  Array.from({ length: CALLS }, (_, n) => {
    const middleware = n % 2 ? onlooker : undefined;
    return callServer(handler, one.charging, { middleware, ...circumstances });
  });

const withFetch = (how: () => Promise<Response>): Circumstances => ({
  options: { fetch: ending(how) },
});
const deaf = withFetch(() => new Promise(() => undefined));
const fails = (): never => {
  throw new Error('mine');
};

interface Way extends Circumstances {
  /** When the caller aborts, in milliseconds; 0: before the call. */
  abort?: number;
}

test.each<[end: string, how: string, Handler, Way?]>([
  ['data', 'at once', ok],
  ['data', 'after a delay', inTurn(busyNow, ok)],
  ['api', 'at once', reply(200, refusal)],
  ['http', 'at once', reply(404, '')],
  ['http', 'after delays', busyNow],
  ['http', 'with a delay that is not started', reply(429, '', { 'retry-after': '86400' })],
  ['malformed', 'at once', reply(200, '<html>')],
  ['malformed', 'cut short', raw(half, close)],
  ['network', 'lost', drop],
  ['network', 'refused', silence, { options: { baseUrl: refusing }, retries: 1 }],
  ['network', 'by a fetch that throws', silence, withFetch(fails)],
  ['timeout', 'during a request', silence, { timeoutMs: 100 }],
  ['timeout', 'during the body', raw(half), { timeoutMs: 100 }],
  ['timeout', 'with a deaf fetch', silence, { timeoutMs: 100, ...deaf }],
  ['aborted', 'before', silence, { abort: 0 }],
  ['aborted', 'during a request', silence, { abort: 100 }],
  ['aborted', 'during a delay', busy, { abort: 100 }],
  ['aborted', 'during the body', raw(half), { abort: 100 }],
  ['aborted', 'with a deaf fetch', silence, { abort: 100, ...deaf }],
  ['mistake', 'at once', ok, { retries: -1 }],
  ['mistake', 'in middleware', ok, { middleware: { onRequest: fails } }],
  ['mistake', 'in middleware, later', ok, { middleware: { onResponse: fails } }],
])('nothing is left of a call that ends: %s, %s', async (end, _, handler, way = {}) => {
  const { abort, ...circumstances } = way;
  const controller = new AbortController();
  const { signal } = controller;
  const before = timers();
  if (abort === 0) controller.abort();
  else if (abort) setTimeout(() => controller.abort(), abort);

  for (const call of await Promise.allSettled(charges(handler, { signal, ...circumstances }))) {
    const isMistake = call.status === 'rejected';
    expect(isMistake ? 'mistake' : (call.value.error?.kind ?? 'data')).toBe(end);
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await timersAreGone(before);
});

test('nothing begins when fetch answers after the end', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const before = timers();
  const settle: (() => void)[] = [];
  const { options } = withFetch(async () => {
    await new Promise<void>((resolve) => settle.push(resolve));
    return new Response('', { status: 429, headers: { 'retry-after': '20' } });
  });
  const calls = charges(silence, { options, signal });
  await vi.waitFor(() => expect(settle).toHaveLength(CALLS));
  // What these tests look for would show.
  expect(getEventListeners(signal, 'abort')).toHaveLength(CALLS);
  expect(timers() - before).toBeGreaterThan(CALLS / 2);
  controller.abort();
  await Promise.all(calls);
  for (const one of settle) one();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await timersAreGone(before);
});
