import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  close,
  drop,
  face,
  listen,
  one,
  onlooker,
  raw,
  refusing,
  reset,
  secretKey,
  silence,
  success,
  ways,
  type Class,
} from './support/faults.js';
import { createBillingClient, type BillingMiddleware } from '../src/index.js';
import { reply, type Handler } from './support/server.js';

// The shortest wait: these tests ask whether a request is retried, not when.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

type Expected = Readonly<Record<Class, readonly [requests: number, outcome: string]>>;

const lost: Expected = {
  charging: [1, 'unknown'],
  reading: [3, 'not_processed'],
  keyed: [3, 'unknown'],
};
const json = 'content-type: application/json';
const begun = `HTTP/1.1 200 OK\r\n${json}\r\ncontent-length: 99\r\n\r\n`;
const chunked = `HTTP/1.1 200 OK\r\n${json}\r\ntransfer-encoding: chunked\r\n\r\n`;
const half = '{"status":"success","data":{';

describe.concurrent('a lost connection', () => {
  test.each<[string, Handler, object]>([
    ['closed before the headers', drop, { kind: 'network' }],
    ['reset before the headers', raw('', reset), { kind: 'network' }],
    ['closed within the status', raw('HTTP/1.1 20', close), { kind: 'network' }],
    ['closed within the headers', raw('HTTP/1.1 429 No\r\nretry-', close), { kind: 'network' }],
    ['closed after the headers', raw(begun, close), { kind: 'malformed', status: 200 }],
    ['closed mid-body', raw(begun + half, close), { kind: 'malformed', status: 200 }],
    [
      'closed within a chunk',
      raw(`${chunked}ff\r\n${half}`, close),
      { kind: 'malformed', status: 200 },
    ],
    [
      'closed between chunks',
      raw(`${chunked}1c\r\n${half}\r\n`, close),
      { kind: 'malformed', status: 200 },
    ],
    [
      'closed after the headers of a 500',
      raw('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\n', close),
      { kind: 'http', status: 500 },
    ],
    [
      'a body that does not unpack',
      raw('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}'),
      { kind: 'malformed', status: 200 },
    ],
    ['no HTTP at all', raw('SSH-2.0-OpenSSH_9.6\r\n', close), { kind: 'network' }],
    [
      'headers without end',
      raw(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(99_999)}\r\n\r\n`),
      { kind: 'network' },
    ],
  ])('%s', async (_, handler, expected) => {
    await Promise.all(
      ways.map(async ({ kind, middleware }) => {
        const { error, requests } = await face(handler, one[kind], { middleware });
        const [attempts, outcome] = lost[kind];
        expect(error).toMatchObject({ ...expected, outcome, attempts });
        expect(requests).toBe(attempts);
      }),
    );
  });

  test('before the request was read', async () => {
    let connections = 0;
    const server = await listen(silence, (socket) => {
      connections++;
      socket.destroy();
    });
    const client = createBillingClient({ orgId: 'acme', baseUrl: server.origin, secretKey });
    const { error } = await one.charging(client);
    expect(error).toMatchObject({ kind: 'network', outcome: 'unknown', attempts: 1 });
    expect(connections).toBe(1);
    await server.stop();
  });
});

describe.concurrent('no connection: retried for every operation', () => {
  test.each([
    ['a refused port', refusing],
    ['a refused port, by a name that may have several addresses', 'http://localhost:2'],
    ['a refused port, IPv6', 'http://[::1]:2'],
    ['an unknown host', 'https://nowhere.invalid'],
  ])('%s', async (_, baseUrl) => {
    await Promise.all(
      ways.map(async ({ kind, middleware }) => {
        const options = { baseUrl };
        const { error, requests } = await face(silence, one[kind], { options, middleware });
        expect(error).toMatchObject({ kind: 'network', outcome: 'not_processed', attempts: 3 });
        expect(error?.cause).toBeInstanceOf(Error);
        expect(requests).toBe(0);
      }),
    );
  });
});

describe.concurrent('middleware changes nothing about', () => {
  const ok = '{"status":"success","data":{"a":1}}';
  test.each<[string, string, object]>([
    [
      'a status that Response does not take',
      'HTTP/1.1 999 Denied\r\ncontent-length: 0\r\n\r\n',
      { error: { kind: 'http', outcome: 'unknown', status: 999 }, requests: 1 },
    ],
    [
      'a status text that Response does not take',
      // The bytes of a character beyond Latin-1.
      `HTTP/1.1 200 \xe2\x9c\x93\r\ncontent-length: ${ok.length}\r\n\r\n${ok}`,
      { data: { a: 1 }, requests: 1 },
    ],
    [
      'a status that has no body',
      `HTTP/1.1 205 OK\r\ncontent-length: ${ok.length}\r\n\r\n${ok}`,
      { data: {}, requests: 1 },
    ],
  ])('%s', async (_, reply, expected) => {
    expect(await face(raw(reply), one.charging)).toMatchObject(expected);
    expect(await face(raw(reply), one.charging, { middleware: onlooker })).toMatchObject(expected);
  });

  test.each([
    [404, 'Not Found'],
    [503, 'Service Unavailable'],
    [999, 'Denied'],
  ])('what it may read of a reply: %i', async (status, text) => {
    const seen: unknown[] = [];
    const middleware: BillingMiddleware = {
      onResponse: async ({ response }) =>
        void seen.push(response.status, response.statusText, response.ok, await response.text()),
    };
    const handler = raw(`HTTP/1.1 ${status} ${text}\r\ncontent-length: 2\r\n\r\nno`);
    const { error } = await face(handler, one.charging, { middleware });
    expect(error).toMatchObject({ kind: 'http', status });
    expect(seen).toEqual([status, text, false, 'no']);
  });

  test('an empty body', async () => {
    const middleware: BillingMiddleware = {
      onRequest: ({ request }) => new Request(request.url, { method: 'POST', body: '' }),
    };
    const handler = reply(200, success);
    expect(await face(handler, one.charging, { middleware })).toMatchObject({ requests: 1 });
  });
});
