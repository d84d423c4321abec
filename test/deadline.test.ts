import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { BillingMiddleware } from '../src/index.js';
import { drop, ending, face, inTurn, one, raw, silence, success, ways } from './support/faults.js';
import { reply, type Handler } from './support/server.js';

// A wait of 0.1 s after the first attempt.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0.2));

const ok = reply(200, success);
const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const begun = 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n';

const drip: Handler = ({ req: { socket } }) => {
  socket.write(chunked);
  const timer = setInterval(() => socket.write('1\r\n \r\n'), 20);
  socket.on('close', () => clearInterval(timer));
};

test.concurrent.each<[string, Handler]>([
  ['no reply', silence],
  ['half the headers', raw('HTTP/1.1 200 OK\r\nx: ')],
  ['a body that never begins', raw(begun)],
  ['a stalled body', raw(`${begun}{"status":`)],
  ['a dripping body', drip],
  ['the body of a 500', raw('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\n')],
])('passes over %s', async (_, handler) => {
  await Promise.all(
    ways.map(async ({ kind, middleware }) => {
      const met = await face(handler, one[kind], { middleware, timeoutMs: 800 });
      const outcome = kind === 'reading' ? 'not_processed' : 'unknown';
      expect(met.error).toMatchObject({ kind: 'timeout', outcome, attempts: 1 });
      expect(met.requests).toBe(1);
      expect(met.ms).toBeGreaterThan(780);
      expect(met.ms).toBeLessThan(5_000);
    }),
  );
});

test.concurrent('passes during the second request', async () => {
  const met = await face(inTurn(drop, silence), one.keyed, { timeoutMs: 1_000 });
  const error = { kind: 'timeout', outcome: 'unknown', attempts: 2 };
  expect(met).toMatchObject({ error, requests: 2 });
});

test.concurrent('does not pass over a slow reply that is whole in time', async () => {
  const reply = ['{"status":', '"success"', ',"data":', '{"a":', '1}', '}'];
  const slow: Handler = ({ req: { socket } }) => {
    socket.write(chunked);
    const timer = setInterval(() => {
      const chunk = reply.shift() ?? '';
      socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
      if (!chunk) clearInterval(timer);
    }, 20);
  };
  expect(await face(slow, one.charging)).toMatchObject({ data: { a: 1 }, requests: 1 });
});

test.concurrent('is one for all attempts', async () => {
  const busy = reply(429, '', { 'retry-after': '0' });
  const handler: Handler = (...args) => void setTimeout(() => busy(...args), 50);
  const { error, ms } = await face(handler, one.charging, { timeoutMs: 500, retries: 100 });
  expect(error?.attempts).toBeLessThanOrEqual(11);
  expect(ms).toBeLessThan(4_000);
});

test.concurrent('is that of the client, or of the call', async () => {
  const options = { timeoutMs: 300 };
  const ofClient = await face(silence, one.charging, { options });
  expect(ofClient.error?.message).toContain('No response within 300 ms');
  const ofCall = await face(silence, one.charging, { options, timeoutMs: 200 });
  expect(ofCall.error?.message).toContain('No response within 200 ms');
});

test.concurrent.each<[number, 'charging' | 'keyed' | 'reading', outcome: string]>([
  [429, 'charging', 'not_processed'],
  [503, 'keyed', 'unknown'],
  [503, 'reading', 'not_processed'],
])('is not waited for after %i: %s', async (status, kind, outcome) => {
  const handler = reply(status, '', { 'retry-after': '86400' });
  const { error, requests, ms } = await face(handler, one[kind]);
  const end = { kind: 'http', outcome, attempts: 1, status, retryAfterMs: 86_400_000 };
  expect(error).toMatchObject(end);
  expect(requests).toBe(1);
  expect(ms).toBeLessThan(10_000);
});

test.concurrent('closes the connection', async () => {
  let open = 0;
  const handler: Handler = ({ req }) => {
    open++;
    req.socket.on('close', () => open--);
  };
  await face(handler, async (client) => {
    const call = one.charging(client, { timeoutMs: 1_000 });
    await vi.waitFor(() => expect(open).toBe(1));
    const result = await call;
    await vi.waitFor(() => expect(open).toBe(0), { timeout: 3_000 });
    return result;
  });
});

test.concurrent('keeps middleware from sending later', async () => {
  let release: () => void = () => undefined;
  const onError = vi.fn();
  const middleware: BillingMiddleware = {
    onRequest: () => new Promise((resolve) => (release = resolve)),
    onError,
  };
  const fetch = ending(() => Promise.resolve(Response.json(success)));
  const options = { fetch };
  const { error } = await face(silence, one.charging, { middleware, options, timeoutMs: 100 });
  expect(error).toMatchObject({ kind: 'timeout', outcome: 'not_processed', attempts: 0 });
  release();
  await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
  expect(fetch.calls).toBe(0);
});

describe.concurrent('a fetch that ignores the signal', () => {
  const never = (): Promise<Response> => new Promise(() => undefined);
  const late = { kind: 'timeout', outcome: 'unknown', attempts: 1 };

  test.each([
    ['is left at the deadline', never],
    ['is left in the body', () => Promise.resolve(new Response(new ReadableStream()))],
  ])('%s', async (_, how) => {
    const options = { fetch: ending(how) };
    const { error, ms } = await face(ok, one.charging, { options, timeoutMs: 100 });
    expect(error).toMatchObject(late);
    expect(ms).toBeLessThan(4_000);
  });

  test('is left when the caller aborts', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const fetch = ending(() => {
      setTimeout(() => controller.abort('mine'), 20);
      return never();
    });
    const { error } = await face(ok, one.charging, { options: { fetch }, signal });
    expect(error).toMatchObject({ kind: 'aborted', outcome: 'unknown', cause: 'mine' });
  });

  test.each([
    ['429', () => new Response('', { status: 429, headers: { 'retry-after': '0' } })],
    ['a refused port', () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' }))],
  ])('is not called again when it ends late with %s', async (_, answer) => {
    let settle: () => void = () => undefined;
    const fetch = ending(async () => {
      await new Promise<void>((resolve) => (settle = resolve));
      return answer();
    });
    const { error } = await face(ok, one.charging, { options: { fetch }, timeoutMs: 100 });
    settle();
    // Longer than the jitter.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(error).toMatchObject(late);
    expect(fetch.calls).toBe(1);
  });
});
