import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the server saw it. */
export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Server {
  /** `http://127.0.0.1:port` */
  origin: string;
  requests: Seen[];
  stop: () => Promise<void>;
}

/** How to answer the n-th request, counted from 1. */
export type Handler = (response: ServerResponse, request: Seen, n: number) => void;

/** Starts a real HTTP server; whoever starts it stops it. */
export async function listen(
  handler: Handler,
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<Server> {
  const requests: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body };
      handler(response, seen, requests.push(seen));
    });
  });
  server.on('connection', onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, requests, stop };
}

/** The same for one test, which must not be concurrent: the server stops when the test ends. */
export async function serve(handler: Handler): Promise<Server> {
  const server = await listen(handler);
  onTestFinished(server.stop);
  return server;
}

/** Answers every request the same. */
export function reply(
  status: number,
  body: string | object,
  headers: Record<string, string> = {},
): Handler {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export const session = {
  client_token: 'token',
  order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11',
};

/** A response that every operation takes for a success. */
export const success = { status: 'success', req_id: '4euAd4PZ', data: session };

export const refusal = { status: 'error', error: [{ code: 'invalid_price' }] };
