import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { readContract } from '../../src/sandbox/contract.js';
import { createRespond, type Respond } from '../../src/sandbox/respond.js';
import { text, type Answer } from '../../src/sandbox/responses.js';
import type { Call } from '../../src/sandbox/routing.js';
import { listen } from '../../src/sandbox/server.js';
import type { Engine } from './conformance/capabilities.js';
import type { Finding } from './conformance/program.js';
import type { Seen, World } from './conformance/world.js';

/** Everything that one engine can call, and what it reports. */
export interface Lab {
  /** Where the program begins: it asks `/world` where it is, and posts to `/findings`. */
  readonly world: World;
  /** Resolves when the program has reported; rejects with what it threw. */
  readonly findings: Promise<readonly Finding[]>;
  readonly close: () => Promise<void>;
}

const UNUSED_SANDBOXES = 7;
const serve = (respond: Respond) => listen(respond, '127.0.0.1', 0);

/** Starts sandboxes that record what reaches them, and the server of the program and its pages in `folders`. */
export async function startLab(engine: Engine, folders: readonly string[] = []): Promise<Lab> {
  const contract = readContract();
  const respond = createRespond(contract);
  const requests: Seen[] = [];
  let scenario = '';
  const recorded: Respond = (call, signal) => {
    requests.push(describe(call));
    const headers = { ...(scenario && { 'x-sandbox': scenario }), ...call.headers };
    return respond({ ...call, headers }, signal);
  };
  let settle: (findings: readonly Finding[] | Promise<never>) => void;
  const findings = new Promise<readonly Finding[]>((resolve) => (settle = resolve));

  const sandboxes = await Promise.all(
    Array.from({ length: 1 + UNUSED_SANDBOXES }, () => serve(recorded)),
  );
  const control = await serve(async ({ method, url, body = '' }) => {
    switch (`${method} ${url}`) {
      case 'GET /world':
        return file('.json', JSON.stringify(world));
      case 'GET /seen':
        return file('.json', JSON.stringify(requests.splice(0)));
      case 'POST /scenario':
        scenario = body;
        return text(200, '');
      case 'POST /findings': {
        const reported = JSON.parse(body) as readonly Finding[] | string;
        settle(typeof reported === 'string' ? Promise.reject(new Error(reported)) : reported);
        return text(200, '');
      }
      case 'GET /conformance':
      case 'GET /example':
        return file('.html', PAGE);
      default:
        return url.startsWith('/large/') ? file('.json', LARGE) : readFrom(folders, url);
    }
  });

  const [baseUrl = '', ...unused] = sandboxes.map(({ origin }) => origin + contract.basePath);
  const world: World = { engine, lab: control.origin, baseUrl, unused };
  const close = async () => {
    await Promise.all([...sandboxes, control].map((server) => server.close()));
  };
  return { world, findings, close };
}

function describe({ url, headers, body }: Call): Seen {
  return {
    host: (headers['host'] ?? '').replace(/:\d+$/, ''),
    path: url.replace(/^\/[^/]+\/v1(?=\/)/, ''),
    key: headers['ff-secret-key'] ?? null,
    trace: headers['x-trace-id'] ?? null,
    body: JSON.parse(body || '{}') as Seen['body'],
  };
}

// A script that an engine cannot parse reports that, too.
const PAGE = `<!doctype html>
<title>test:runtimes</title>
<body><script>
  addEventListener('error', ({ message }) => fetch('/findings', { method: 'POST', body: JSON.stringify(message) }));
</script>
<script type="module" src="/page.js"></script>
`;

/** An envelope with 1 MB. */
const LARGE = JSON.stringify({
  status: 'success',
  data: { client_token: 'x'.repeat(1_000_000), order_id: 'order' },
});

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

function file(extension: string, body: string): Answer {
  const type = TYPES[extension] ?? 'text/plain';
  return text(200, body, { 'content-type': type, 'cache-control': 'no-store' });
}

async function readFrom(folders: readonly string[], url: string): Promise<Answer> {
  for (const folder of folders) {
    const body = await readFile(join(folder, url), 'utf8').catch(() => undefined);
    if (body !== undefined) return file(extname(url), body);
  }
  return text(404, 'no such file');
}
