import { join } from 'node:path';
import { contractFiles, loadContract } from '../scripts/contract/load.js';
import { createAnswer } from '../scripts/sandbox/answer.js';
import { corsHeaders, createApi } from '../scripts/sandbox/api.js';
import { serverPath } from '../scripts/sandbox/definition.js';
import type { Call, Reply } from '../scripts/sandbox/replies.js';
import { listen } from '../scripts/sandbox/server.js';
import type { Seen } from './conformance/world.js';

export interface WatchedSandbox {
  readonly origin: string;
  readonly baseUrl: string;
  readonly close: () => Promise<void>;
}

/** The sandbox, which also tells at `/seen` what requests it got since it was last asked. */
export async function startWatchedSandbox(): Promise<WatchedSandbox> {
  const contract = await loadContract(await contractFiles(join(import.meta.dirname, '../openapi')));
  const api = await createApi(contract);
  const answer = createAnswer(api, 60_000);
  const seen: Seen[] = [];
  const { origin, close } = await listen(
    (call, signal) => {
      if (call.url === '/seen') return Promise.resolve(json(seen.splice(0)));
      seen.push(summary(call));
      return answer(call, signal);
    },
    corsHeaders(api),
    0,
  );
  return { origin, baseUrl: origin + serverPath(contract), close };
}

function summary({ url, headers, body }: Call): Seen {
  const one = (name: string) => (headers[name] === undefined ? null : String(headers[name]));
  return {
    host: String(headers['host']).replace(/:\d+$/, ''),
    path: url.replace(/^\/[^/]+\/v1(?=\/)/, ''),
    key: one('ff-secret-key'),
    trace: one('x-trace-id'),
    body: JSON.parse(body || '{}') as Seen['body'],
  };
}

function json(value: unknown): Reply {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status: 200, headers, body: JSON.stringify(value) };
}
