import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './answer.js';
import { refusal, text, withHeaders, type Call, type Reply } from './replies.js';

const MAX_BODY = 1024 * 1024;

/** The port is not to be had. */
export class PortError extends Error {
  override readonly name = 'PortError';
}

/** A server that listens. */
export interface Listening {
  /** Such as http://127.0.0.1:4010 */
  readonly origin: string;
  /** Cuts every connection and frees the port. */
  readonly close: () => Promise<void>;
}

/** Serves answers on the loopback interface. */
export async function listen(
  answer: Answer,
  cors: Reply['headers'],
  port: number,
): Promise<Listening> {
  const server = createServer((request, response) => {
    handle(answer, cors, request, response).catch((error: unknown) => {
      // Nobody is left to tell when the client went away, or close() cut it off.
      if (response.destroyed) return;
      console.error('sandbox:', error);
      const reply = text(500, `sandbox: ${String(error)}\n`);
      send(response, withHeaders(reply, cors));
    });
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, port);
  }
  const { port: taken } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    origin: `http://127.0.0.1:${taken}`,
    close: () =>
      (closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      })),
  };
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  const remedy = 'choose another port, 0 takes a free one';
  if (error.code === 'EADDRINUSE') return new PortError(`port ${port} is taken; ${remedy}`);
  if (error.code === 'EACCES') return new PortError(`port ${port} is not permitted; ${remedy}`);
  return error;
}

async function handle(
  answer: Answer,
  cors: Reply['headers'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = await read(request);
  const call: Call = {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: present(request.headers),
    body: body ?? '',
  };
  const reply = await (request.method === 'OPTIONS'
    ? { status: 204, headers: {}, body: '' }
    : body === undefined
      ? refusal(call, 413, 'payload_too_large', `the body is larger than ${MAX_BODY} bytes`)
      : answer(call, gone.signal));
  if (reply === 'drop') request.socket.destroy();
  else send(response, withHeaders(reply, cors));
}

/** The body as text; undefined when it is too large. It is read to its end all the same, so that the client hears why. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size <= MAX_BODY ? Buffer.concat(chunks).toString() : undefined;
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers);
  response.end(body);
}

function present(headers: IncomingMessage['headers']): Call['headers'] {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
