import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { createBillingClient, type BillingMiddleware } from '../src/index.js';
import { refusal, session } from './support/server.js';

type Answer = () => Response | Promise<Response>;

const data = { ...session, checkout_status: 'succeeded' };
const text = (body: string | null, status = 200, headers = {}): Response =>
  new Response(body, { status, headers });
const json = (body: unknown, status = 200, headers = {}): Response =>
  text(JSON.stringify(body), status, headers);
const cut = (status: number): Response =>
  new Response(new ReadableStream({ start: (body) => body.error(new Error('cut')) }), { status });
const odd = (value: unknown): Response => value as Response;
const statusOnly = (status: number): Response =>
  odd({ status, headers: new Headers(), text: () => Promise.resolve('') });
const redirect = (status: number): Response =>
  text('', status, { location: 'https://elsewhere.test' });
const lost = (cause?: object): never => {
  throw Object.assign(new TypeError('fetch failed'), { cause });
};
const never = (): Promise<Response> => new Promise(() => undefined);

/** What the server answers after a charge. */
const charged: Answer[] = [
  () => json({ status: 'success', req_id: 'r', data }),
  () => json({ status: 'success', data }, 201),
  () => json(data),
  ...[null, [], 7, {}, { detail: 'Not Found' }].map((body) => () => json(body)),
  () => json({ status: 'success', data: null }),
  () => json({ status: 'success' }),
  ...['', '<html>', '{"status":"succ'].map((body) => () => text(body)),
  () => text(null, 204),
  ...[200, 500].map((status) => () => cut(status)),
  ...[500, 503].map((status) => () => json(refusal, status)),
  () => text('', 500),
  () => text('', 502, { 'retry-after': '0' }),
  () => text('bad', 504),
  ...[302, 307].map((status) => () => redirect(status)),
  ...[0, 999].map((status) => () => statusOnly(status)),
  ...[undefined, {}].map((value) => () => odd(value)),
  () => lost(),
  () => lost({ code: 'ECONNRESET' }),
  () => lost({ errors: [{ code: 'ECONNREFUSED' }, { code: 'EPIPE' }] }),
  never,
];

/** What it answers without a charge. */
const uncharged: Answer[] = [
  () => json(refusal),
  () => json(refusal, 400),
  () => json({ status: 'error', error: 'no' }, 422),
  () => json({ error: [{ code: 'c' }] }),
  () => text('', 401),
  () => text('<html>', 404),
  () => cut(403),
  () => text('', 429),
  () => json(refusal, 429, { 'retry-after': '0' }),
  () => json({}, 429, { 'retry-after': '86400' }),
  () => lost({ code: 'ECONNREFUSED' }),
  () => lost({ errors: [{ syscall: 'connect' }, { code: 'ETIMEDOUT', syscall: 'connect' }] }),
];

const answers = [...charged, ...uncharged];

const middlewares: (BillingMiddleware | undefined)[] = [
  undefined,
  { onRequest: () => undefined },
  { onResponse: ({ response }) => response.text().then(() => undefined) },
  { onRequest: ({ request }) => new Request(request, { headers: { 'x-a': 'b' } }) },
];

const timers = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/**
 * Makes one charge at a server that answers up to three requests as it likes. The server knows what the client cannot
 * know, so it can tell what the client did wrong.
 */
async function charge(script: readonly Answer[], middleware?: BillingMiddleware): Promise<string> {
  let [charges, requests, strays] = [0, 0, 0];
  const fetch = (url: unknown, init?: RequestInit): Promise<Response> | Response => {
    const hasKey = new Headers(init?.headers).get('ff-secret-key') === 's3cret';
    if (!hasKey || !String(url).startsWith('https://billing.test/')) strays++;
    const answer = script[requests++] ?? (() => json({}));
    if (charged.includes(answer)) charges++;
    return answer();
  };
  const billing = createBillingClient({
    orgId: 'acme',
    baseUrl: 'https://billing.test',
    secretKey: 's3cret',
    fetch: fetch as typeof globalThis.fetch,
    timeoutMs: script.includes(never) ? 100 : 30_000,
  });
  if (middleware) billing.use(middleware);
  const { signal } = new AbortController();
  const body = { subs_id: session.order_id, pp_ident: 'yearly' };
  const { error, attempts } = await billing.POST('/subscription/migration', { body, signal });
  const mistakes = {
    'charged twice': charges > 1,
    'called a charge harmless': error?.outcome === 'not_processed' && charges > 0,
    'called a success what was no charge': !error && charges === 0,
    'sent the key elsewhere, or left it out': strays > 0,
    'counted the attempts wrong': (error?.attempts ?? attempts) !== requests,
    'left a listener behind': getEventListeners(signal, 'abort').length > 0,
  };
  const [mistake = ''] = Object.entries(mistakes).find(([, isMade]) => isMade) ?? [];
  return mistake;
}

beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

/** Other numbers try other sequences of responses: `SEED=8 npx vitest run test/charges.test.ts`. */
const seed = Number(process.env['SEED'] ?? 7);

test(`12,000 charges, ${answers.length} kinds of response: none is made twice or called harmless`, async () => {
  const random = fc.tuple(
    fc.array(fc.nat(answers.length - 1), { minLength: 3, maxLength: 3 }),
    fc.constantFrom(...middlewares),
  );
  const charges = fc.sample(random, { seed, numRuns: 12_000 }).values();
  const before = timers();
  const worker = async (): Promise<void> => {
    for (const [kinds, middleware] of charges) {
      const script = kinds.map((kind) => answers[kind] as Answer);
      const mistake = await charge(script, middleware).catch(String);
      if (mistake) throw new Error(`${mistake}; seed ${seed}, responses ${String(kinds)}`);
    }
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  // One that is left lives for 30 s.
  expect(timers() - before, `timers left, seed ${seed}`).toBeLessThan(5);
});
