import type { Socket } from 'node:net';
import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { BillingError } from '../src/index.js';
import {
  callServer,
  classes,
  close,
  inTurn,
  onlooker,
  raw,
  reset,
  type Call,
  type Class,
} from './support/faults.js';
import { refusal, session, success } from './support/server.js';

// The shortest delay: a longer one would only make a longer test.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

const DEADLINE = 150;
/** What a noisy machine may add to it. */
const SLACK = 5_000;

// All text is Latin-1, that is: bytes.
const latin1 = (text: string | Uint8Array): string => Buffer.from(text).toString('latin1');
const json = (...values: unknown[]): string[] => values.map((value) => JSON.stringify(value));

const { error } = refusal;
const refusals = json(refusal, { status: 'error', data: null }, { error });
const nonsense = [
  ...json({ status: 'success' }, { status: 'success', data: null }, { req_id: 7 }, {}, null, [], 7),
  ...['', '{"status":"succ', '\ufeff{"a":1}', '<!doctype html>'].map(latin1),
];

const header = (name: string, ...values: string[]): fc.Arbitrary<string> =>
  fc.constantFrom('', '', ...values.map((value) => `${name}: ${value}\r\n`));

/** A response: what the server writes, and what it does then. */
const responses = fc
  .record({
    status: fc.oneof(
      fc.constantFrom(200, 204, 307, 400, 404, 500, 503),
      fc.constantFrom(200, 429),
      fc.integer({ min: 100, max: 999 }),
    ),
    reason: fc.constantFrom('OK', '', latin1('\u2713')),
    headers: fc.tuple(
      header('retry-after', '0', '0', '1', '86400', '-1', '', 'Thu, 01 Jan 1970 00:00:00 GMT'),
      header('content-type', 'application/json', 'text/html', 'x', 'text/plain; charset=utf-16'),
      header('location', '/', 'http://127.0.0.1:2/', '//[', ''),
      fc.oneof(fc.constant(''), header('content-encoding', 'gzip', 'identity', 'x')),
    ),
    body: fc.oneof(
      fc.constantFrom(...json(success, { status: 'success', data: session }, session)),
      fc.constantFrom(...refusals),
      fc.constantFrom(...nonsense),
      fc.uint8Array({ maxLength: 64 }).map(latin1),
      fc.json().map(latin1),
    ),
    framing: fc.constantFrom('length', 'length', 'too long', 'chunked', 'close'),
    // After how many bytes the server stops; that may be more than there are.
    cut: fc.oneof(fc.nat(250), fc.constant(9_999)),
    end: fc.constantFrom('close', 'close', 'reset', 'silence'),
  })
  .map(({ status, reason, headers, body, framing, cut, end }) => {
    const length = {
      length: `content-length: ${body.length}`,
      'too long': `content-length: ${body.length + 9}`,
      chunked: 'transfer-encoding: chunked',
      close: 'connection: close',
    }[framing];
    const head = `HTTP/1.1 ${status} ${reason}\r\n${headers.join('')}${length}\r\n\r\n`;
    const chunk = body && `${body.length.toString(16)}\r\n${body}\r\n`;
    const all = head + (framing === 'chunked' ? `${chunk}0\r\n\r\n` : body);
    const isWhole = cut >= all.length;
    const then = (socket: Socket): void => {
      if (isWhole) socket.end();
      else if (end !== 'silence') (end === 'reset' ? reset : close)(socket);
    };
    const hasHead = cut >= head.length;
    const isRefusal = status < 500 && isWhole && refusals.includes(body);
    // Whether the client could learn that nothing has happened.
    const denies = hasHead && ((status >= 400 && status < 500) || isRefusal);
    return { status, text: all.slice(0, cut), then, hasHead, denies };
  });

const calls = (Object.keys(classes) as Class[]).flatMap((kind) =>
  Object.values<Call>(classes[kind]).map((call) => ({ kind, call })),
);

const settles = fc.asyncProperty(
  fc.constantFrom(...calls),
  fc.constantFrom(undefined, onlooker),
  fc.tuple(responses, responses, responses),
  async ({ kind, call }, middleware, script) => {
    const [first, ...others] = script.map(({ text, then }) => raw(text, then));
    const handler = inTurn(first ?? raw(''), ...others);
    const met = await callServer(handler, call, { middleware, timeoutMs: DEADLINE });
    expect(met.ms).toBeLessThan(DEADLINE + SLACK);
    expect(met.requests).toBeLessThanOrEqual(3);
    const sent = script.slice(0, met.requests);

    // A charge is retried only after the client was told 429.
    if (kind === 'charging') {
      const retried = sent.slice(0, -1);
      expect(retried.every(({ status, hasHead }) => status === 429 && hasHead)).toBe(true);
    }

    // Data comes from a 2xx, and a failure is never called harmless without the server's word.
    if (!met.error) {
      expect(met.data).toBeTypeOf('object');
      expect(String(sent.at(-1)?.status)).toMatch(/^2/);
      return;
    }
    expect(met.data).toBeUndefined();
    expect(met.error).toBeInstanceOf(BillingError);
    expect(met.error.attempts).toBeGreaterThanOrEqual(sent.length);
    if (kind === 'reading') expect(met.error.outcome).toBe('not_processed');
    else if (!sent.every(({ denies }) => denies)) expect(met.error.outcome).toBe('unknown');
  },
);

test.concurrent.each([1, 2, 3, 4, 5])(
  'each call settles in time and charges once against a random server (seed %i)',
  async (seed) => {
    await fc.assert(settles, { seed, numRuns: 40 });
  },
);
