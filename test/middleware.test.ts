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
  test('sees one request for each call and the final response, however many attempts', async () => {
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
    const other = { onRequest: vi.fn() };
    billing.use(other);
    billing.eject(one, { onRequest: () => undefined });
    await open(billing);
    expect(other.onRequest).toHaveBeenCalledOnce();
    expect(one.onRequest).not.toHaveBeenCalled();
  });
});

describe('middleware that sends', () => {
  const refund = (billing: ReturnType<typeof client>) =>
    billing.POST('/payment/refund', { body: { external_id: 'u', order_id: session.order_id } });
  const statuses =
    (...answers: [number, string | object][]): Parameters<typeof serve>[0] =>
    (res, seen, n) => {
      const [status, text] = answers[n - 1] ?? [500, ''];
      reply(status, text)(res, seen, n);
    };
  const twice: BillingMiddleware = {
    onResponse: ({ options, request }) => options.fetch(request),
  };
  const done = { status: 'success' };
  const refusal = { status: 'error', error: [{ code: 'c' }] };

  test.each<[string, [number, string | object][], object]>([
    [
      'a success, then 429',
      [
        [200, done],
        [429, ''],
        [429, ''],
        [429, ''],
      ],
      { kind: 'http', outcome: 'unknown', status: 429 },
    ],
    [
      'a success, then a refusal',
      [
        [200, done],
        [400, refusal],
      ],
      { kind: 'api', outcome: 'unknown', attempts: 2 },
    ],
    [
      '503, then a refusal',
      [
        [503, ''],
        [400, refusal],
      ],
      { kind: 'api', outcome: 'unknown', attempts: 2 },
    ],
    [
      'a refusal, then another',
      [
        [401, refusal],
        [400, refusal],
      ],
      { kind: 'api', outcome: 'not_processed', attempts: 2 },
    ],
    [
      '404, then a refusal',
      [
        [404, ''],
        [400, refusal],
      ],
      { kind: 'api', outcome: 'not_processed', attempts: 2 },
    ],
  ])('twice: %s', async (_, answers, expected) => {
    const server = await serve(statuses(...answers));
    const billing = client(server, twice);
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { error } = await refund(billing);
    vi.restoreAllMocks();
    expect(error).toMatchObject(expected);
    for (const { headers } of server.requests) expect(headers['ff-secret-key']).toBe('s3cret');
  });

  test('twice, and a response of its own: the outcome is that of what was sent', async () => {
    const server = await serve(reply(200, done));
    const billing = client(server, { onResponse: () => Response.json(refusal, { status: 400 }) });
    expect((await refund(billing)).error).toMatchObject({ kind: 'api', outcome: 'unknown' });
  });

  test('by a URL and an init', async () => {
    const server = await serve(reply(200, done));
    const billing = client(server, {
      onRequest: ({ options, request }) =>
        options.fetch(new URL(request.url), { method: 'POST', body: '{"a":1}' }),
    });
    expect(await refund(billing)).toMatchObject({ data: {}, attempts: 1 });
    expect(server.requests[0]).toMatchObject({
      body: '{"a":1}',
      headers: { 'ff-secret-key': 's3cret' },
    });
  });

  test.each([0, 20])('after the end of the call: nothing is sent (%i ms later)', async (ms) => {
    const server = await serve(reply(200, done));
    let late: Promise<unknown> = Promise.resolve();
    const billing = client(server, {
      onResponse: ({ options, request }) => {
        const wait = new Promise((resolve) => setTimeout(resolve, ms));
        late = wait.then(() => options.fetch(request.clone())).catch((error: unknown) => error);
      },
    });
    expect(await refund(billing)).toMatchObject({ data: {}, attempts: 1 });
    expect(await late).toMatchObject({
      name: 'BillingConfigError',
      message: 'The call has ended: options.fetch cannot send any more.',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('without waiting: the request is aborted with the call, and nothing is unhandled', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const closed = vi.fn();
    const server = await serve((res, _, n) => {
      res.req.socket.on('close', closed);
      if (n === 2) res.writeHead(200).end('{"status":"success"}');
    });
    const billing = client(server, {
      onRequest: async ({ options, request }) => {
        void options.fetch(request.clone());
        await vi.waitFor(() => expect(server.requests).toHaveLength(1));
      },
    });
    expect(await refund(billing)).toMatchObject({ data: {}, attempts: 2 });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('without waiting, and 429 for the rest: it may have been processed', async () => {
    const server = await serve((res, seen, n) => {
      if (n > 1) reply(429, '')(res, seen, n);
    });
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const billing = client(server, {
      onRequest: async ({ options, request }) => {
        void options.fetch(request.clone());
        await vi.waitFor(() => expect(server.requests).toHaveLength(1));
      },
    });
    const { error } = await refund(billing);
    vi.restoreAllMocks();
    expect(error).toMatchObject({ kind: 'http', status: 429, outcome: 'unknown' });
  });

  test('without waiting, during a delay: no timer is left', async () => {
    const server = await serve((res, seen, n) =>
      n === 1
        ? reply(429, '', { 'retry-after': '20' })(res, seen, n)
        : reply(200, done)(res, seen, n),
    );
    let side: Promise<unknown> = Promise.resolve();
    const billing = client(server, {
      onRequest: async ({ options, request }) => {
        side = options.fetch(request.clone()).catch((error: unknown) => error);
        await vi.waitFor(() => expect(server.requests).toHaveLength(1));
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
    });
    expect(await refund(billing)).toMatchObject({ data: {}, attempts: 2 });
    expect(await side).toHaveProperty('name', 'BillingConfigError');
    expect(server.requests).toHaveLength(2);
  });
});

describe('a response of middleware', () => {
  const used = async (status: number): Promise<Response> => {
    const response = Response.json(success, { status });
    await response.text();
    return response;
  };
  const broken = (status: number): Promise<Response> =>
    Promise.resolve(
      new Response(new ReadableStream({ start: (body) => body.error(new Error('mine')) }), {
        status,
      }),
    );
  const hooks = {
    onRequest: (make) => ({ onRequest: make }),
    onResponse: (make) => ({ onResponse: make }),
    onError: (make) => ({ onError: make }),
  } satisfies Record<string, (make: () => Promise<Response>) => BillingMiddleware>;

  test.each(Object.entries(hooks))(
    'from %s whose body is used or broken',
    async (hook, middleware) => {
      const server = await serve((res, seen, n) =>
        hook === 'onError' ? res.socket?.destroy() : reply(200, success)(res, seen, n),
      );
      for (const make of [used, broken]) {
        for (const [status, kind] of [
          [200, 'malformed'],
          [404, 'http'],
          [500, 'http'],
        ] as const) {
          const { error } = await open(
            client(
              server,
              middleware(() => make(status)),
            ),
          );
          expect(error).toMatchObject({ kind, status });
          expect(error).not.toHaveProperty('body');
        }
      }
    },
  );

  test.each([200, 404, 503])('with its own text and status %i', async (status) => {
    const server = await serve(reply(200, success));
    const { error } = await open(
      client(server, { onResponse: () => new Response('{"a": 1}', { status }) }),
    );
    expect(error).toMatchObject({ status, body: '{"a": 1}' });
  });

  test('may be of another class', async () => {
    const server = await serve(reply(200, success));
    const other = {
      status: 200,
      statusText: '',
      ok: true,
      url: 'x',
      headers: new Headers(),
      text: () => Promise.resolve(JSON.stringify(success)),
    };
    expect(await open(client(server, { onRequest: () => other as Response }))).toMatchObject({
      data: session,
    });
    const failing = { ...other, text: () => Promise.reject(new Error('mine')) };
    expect(
      (await open(client(server, { onResponse: () => failing as unknown as Response }))).error,
    ).toMatchObject({ kind: 'malformed' });
  });

  test('may be given again and again', async () => {
    const server = await serve(reply(200, success));
    const same = Response.json(success);
    const billing = client(server, { onRequest: () => same });
    expect([await open(billing), await open(billing)]).toMatchObject([
      { data: session },
      { data: session },
    ]);
  });

  test.each([
    ['onRequest', 7, 'a Request, a Response or nothing; received 7.'],
    ['onRequest', {}, 'a Request, a Response or nothing; received object.'],
    ['onResponse', 'text', 'a Response or nothing; received "text".'],
    ['onResponse', new Request('http://x'), 'a Response or nothing; received object.'],
    ['onError', {}, 'an Error, a Response or nothing; received object.'],
  ] as const)('cannot be what %s gives here: %o', async (hook, value, message) => {
    const server = await serve((res, seen, n) =>
      hook === 'onError' ? res.socket?.destroy() : reply(200, success)(res, seen, n),
    );
    await expect(open(client(server, { [hook]: () => value }))).rejects.toMatchObject({
      name: 'BillingConfigError',
      message: `The return value of middleware must be ${message}`,
    });
  });

  test.each([null, 0, '', false])('is not given by %j', async (nothing) => {
    const server = await serve(reply(200, success));
    const give = (): never => nothing as never;
    expect(await open(client(server, { onRequest: give, onResponse: give }))).toMatchObject({
      data: session,
    });
  });
});

test('middleware keeps its this', async () => {
  class Counter {
    #calls = 0;
    onRequest(): void {
      this.#calls++;
    }
    get calls(): number {
      return this.#calls;
    }
  }
  const server = await serve(reply(200, success));
  const counter = new Counter();
  await open(client(server, counter));
  expect(counter.calls).toBe(1);
});

test('middleware registered twice runs twice, and is ejected at once', async () => {
  const server = await serve(reply(200, success));
  const one = { onRequest: vi.fn() };
  const billing = client(server, one, one);
  await open(billing);
  expect(one.onRequest).toHaveBeenCalledTimes(2);
  billing.eject(one);
  await open(billing);
  expect(one.onRequest).toHaveBeenCalledTimes(2);
});
