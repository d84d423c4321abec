import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { BillingMiddleware } from '../src/index.js';
import {
  drop,
  ending,
  face,
  inTurn,
  one,
  onlooker,
  raw,
  refusing,
  silence,
  success,
  ways,
  type Class,
} from './support/faults.js';
import { reply, type Handler } from './support/server.js';

// Nearly the longest wait: 0.5 s after the first attempt.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0.999));

const ok = reply(200, success);
/** Longer than any of these tests, and within the deadline. */
const aWhile = { 'retry-after': '20' };
const busy = reply(429, '', aWhile);
const down = reply(503, '', aWhile);
const begun = 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n';

const reason = new Error('mine');
const abortable = (): { signal: AbortSignal; abort: () => void } => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(reason) };
};

test.concurrent('before the call', async () => {
  const signal = AbortSignal.abort(reason);
  for (const { kind, middleware } of ways) {
    const fetch = ending(() => Promise.resolve(Response.json(success)));
    const { error } = await face(ok, one[kind], { signal, middleware, options: { fetch } });
    const end = { kind: 'aborted', outcome: 'not_processed', attempts: 0, cause: reason };
    expect(error).toMatchObject(end);
    expect(fetch.calls).toBe(0);
  }
});

test.concurrent('in the same turn as the call', async () => {
  const { signal, abort } = abortable();
  const { error } = await face(ok, (client) => {
    const call = one.charging(client, { signal });
    abort();
    return call;
  });
  expect(error).toMatchObject({ kind: 'aborted', cause: reason });
});

// The server aborts, at the moment in question.
test.concurrent.each<[string, (abort: () => void) => Handler, attempts: number]>([
  ['during a request', (abort) => abort, 1],
  ['between headers and body', (abort) => then(raw(begun), abort), 1],
  ['during the body', (abort) => then(raw(`${begun}{"status":`), abort), 1],
  [
    'during the second request, after 429',
    (abort) => inTurn(reply(429, '', { 'retry-after': '0' }), abort),
    2,
  ],
])('%s', async (_, handler, attempts) => {
  await Promise.all(
    ways.map(async ({ kind, middleware }) => {
      const { signal, abort } = abortable();
      const met = await face(handler(abort), one[kind], { signal, middleware });
      const outcome = kind === 'reading' ? 'not_processed' : 'unknown';
      expect(met.error).toMatchObject({ kind: 'aborted', outcome, attempts, cause: reason });
      expect(met.requests).toBe(attempts);
      expect(met.ms).toBeLessThan(10_000);
    }),
  );
});

test.concurrent.each<[string, Handler, Class, outcome: string]>([
  ['429', busy, 'charging', 'not_processed'],
  ['429', busy, 'reading', 'not_processed'],
  ['503', down, 'keyed', 'unknown'],
  ['503', down, 'reading', 'not_processed'],
  ['a lost attempt', drop, 'keyed', 'unknown'],
  ['a lost attempt', drop, 'reading', 'not_processed'],
  ['a refused port', drop, 'charging', 'not_processed'],
])('during the wait after %s', async (name, handler, kind, outcome) => {
  const baseUrl = name === 'a refused port' ? refusing : undefined;
  for (const middleware of [undefined, onlooker]) {
    const { signal, abort } = abortable();
    // Once the reply is here, and the microtasks are done that begin the wait.
    const options = { baseUrl, fetch: whole(() => setImmediate(abort)) };
    const met = await face(handler, one[kind], { signal, options, middleware });
    expect(met.error).toMatchObject({ kind: 'aborted', outcome, attempts: 1, cause: reason });
    expect(met.requests).toBe(baseUrl ? 0 : 1);
    expect(met.ms).toBeLessThan(10_000);
  }
});

test.concurrent('during a wait, as middleware sees it', async () => {
  const { signal, abort } = abortable();
  const onError = vi.fn<NonNullable<BillingMiddleware['onError']>>();
  const options = { fetch: whole(() => setImmediate(abort)) };
  const { error } = await face(busy, one.charging, { signal, options, middleware: { onError } });
  expect(error?.kind).toBe('aborted');
  await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
  expect(onError.mock.calls[0]?.[0].error).toBe(error);
});

test.concurrent('too late', async () => {
  const { signal, abort } = abortable();
  const met = await face(ok, one.charging, { signal });
  abort();
  expect(met).toMatchObject({ data: success.data, error: undefined, requests: 1 });
});

test.concurrent('in any microtask leaves one result', async () => {
  for (let turns = 0; turns < 30; turns++) {
    const { signal, abort } = abortable();
    const fetch = ending(async () => {
      void (async () => {
        for (let n = 0; n < turns; n++) await Promise.resolve();
        abort();
      })();
      return Promise.resolve(Response.json(success));
    });
    const { error, data } = await face(silence, one.charging, { options: { fetch }, signal });
    if (error) expect(error).toMatchObject({ kind: 'aborted', attempts: 1, outcome: 'unknown' });
    else expect(data).toEqual(success.data);
    expect(fetch.calls).toBe(1);
  }
});

describe.concurrent('the cause is the reason', () => {
  test.each([undefined, 'mine', { mine: true }])('%o', async (given) => {
    const signal = AbortSignal.abort(given);
    const { error } = await face(ok, one.charging, { signal });
    expect(error?.cause).toBe(signal.reason);
  });

  test('of a timeout of the caller', async () => {
    const signal = AbortSignal.timeout(300);
    const { error } = await face(silence, one.charging, { signal });
    expect(error).toMatchObject({ kind: 'aborted', outcome: 'unknown' });
    expect(error?.cause).toBe(signal.reason);
  });
});

/** Answers so, and does something when the caller has had time to see it. */
function then(handler: Handler, next: () => void): Handler {
  return (...args) => {
    handler(...args);
    setTimeout(next, 50);
  };
}

/** A fetch that reads the whole reply, and then does something. */
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
