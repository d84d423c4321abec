import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import createClient from 'openapi-fetch';
import type { paths } from '../../src/generated/schema.js';
import { createBillingClient } from '../../src/index.js';
import { body, median, path } from './call.js';

type Call = () => Promise<unknown>;

const middleware = {
  onRequest: ({ request }: { request: Request }) => request.headers.set('x-trace-id', '1'),
};

/** The same call by each contender. */
function contenders(baseUrl: string): Record<string, Call> {
  const ours = (...use: (typeof middleware)[]): Call => {
    const client = createBillingClient({ orgId: 'acme', baseUrl });
    client.use(...use);
    return async () => {
      const { data, error } = await client.POST(path, { body });
      if (error) throw error;
      return data;
    };
  };
  const bare = (...use: (typeof middleware)[]): Call => {
    const client = createClient<paths>({ baseUrl });
    client.use(...use);
    return async () => {
      const { data, response } = await client.POST(path, { body });
      if (!response.ok) throw new Error(response.statusText);
      return data;
    };
  };
  return {
    'hand-written fetch': async () => {
      const response = await fetch(baseUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      const reply = (await response.json()) as { status: string; data: unknown };
      if (reply.status !== 'success') throw new Error(reply.status);
      return reply.data;
    },
    'this client': ours(),
    'bare openapi-fetch': bare(),
    'this client, middleware': ours(middleware),
    'bare openapi-fetch, middleware': bare(middleware),
  };
}

/** Calls a second, with so many under way at once. */
async function rate(call: Call, calls: number, concurrency: number): Promise<number> {
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return calls / ((performance.now() - start) / 1_000);
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, calls: { type: 'string', default: '3000' } },
});
const server = fork(new URL('./server.js', import.meta.url));
const [port] = (await once(server, 'message')) as [number];
const all = Object.entries(contenders(`http://127.0.0.1:${port}`));
for (const [, call] of all) await rate(call, 2_000, 16);

for (const concurrency of [1, 16]) {
  const rates = new Map<string, number[]>(all.map(([name]) => [name, []]));
  // Interleaved, and in another order each round: what slows the machine slows all alike.
  for (let round = 0; round < Number(values.rounds); round++) {
    for (let at = 0; at < all.length; at++) {
      const [name, call] = all[(at + round) % all.length] as (typeof all)[number];
      rates.get(name)?.push(await rate(call, Number(values.calls), concurrency));
    }
  }
  console.log(
    `\nconcurrency ${concurrency}, median of ${values.rounds} rounds of ${values.calls} calls`,
  );
  const reference = rates.get('hand-written fetch') ?? [];
  const [ours, theirs] = [rates.get('this client') ?? [], rates.get('bare openapi-fetch') ?? []];
  const above = ours.filter((value, round) => value > (theirs[round] ?? NaN)).length;
  for (const [name, found] of rates) {
    const ratio = median(found.map((value, round) => value / (reference[round] ?? NaN)));
    console.log(
      `${name.padEnd(32)} ${median(found).toFixed(0).padStart(7)} calls/s   ${ratio.toFixed(2)} of hand-written fetch`,
    );
  }
  console.log(`this client above bare openapi-fetch in ${above} of ${values.rounds} rounds`);
}
server.kill();
