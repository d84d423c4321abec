import { describe, expect, test, vi } from 'vitest';
import { BillingError, createBillingClient, type BillingMiddleware } from '../src/index.js';
import { body, open, path } from './support/client.js';
import { reply, serve, session, success, type Server } from './support/server.js';

const client = (
  server: Server,
  ...middleware: BillingMiddleware[]
): ReturnType<typeof createBillingClient> => {
  const made = createBillingClient({
    orgId: 'acme',
    baseUrl: server.origin,
    secretKey: 's3cret',
    retries: 1,
  });
  made.use(...middleware);
  return made;
};

describe('middleware', () => {
  test('sees one request a call, whatever the attempts, and the final response', async () => {
    const server = await serve((res, seen, n) =>
      n === 1
        ? res.writeHead(429, { 'retry-after': '0' }).end()
        : reply(200, success)(res, seen, n),
    );
    const onRequest = vi.fn<NonNullable<BillingMiddleware['onRequest']>>();
    const texts: string[] = [];
    const billing = client(server, {
      onRequest,
      onResponse: async ({ response, request, schemaPath }) => {
        expect([response.url, request.url, schemaPath]).toEqual([
          server.origin + path,
          server.origin + path,
          path,
        ]);
        texts.push(await response.text());
      },
    });
    const { data, response } = await open(billing);
    expect(data).toEqual(session);
    expect(response?.status).toBe(200);
    expect(onRequest).toHaveBeenCalledOnce();
    expect(texts).toEqual([JSON.stringify(success)]);
    expect(server.requests.map((request) => JSON.parse(request.body) as unknown)).toEqual(
      Array(2).fill({ ...body, region: 'default' }),
    );
  });

  test('may change the request', async () => {
    const server = await serve(reply(200, success));
    await open(client(server, { onRequest: ({ request }) => request.headers.set('x-trace', '1') }));
    expect(server.requests[0]).toMatchObject({
      headers: { 'x-trace': '1', 'content-type': 'application/json' },
    });
  });

  test('may replace the request', async () => {
    const server = await serve(reply(200, success));
    const { data } = await open(
      client(server, {
        onRequest: ({ request }) => new Request(`${server.origin}/other`, request),
      }),
    );
    expect(data).toEqual(session);
    expect(server.requests[0]).toMatchObject({ url: '/other', method: 'POST' });
  });

  test.each([
    ['a success', () => Response.json(success), { data: session }],
    [
      'a refusal',
      () => Response.json({ status: 'error' }, { status: 400 }),
      { error: { kind: 'api', status: 400, attempts: 0 } },
    ],
    [
      'a status',
      () => new Response('no', { status: 500 }),
      { error: { kind: 'http', status: 500, attempts: 0 } },
    ],
    [
      'nothing',
      () => new Response(null, { status: 204 }),
      { error: { kind: 'malformed', attempts: 0 } },
    ],
  ])('may answer with %s', async (_, answer, expected) => {
    const server = await serve(reply(200, success));
    expect(await open(client(server, { onRequest: answer }))).toMatchObject(expected);
    expect(server.requests).toEqual([]);
  });

  test('may replace the response', async () => {
    const server = await serve(reply(200, success));
    const replaced = Response.json({ status: 'error', error: [{ code: 'mine' }] });
    const { error, response } = await open(client(server, { onResponse: () => replaced }));
    expect(error).toMatchObject({ kind: 'api', code: 'mine', attempts: 1 });
    expect(response).toBe(replaced);
  });

  test('that gives a response whose body is gone makes it malformed', async () => {
    const server = await serve(reply(200, success));
    const { error } = await open(
      client(server, {
        onResponse: async () => {
          const read = Response.json(success);
          await read.text();
          return read;
        },
      }),
    );
    expect(error).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('cut short') as string,
    });
  });

  test('sees a refusal as it came', async () => {
    const server = await serve(reply(503, { status: 'error', error: [{ code: 'c' }] }));
    const seen: unknown[] = [];
    const { error } = await open(
      client(server, {
        onResponse: async ({ response }) => void seen.push(response.status, await response.json()),
      }),
    );
    expect(seen).toEqual([503, { status: 'error', error: [{ code: 'c' }] }]);
    expect(error).toMatchObject({ kind: 'api', outcome: 'unknown', status: 503 });
  });

  test('sees an empty reply', async () => {
    const server = await serve((res) => res.writeHead(304).end());
    const seen: unknown[] = [];
    await open(client(server, { onResponse: ({ response }) => void seen.push(response.status) }));
    expect(seen).toEqual([304]);
  });

  test('sees the error where there is no response, and may answer it', async () => {
    const server = await serve((res) => res.socket?.destroy());
    const seen: unknown[] = [];
    const watching = await open(client(server, { onError: ({ error }) => void seen.push(error) }));
    expect(watching.error).toBeInstanceOf(BillingError);
    expect(seen).toEqual([watching.error]);
    const { data } = await open(client(server, { onError: () => Response.json(success) }));
    expect(data).toEqual(session);
  });

  test('sees that the deadline has passed', async () => {
    const server = await serve(() => undefined);
    const onError = vi.fn();
    const billing = client(server, { onError });
    const { error } = await open(billing, { timeoutMs: 50 });
    expect(error).toMatchObject({ kind: 'timeout', outcome: 'unknown' });
    await vi.waitFor(() =>
      expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ error })),
    );
  });

  test.each(['onRequest', 'onResponse'] as const)(
    'rejects the call with what %s throws',
    async (hook) => {
      const server = await serve(reply(200, success));
      const mine = new BillingError('mine', {
        kind: 'api',
        outcome: 'unknown',
        operation: 'x',
        attempts: 0,
      });
      for (const thrown of [new Error('mine'), mine]) {
        const call = open(
          client(server, {
            [hook]: () => {
              throw thrown;
            },
          }),
        );
        await expect(call).rejects.toBe(thrown);
      }
    },
  );

  test('rejects the call with the error that onError gives', async () => {
    const server = await serve((res) => res.socket?.destroy());
    const given = new Error('mine');
    await expect(open(client(server, { onError: () => given }))).rejects.toBe(given);
  });

  test('cannot outlast the deadline', async () => {
    const server = await serve(reply(200, success));
    const hang = (): Promise<undefined> => new Promise(() => undefined);
    const before = await open(client(server, { onRequest: hang }), { timeoutMs: 30 });
    expect(before.error).toMatchObject({ kind: 'timeout', outcome: 'not_processed', attempts: 0 });
    const after = await open(client(server, { onResponse: hang }), { timeoutMs: 100 });
    expect(after.error).toMatchObject({ kind: 'timeout', outcome: 'unknown', attempts: 1 });
  });

  test('runs in the order of registration, and back', async () => {
    const server = await serve(reply(200, success));
    const order: string[] = [];
    const named = (name: string): BillingMiddleware => ({
      onRequest: () => void order.push(`${name} request`),
      onResponse: () => void order.push(`${name} response`),
    });
    await open(client(server, named('a'), named('b')));
    expect(order).toEqual(['a request', 'b request', 'b response', 'a response']);
  });

  test('is gone once it is ejected', async () => {
    const server = await serve(reply(200, success));
    const one = { onRequest: vi.fn() };
    const billing = client(server, one);
    billing.eject(one, { onRequest: () => undefined });
    await open(billing);
    expect(one.onRequest).not.toHaveBeenCalled();
  });
});
