import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BillingConfigError, createBillingClient, type BillingMiddleware } from '../src/index.js';

/**
 * A server that charges, or not, and then answers in one of many ways. It knows what the client cannot know, so it can
 * tell whether the client charged twice, or called a charge harmless.
 */
interface Server {
  charges: number;
  requests: number;
  strays: number;
}

const data = { order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11', checkout_status: 'succeeded' };
const refusal = { status: 'error', req_id: 'r', error: [{ code: 'invalid_price' }] };
const json = (body: unknown, status = 200, headers = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
const cut = (status: number): Response =>
  new Response(new ReadableStream({ start: (body) => body.error(new Error('cut')) }), { status });
const odd = (value: unknown): Response => value as Response;
const lost =
  (facts: object = {}) =>
  (): never => {
    throw Object.assign(new TypeError('fetch failed'), facts);
  };
const connect = { cause: { code: 'ECONNREFUSED' } };
const never = (): Promise<Response> => new Promise(() => undefined);

/** What the server answers after a charge. */
const charged: (() => Response | Promise<Response>)[] = [
  () => json({ status: 'success', req_id: 'r', data }),
  () => json({ status: 'success', data }, 201),
  () => json(data),
  () => json({ status: 'success', data: null }),
  () => json({ status: 'success' }),
  () => json({ detail: 'Not Found' }),
  () => json(null),
  () => json([]),
  () => json(7),
  () => json({}),
  () => new Response(''),
  () => new Response(null, { status: 204 }),
  () => new Response('<html>'),
  () => new Response('{"status":"succ'),
  () => cut(200),
  () => cut(500),
  () => json(refusal, 500),
  () => json(refusal, 503),
  () => new Response('', { status: 500 }),
  () => new Response('', { status: 502, headers: { 'retry-after': '0' } }),
  () => new Response('bad', { status: 504 }),
  () => new Response('', { status: 302, headers: { location: 'https://elsewhere.test' } }),
  () => new Response('', { status: 307, headers: { location: 'https://elsewhere.test' } }),
  () => odd({ status: 999, headers: new Headers(), text: () => Promise.resolve('') }),
  () => odd({ status: 0, headers: new Headers(), text: () => Promise.resolve('') }),
  () => odd(undefined),
  () => odd({}),
  lost(),
  lost({ cause: { code: 'ECONNRESET' } }),
  lost({ cause: { errors: [{ code: 'ECONNREFUSED' }, { code: 'EPIPE' }] } }),
  never,
];

/** What it answers without a charge. */
const uncharged: (() => Response | Promise<Response>)[] = [
  () => json(refusal),
  () => json(refusal, 400),
  () => json({ status: 'error', error: 'no' }, 422),
  () => json({ error: [{ code: 'c' }] }),
  () => new Response('', { status: 401 }),
  () => new Response('<html>', { status: 404 }),
  () => cut(403),
  () => new Response('', { status: 429 }),
  () => json(refusal, 429, { 'retry-after': '0' }),
  () => json({}, 429, { 'retry-after': '86400' }),
  lost(connect),
  lost({ cause: { errors: [{ syscall: 'connect' }, { code: 'ETIMEDOUT', syscall: 'connect' }] } }),
];

const kinds = [
  ...charged.map((answer) => ({ answer, charges: true })),
  ...uncharged.map((answer) => ({ answer, charges: false })),
];

/** Numbers that look random and are the same in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const middlewares: (BillingMiddleware | undefined)[] = [
  undefined,
  { onRequest: () => undefined },
  { onResponse: ({ response }) => response.text().then(() => undefined) },
  { onRequest: ({ request }) => new Request(request, { headers: { 'x-a': 'b' } }) },
];

beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
afterAll(() => void vi.restoreAllMocks());

test(`no charge is made twice or called harmless: ${kinds.length} kinds of response`, async () => {
  const random = createRandom(7);
  const calls = Array.from({ length: 3_000 }, async () => {
    const server: Server = { charges: 0, requests: 0, strays: 0 };
    const script = Array.from({ length: 3 }, () => kinds[random(kinds.length)]);
    const fetch = (url: unknown, init?: RequestInit): Promise<Response> | Response => {
      const kind = script[server.requests++];
      if (!String(url).startsWith('https://billing.test/')) server.strays++;
      expect(new Headers(init?.headers).get('ff-secret-key')).toBe('s3cret');
      if (kind?.charges) server.charges++;
      return kind?.answer() ?? json({});
    };
    const billing = createBillingClient({
      orgId: 'acme',
      baseUrl: 'https://billing.test',
      secretKey: 's3cret',
      fetch: fetch as typeof globalThis.fetch,
      timeoutMs: 200,
    });
    const middleware = middlewares[random(middlewares.length)];
    if (middleware) billing.use(middleware);
    const body = { subs_id: data.order_id, pp_ident: 'yearly' };
    const call = billing.POST('/subscription/migration', { body });
    const { error, attempts } = await call.catch((reason: unknown) => {
      expect(reason).toBeInstanceOf(BillingConfigError);
      throw reason;
    });
    expect(server.charges).toBeLessThanOrEqual(1);
    expect(server.strays).toBe(0);
    expect(error?.attempts ?? attempts).toBe(server.requests);
    if (error && server.charges) expect(error.outcome).toBe('unknown');
    if (!error) expect(server.charges).toBe(1);
  });
  await Promise.all(calls);
});
