import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBillingClient } from '../src/index.js';
import { one } from './support/faults.js';

// No machine keeps time well enough to see half a second from a whole one. So the clock is ours, and fetch answers at once.
const start = Date.UTC(2026, 0, 2, 3, 4, 5);
beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const date = (seconds: number): string => new Date(start + seconds * 1_000).toUTCString();

interface Waited {
  /** The delay before each attempt but the first, in milliseconds. */
  delays: number[];
  /** When the call settled. */
  end: number;
  error: unknown;
}

/** Makes a call, of a charge if nothing else is said, that fails so each time. */
async function charge(
  fails: () => Response | Promise<Response>,
  retries = 2,
  timeoutMs = 30_000,
  call = one.charging,
): Promise<Waited> {
  const begun = performance.now();
  const at: number[] = [];
  const fetch = (): Promise<Response> => {
    at.push(performance.now() - begun);
    return new Promise((resolve) => resolve(fails()));
  };
  const client = createBillingClient({ orgId: 'acme', secretKey: 'k', retries, timeoutMs, fetch });
  let end = NaN;
  const result = call(client).finally(() => (end = performance.now() - begun));
  // Enough for all; a call that has settled leaves no timer to wait for.
  for (let n = 0; Number.isNaN(end) && n < 50; n++) await vi.advanceTimersToNextTimerAsync();
  const { error } = await result;
  return { delays: at.slice(1).map((time, n) => time - (at[n] ?? NaN)), end, error };
}

const busy =
  (retryAfter?: string, status = 429) =>
  (): Response => {
    const headers: HeadersInit = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return new Response('', { status, headers });
  };
const refused = (): never => {
  throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
};
const lost = (): never => {
  throw new TypeError('Failed to fetch');
};

describe('Retry-After is the delay', () => {
  test.each([
    ['0', 0],
    ['1', 1_000],
    ['007', 7_000],
    ['10', 10_000],
    [date(3), 3_000],
    [date(0), 0],
    [date(-1), 0],
    [date(-99_999), 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('%s', async (value, ms) => {
    const { delays, error } = await charge(busy(value), 1);
    expect(delays).toEqual([ms]);
    // The clock has gone on when a date comes the second time.
    const retryAfterMs = value.includes('GMT') ? 0 : ms;
    const expected = { outcome: 'not_processed', attempts: 2, status: 429, retryAfterMs };
    expect(error).toMatchObject(expected);
  });

  const dates = ['2099-01-01', 'tomorrow GMT', `x ${date(3)}`, `${date(3)}+1`];
  test.each([
    ...['-1', 'soon 5', '1.5', '', ' ', '+5', '1e3', '0x10', '5 s', '1, 2', 'Infinity', 'NaN'],
    ...dates,
  ])('not when it is %j', async (value) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { delays, error } = await charge(busy(value));
    expect(delays).toEqual([250, 500]);
    expect(error).not.toHaveProperty('retryAfterMs');
  });
});

describe('a delay that does not fit into the deadline is not started', () => {
  test.each([
    ['a day', '86400', 86_400_000],
    ['a day, as a date', date(86_400), 86_400_000],
    ['the whole rest', '30', 30_000],
    ['an age', '99999999999999999999', 99999999999999999999e3],
  ])('%s', async (_, value, retryAfterMs) => {
    const { end, error } = await charge(busy(value));
    expect(end).toBe(0);
    const expected = { kind: 'http', outcome: 'not_processed', attempts: 1, status: 429 };
    expect(error).toMatchObject({ ...expected, retryAfterMs });
  });

  test('the last of several', async () => {
    const { delays, end, error } = await charge(busy('12'), 9);
    expect(delays).toEqual([12_000, 12_000]);
    expect(end).toBe(24_000);
    expect(error).toMatchObject({ attempts: 3, retryAfterMs: 12_000 });
  });

  test.each([
    ['never connected', refused, one.charging, 'not_processed'],
    ['a lost attempt, keyed', lost, one.keyed, 'unknown'],
    ['a lost attempt, reading', lost, one.reading, 'not_processed'],
    ['503, keyed', busy('1', 503), one.keyed, 'unknown'],
    ['503, reading', busy('1', 503), one.reading, 'not_processed'],
  ])('whatever went before: %s', async (_, fails, call, outcome) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { end, error } = await charge(fails, 2, 200, call);
    expect(end).toBe(0);
    expect(error).toMatchObject({ outcome, attempts: 1 });
  });
});

test.each([
  [0, [0, 0, 0, 0, 0, 0]],
  [0.5, [250, 500, 1_000, 2_000, 4_000, 4_000]],
  [0.999, [499.5, 999, 1_998, 3_996, 7_992, 7_992]],
])('without Retry-After, the delay has full jitter, at %d', async (random, expected) => {
  vi.spyOn(Math, 'random').mockReturnValue(random);
  for (const fails of [refused, busy()]) {
    const { delays } = await charge(fails, expected.length, 60_000);
    delays.forEach((delay, n) => expect(delay).toBeCloseTo(expected[n] ?? NaN, -1));
    expect(delays).toHaveLength(expected.length);
  }
});

test('the deadline includes the delays', async () => {
  const answers = [busy('20'), (): Promise<never> => new Promise(() => undefined)];
  const { delays, end, error } = await charge(() => answers.shift()?.() ?? refused());
  expect(delays).toEqual([20_000]);
  expect(end).toBe(30_000);
  expect(error).toMatchObject({ kind: 'timeout', outcome: 'unknown', attempts: 2 });
});
