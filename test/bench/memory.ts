import { getEventListeners, setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { createBillingClient, type BillingClient } from '../../src/index.js';
import { body, median, path, response } from './call.js';

/** What the heap may grow by in a phase, in MB: a single forgotten timer a call is more than ten times that. */
const LIMIT = 2;
const SAMPLES = 10;
const AT_ONCE = 100;

const { gc } = globalThis;
if (!gc) throw new Error('Run it as: node --expose-gc --import tsx test/bench/memory.ts');

/** A client whose fetch ends so, with retries or without, and with middleware or without. */
function client(answer: (n: number) => Promise<Response>, watched = false): BillingClient {
  let n = 0;
  const made = createBillingClient({ orgId: 'acme', retries: 0, fetch: () => answer(n++) });
  if (watched) made.use({ onRequest: () => undefined });
  return made;
}

const ok = (): Promise<Response> => Promise.resolve(Response.json(response));
const busy = (): Promise<Response> =>
  Promise.resolve(new Response('', { status: 429, headers: { 'retry-after': '20' } }));
const deaf = (): Promise<Response> => new Promise(() => undefined);
const failures = [
  () => Promise.resolve(Response.json({ status: 'error', error: [{ code: 'c' }] })),
  () => Promise.resolve(new Response('no', { status: 503 })),
  () => Promise.resolve(new Response('<html>')),
  () => Promise.reject(new TypeError('Failed to fetch')),
] as const;

// One signal for all calls, as a server has one for its shutdown.
const { signal } = new AbortController();
// Node warns of more than ten calls at once.
setMaxListeners(0, signal);

type Call = () => Promise<unknown>;
const calling = (billing: BillingClient, init: object = {}): Call => {
  return () => billing.POST(path, { body, signal, ...init });
};
/** A call whose own signal aborts it. */
const aborted =
  (billing: BillingClient): Call =>
  async () => {
    const controller = new AbortController();
    const call = calling(billing, { signal: controller.signal, retries: 2 })();
    await setImmediate();
    controller.abort();
    return call;
  };

const phases: [name: string, calls: number, call: Call][] = [
  ['success', 100_000, calling(client(ok))],
  ['success, with middleware', 20_000, calling(client(ok, true))],
  ['error', 20_000, calling(client((n) => (failures[n % failures.length] ?? failures[0])()))],
  ['deadline', 20_000, calling(client(deaf), { timeoutMs: 1 })],
  ['abort during a request', 20_000, aborted(client(deaf))],
  ['abort during a wait', 20_000, aborted(client(busy))],
  ['abort during a wait, with middleware', 20_000, aborted(client(busy, true))],
];

/** MB in use, after garbage collection. */
async function used(): Promise<number> {
  for (let n = 0; n < 3; n++) {
    await setImmediate();
    gc?.();
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function run(calls: number, call: Call): Promise<void> {
  for (let done = 0; done < calls; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, call));
  }
}

console.log('heap in MB after each tenth of the calls');
for (const [name, calls, call] of phases) {
  await run(2_000, call);
  const samples = [await used()];
  for (let n = 0; n < SAMPLES; n++) {
    await run(calls / SAMPLES, call);
    samples.push(await used());
  }
  const growth = median(samples.slice(-4)) - median(samples.slice(0, 4));
  const left = getEventListeners(signal, 'abort').length;
  const flat = growth < LIMIT && left === 0;
  console.log(`\n${name}, ${calls} calls\n  ${samples.map((mb) => mb.toFixed(1)).join(' ')}`);
  console.log(`  ${flat ? 'flat' : 'GROWS'}: ${growth.toFixed(2)} MB, ${left} listeners left`);
  if (!flat) process.exitCode = 1;
}
