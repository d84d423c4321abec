import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { secretKeyHeader } from '../generated/operations.js';
import { MAX_BODY_BYTES, type Respond } from './respond.js';
import { failure, type Answer } from './responses.js';
import type { Call } from './routing.js';

/** Serves over HTTP; `close` ends every connection. Rejects with one line that says why it cannot listen. */
export async function listen(respond: Respond, host: string, port: number) {
  const server = createServer((request, response) => void handle(respond, request, response));
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem =
      code === 'EADDRINUSE'
        ? `port ${port} is already in use: choose another port, or 0 for a free one`
        : `cannot listen on host ${JSON.stringify(host)}: ${message}`;
    throw new Error(problem, { cause: error });
  }
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closed ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }));
  return { origin: `http://${reachable(host)}:${address.port}`, close };
}

/** The host for a URL: a server that listens everywhere is called over loopback. */
function reachable(host: string): string {
  const loopback = host.replace(/^0\.0\.0\.0$/, '127.0.0.1').replace(/^::$/, '::1');
  return loopback.includes(':') ? `[${loopback}]` : loopback;
}

async function handle(respond: Respond, request: IncomingMessage, response: ServerResponse) {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { method = '', url = '' } = request;
  const entries = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  const head = { method, url, headers: Object.fromEntries(entries) as Call['headers'] };
  for (const [name, value] of Object.entries(cors(head.headers))) response.setHeader(name, value);
  try {
    const body = await read(request);
    const preflight = { status: 204, headers: {}, body: '' };
    const isPreflight = method === 'OPTIONS';
    send(response, isPreflight ? preflight : await respond({ ...head, body }, gone.signal));
  } catch (error) {
    // Nobody is left to tell when the client has gone, or close() has ended the connection.
    if (response.destroyed) return;
    const problem = `the sandbox failed: ${String(error)}`;
    send(response, failure({ ...head, body: '' }, 500, problem));
  }
}

/** The body as text; `undefined`: too large. It is read to its end all the same, so that the client gets the reason. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString() : undefined;
}

function send(response: ServerResponse, { status, headers, body, connection }: Answer): void {
  const { socket } = response;
  if (connection === 'reset') {
    socket?.resetAndDestroy();
  } else if (connection === 'drop') {
    socket?.destroySoon();
  } else if (connection === 'cut') {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2), () => socket?.destroySoon());
  } else {
    response.writeHead(status, headers).end(body);
  }
}

/** Lets a page of any origin call, with any header, and read the response. */
function cors(sent: Call['headers']): Answer['headers'] {
  const requested = sent['access-control-request-headers'] ?? '*';
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': `${secretKeyHeader}, content-type, x-sandbox, ${requested}`,
    'access-control-expose-headers': 'retry-after',
  };
}
