import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BillingError, createBillingClient } from '../src/index.js';
import { classes, listen, onlooker, secretKey, type Call, type Class } from './support/faults.js';

// The shortest wait: a longer one would only make a longer test.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

const DEADLINE = 150;
/** What a noisy machine may add to it. */
const SLACK = 5_000;

/** What a server says, and where it stops. All text is Latin-1, that is: bytes. */
interface Reply {
  status: number;
  reason: string;
  headers: string;
  body: string;
  framing: 'length' | 'too long' | 'chunked' | 'close';
  /** After how many bytes it ends the connection; it may also come to the end. */
  cut: number;
  end: 'close' | 'reset' | 'silence';
}

const latin1 = (text: string | Uint8Array): string => Buffer.from(text).toString('latin1');
const json = (...values: unknown[]): string[] => values.map((value) => JSON.stringify(value));

const data = { order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11' };
const error = [{ code: 'invalid_price' }];
const successes = json({ status: 'success', data }, { status: 'success', req_id: 'r', data }, data);
const refusals = json({ status: 'error', error }, { status: 'error', data: null }, { error });
const nonsense = [
  ...json({ status: 'success' }, { status: 'success', data: null }, { req_id: 7 }, {}, null, [], 7),
  ...['', '{"status":"succ', '\ufeff{"a":1}', '<!doctype html>'].map(latin1),
];

const header = (name: string, ...values: string[]): fc.Arbitrary<string> =>
  fc.constantFrom('', '', ...values.map((value) => `${name}: ${value}\r\n`));
const retryAfter = ['0', '0', '1', '86400', '-1', '', 'Thu, 01 Jan 1970 00:00:00 GMT'];

const replies: fc.Arbitrary<Reply> = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 204, 307, 400, 404, 500, 503),
    fc.constantFrom(200, 429),
    fc.integer({ min: 100, max: 999 }),
  ),
  reason: fc.constantFrom('OK', '', latin1('\u2713')),
  headers: fc
    .tuple(
      header('retry-after', ...retryAfter),
      header('content-type', 'application/json', 'text/html', 'x', 'text/plain; charset=utf-16'),
      header('location', '/', 'http://127.0.0.1:2/', '//[', ''),
      fc.oneof(fc.constant(''), header('content-encoding', 'gzip', 'identity', 'x')),
    )
    .map((lines) => lines.join('')),
  body: fc.oneof(
    fc.constantFrom(...successes),
    fc.constantFrom(...refusals),
    fc.constantFrom(...nonsense),
    fc.uint8Array({ maxLength: 64 }).map(latin1),
    fc.json().map(latin1),
  ),
  framing: fc.constantFrom('length', 'length', 'too long', 'chunked', 'close'),
  cut: fc.oneof(fc.nat(250), fc.constant(9_999)),
  end: fc.constantFrom('close', 'close', 'reset', 'silence'),
});

/** A reply on the wire. */
function write({ status, reason, headers, body, framing }: Reply): { head: string; all: string } {
  const length = {
    length: `content-length: ${body.length}`,
    'too long': `content-length: ${body.length + 9}`,
    chunked: 'transfer-encoding: chunked',
    close: 'connection: close',
  }[framing];
  const head = `HTTP/1.1 ${status} ${reason}\r\n${headers}${length}\r\n\r\n`;
  if (framing !== 'chunked') return { head, all: head + body };
  const chunk = body && `${body.length.toString(16)}\r\n${body}\r\n`;
  return { head, all: `${head}${chunk}0\r\n\r\n` };
}

/** Whether the client could learn that nothing has happened. */
function denies(reply: Reply): boolean {
  const { head, all } = write(reply);
  const { status, body, cut } = reply;
  if (cut < head.length) return false;
  return (
    (status >= 400 && status < 500) ||
    (status < 500 && cut >= all.length && refusals.includes(body))
  );
}

/** One server for all calls: what it answers, and has answered, by the number of the call. */
const calls: { script: readonly Reply[]; sent: Reply[] }[] = [];
const server = await listen(({ req: { socket } }, { headers }) => {
  const { script, sent } = calls[Number(headers['x-call'])] ?? { script: [], sent: [] };
  const reply = script[Math.min(sent.length, script.length - 1)];
  if (!reply) return;
  sent.push(reply);
  const { cut, end } = reply;
  const { all } = write(reply);
  socket.write(all.slice(0, cut), 'latin1', () => {
    if (cut < all.length && end === 'reset') socket.resetAndDestroy();
    else if (cut >= all.length || end === 'close') socket.end();
  });
});
afterAll(server.stop);

const named = Object.fromEntries(
  (Object.keys(classes) as Class[]).flatMap((kind) =>
    Object.entries<Call>(classes[kind]).map(([name, call]) => [name, { kind, call }]),
  ),
);

const settles = fc.asyncProperty(
  fc.constantFrom(...Object.keys(named)),
  fc.boolean(),
  fc.array(replies, { minLength: 1, maxLength: 3 }),
  async (name, watched, script) => {
    const { kind, call } = named[name] as (typeof named)[string];
    const sent: Reply[] = [];
    const headers = { 'x-call': String(calls.push({ script, sent }) - 1) };
    const { origin: baseUrl } = server;
    const client = createBillingClient({ orgId: 'acme', baseUrl, secretKey, headers });
    if (watched) client.use(onlooker);

    const start = performance.now();
    const { data, error } = await call(client, { timeoutMs: DEADLINE });
    expect(performance.now() - start).toBeLessThan(DEADLINE + SLACK);

    // A charge is retried only after the client was told 429.
    expect(sent.length).toBeLessThanOrEqual(3);
    if (kind === 'charging') {
      for (const reply of sent.slice(0, -1)) {
        expect(reply.status).toBe(429);
        expect(reply.cut).toBeGreaterThanOrEqual(write(reply).head.length);
      }
    }

    // Data comes from a 2xx, and a failure is never called harmless without the server's word.
    if (!error) {
      expect(data).toBeTypeOf('object');
      expect(String(sent.at(-1)?.status)).toMatch(/^2/);
      return;
    }
    expect(data).toBeUndefined();
    expect(error).toBeInstanceOf(BillingError);
    expect(error.attempts).toBeGreaterThanOrEqual(sent.length);
    if (kind === 'reading') expect(error.outcome).toBe('not_processed');
    else if (!sent.every(denies)) expect(error.outcome).toBe('unknown');
  },
);

test.concurrent.each([1, 2, 3, 4, 5])(
  'each call settles in time and charges once against a random server (seed %i)',
  async (seed) => {
    await fc.assert(settles, { seed, numRuns: 40 });
  },
  30_000,
);
