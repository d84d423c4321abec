import { getEventListeners } from 'node:events';
import { beforeAll, expect, test, vi } from 'vitest';
import {
  close,
  drop,
  ending,
  face,
  inTurn,
  one,
  onlooker,
  raw,
  refusal,
  refusing,
  silence,
  success,
  type Circumstances,
} from './support/faults.js';
import { reply, type Handler } from './support/server.js';

// A wait of 0.1 s after the first attempt.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0.2));

const timers = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** So many at once, because the test runner has now a timer more, now one less. */
const CALLS = 10;

const ok = reply(200, success);
const busy = (retryAfter: string): Handler => reply(429, '', { 'retry-after': retryAfter });
const half = 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"status":';
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
  ['data', 'after a wait', inTurn(busy('0'), ok)],
  ['api', 'at once', reply(200, refusal)],
  ['http', 'at once', reply(404, '')],
  ['http', 'after waits', busy('0')],
  ['http', 'with a wait that is not begun', busy('86400')],
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
  ['aborted', 'during a wait', busy('20'), { abort: 100 }],
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

  const ends = Array.from({ length: CALLS }, async (_, n) => {
    const middleware = n % 2 ? onlooker : undefined;
    const call = face(handler, one.charging, { middleware, signal, ...circumstances });
    return call.then(
      ({ error }) => error?.kind ?? 'data',
      () => 'mistake',
    );
  });
  expect(new Set(await Promise.all(ends))).toEqual(new Set([end]));
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  // Whatever is left of the call lives for 30 s.
  await vi.waitFor(() => expect(timers() - before).toBeLessThan(CALLS / 2), { timeout: 3_000 });
});

test('nothing begins when fetch answers after the end', async () => {
  const controller = new AbortController();
  const before = timers();
  const settle: (() => void)[] = [];
  const busy = { status: 429, headers: { 'retry-after': '20' } };
  const { options } = withFetch(async () => {
    await new Promise<void>((resolve) => settle.push(resolve));
    return new Response('', busy);
  });
  const calls = Array.from({ length: CALLS }, () =>
    face(silence, one.charging, { options, signal: controller.signal }),
  );
  await vi.waitFor(() => expect(settle).toHaveLength(CALLS));
  controller.abort();
  await Promise.all(calls);
  for (const one of settle) one();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await vi.waitFor(() => expect(timers() - before).toBeLessThan(CALLS / 2), { timeout: 3_000 });
});

test('and it would show', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const before = timers();
  const calls = Array.from({ length: CALLS }, () =>
    face(silence, one.charging, { signal, ...deaf }),
  );
  await vi.waitFor(() => expect(getEventListeners(signal, 'abort')).toHaveLength(CALLS));
  expect(timers() - before).toBeGreaterThan(CALLS / 2);
  controller.abort();
  await Promise.all(calls);
});
