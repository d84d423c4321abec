import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  BillingError,
  createBillingClient,
  type BillingClient,
  type BillingMiddleware,
} from '../src/index.js';
import { body, open, path } from './support/client.js';
import { drop, inTurn, one, silence } from './support/faults.js';
import { refusal, reply, serve, session, success, type Server } from './support/server.js';

type Context = Parameters<NonNullable<BillingMiddleware['onRequest']>>[0];

const client = (
  { origin }: Server,
  ...middleware: BillingMiddleware[]
): BillingClient<'region', string> => {
  const options = { orgId: 'acme', baseUrl: origin, secretKey: 's3cret', retries: 1 };
  const made = createBillingClient(options);
  made.use(...middleware);
  return made;
};

const ok = reply(200, success);
const busy = reply(429, '', { 'retry-after': '0' });

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks());

describe('middleware', () => {
  test('sees one request for each call and the final response, however many attempts', async () => {
    const server = await serve(inTurn(busy, ok));
    const onRequest = vi.fn<NonNullable<BillingMiddleware['onRequest']>>();
    const seen: unknown[] = [];
    const onResponse: BillingMiddleware['onResponse'] = async ({ response, request, schemaPath }) =>
      void seen.push(response.url, request.url, schemaPath, await response.text());
    const { data, response } = await open(client(server, { onRequest, onResponse }));
    expect(data).toEqual(session);
    expect(response?.status).toBe(200);
    expect(onRequest).toHaveBeenCalledOnce();
    const url = server.origin + path;
    expect(seen).toEqual([url, url, path, JSON.stringify(success)]);
    const sent = server.requests.map((request) => JSON.parse(request.body) as unknown);
    expect(sent).toEqual(Array(2).fill({ ...body, region: 'default' }));
  });

  test('may change or replace the request', async () => {
    const server = await serve(ok);
    await open(client(server, { onRequest: ({ request }) => request.headers.set('x-trace', '1') }));
    const onRequest = ({ request }: Context): Request =>
      new Request(`${server.origin}/other`, request);
    expect(await open(client(server, { onRequest }))).toMatchObject({ data: session });
    expect(server.requests).toMatchObject([
      { url: path, headers: { 'x-trace': '1', 'content-type': 'application/json' } },
      { url: '/other', method: 'POST' },
    ]);
  });

  test.each([
    ['a success', success, 200, { data: session }],
    ['a refusal', refusal, 400, { error: { kind: 'api', status: 400, attempts: 0 } }],
    ['a status', 'no', 500, { error: { kind: 'http', status: 500, attempts: 0 } }],
    ['nothing', null, 204, { error: { kind: 'malformed', attempts: 0 } }],
  ])('may answer the request with %s', async (_, answer, status, expected) => {
    const server = await serve(ok);
    const text = answer && JSON.stringify(answer);
    const onRequest = (): Response => new Response(text, { status });
    expect(await open(client(server, { onRequest }))).toMatchObject(expected);
    expect(server.requests).toEqual([]);
  });

  test('may replace the response', async () => {
    const server = await serve(ok);
    const replaced = Response.json(refusal);
    const { error, response } = await open(client(server, { onResponse: () => replaced }));
    expect(error).toMatchObject({ kind: 'api', code: 'invalid_price', attempts: 1 });
    expect(response?.headers.get('content-type')).toBe('application/json');
  });

  test('sees the error where there is no response, and may answer it or replace it', async () => {
    const server = await serve(drop);
    const seen: unknown[] = [];
    const watching = await open(client(server, { onError: ({ error }) => void seen.push(error) }));
    expect(watching.error).toBeInstanceOf(BillingError);
    expect(seen).toEqual([watching.error]);
    const { data } = await open(client(server, { onError: () => Response.json(success) }));
    expect(data).toEqual(session);
    const given = new Error('mine');
    await expect(open(client(server, { onError: () => given }))).rejects.toBe(given);
  });

  test.each(['onRequest', 'onResponse'])('rejects the call with what %s throws', async (hook) => {
    const server = await serve(ok);
    const facts = { kind: 'api', outcome: 'unknown', operation: 'x', attempts: 0 } as const;
    for (const thrown of [new Error('mine'), new BillingError('mine', facts), undefined]) {
      const call = open(client(server, { [hook]: vi.fn().mockRejectedValue(thrown) }));
      await expect(call).rejects.toBe(thrown);
    }
  });

  test('does not run when the signal is aborted already', async () => {
    const onRequest = vi.fn();
    const signal = AbortSignal.abort('mine');
    const { error } = await open(client(await serve(ok), { onRequest }), { signal });
    expect(error).toMatchObject({ kind: 'aborted', attempts: 0, cause: 'mine' });
    expect(onRequest).not.toHaveBeenCalled();
  });

  test('cannot outlast the deadline', async () => {
    const server = await serve(ok);
    const hang = (): Promise<undefined> => new Promise(() => undefined);
    const before = await open(client(server, { onRequest: hang }), { timeoutMs: 30 });
    expect(before.error).toMatchObject({ kind: 'timeout', outcome: 'not_processed', attempts: 0 });
    const after = await open(client(server, { onResponse: hang }), { timeoutMs: 100 });
    expect(after.error).toMatchObject({ kind: 'timeout', outcome: 'unknown', attempts: 1 });
  });

  test('runs in the order of registration and back, each as often as registered', async () => {
    const server = await serve(ok);
    const order: string[] = [];
    const named = (name: string): BillingMiddleware => ({
      onRequest: () => void order.push(`${name} request`),
      onResponse: () => void order.push(`${name} response`),
    });
    const [a, b] = [named('a'), named('b')];
    const billing = client(server, a, b, a);
    await open(billing);
    const back = ['a response', 'b response', 'a response'];
    expect(order.splice(0)).toEqual(['a request', 'b request', 'a request', ...back]);
    billing.eject(a, named('other'));
    await open(billing);
    expect(order).toEqual(['b request', 'b response']);
  });

  test('keeps its this', async () => {
    const counter = {
      calls: 0,
      onRequest(): void {
        this.calls++;
      },
    };
    await open(client(await serve(ok), counter));
    expect(counter.calls).toBe(1);
  });

  test('may lose a function later', async () => {
    const middleware: BillingMiddleware = { onRequest: () => undefined };
    const billing = client(await serve(ok), middleware);
    delete middleware.onRequest;
    expect(await open(billing)).toMatchObject({ data: session });
  });
});

describe('middleware that sends', () => {
  const down = reply(503, '');
  const refuse = reply(400, refusal);
  /** Sends a copy of the request, waits until it has arrived, and goes on without the response. */
  const sendAside =
    (server: Server, delayMs = 0): BillingMiddleware['onRequest'] =>
    async ({ options, request }) => {
      aside = options.fetch(request.clone());
      await vi.waitFor(() => expect(server.requests).toHaveLength(1));
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    };
  let aside: Promise<unknown>;

  test.each<[string, Parameters<typeof inTurn>, object]>([
    ['a success, then 429', [ok, busy], { kind: 'http', outcome: 'unknown', status: 429 }],
    ['a success, then a refusal', [ok, refuse], { kind: 'api', outcome: 'unknown' }],
    ['503, then a refusal', [down, refuse], { kind: 'api', outcome: 'unknown' }],
    ['two refusals', [reply(401, refusal), refuse], { kind: 'api', outcome: 'not_processed' }],
    ['404, then a refusal', [reply(404, ''), refuse], { kind: 'api', outcome: 'not_processed' }],
  ])('twice: %s', async (_, answers, expected) => {
    const server = await serve(inTurn(...answers));
    const onResponse = ({ options, request }: Context) => options.fetch(request);
    const { error } = await one.charging(client(server, { onResponse }));
    expect(error).toMatchObject({ ...expected, attempts: 2 });
    for (const { headers } of server.requests) expect(headers['ff-secret-key']).toBe('s3cret');
  });

  test('and answers with a response of its own: the outcome is that of what was sent', async () => {
    const own = (): Response => Response.json(refusal, { status: 400 });
    const { error } = await one.charging(client(await serve(ok), { onResponse: own }));
    expect(error).toMatchObject({ kind: 'api', outcome: 'unknown' });
  });

  test('by a URL and an init', async () => {
    const server = await serve(ok);
    const onRequest = ({ options, request }: Context) =>
      options.fetch(new URL(request.url), { method: 'POST', body: '{"a":1}' });
    const result = await one.charging(client(server, { onRequest }));
    expect(result).toMatchObject({ data: session, attempts: 1 });
    const headers = { 'ff-secret-key': 's3cret' };
    expect(server.requests).toMatchObject([{ body: '{"a":1}', headers }]);
  });

  test.each([0, 20])('sends nothing after the end of the call (%i ms later)', async (ms) => {
    const server = await serve(ok);
    let late: Promise<unknown> = Promise.resolve();
    const onResponse = ({ options, request }: Context): void => {
      const delay = new Promise((resolve) => setTimeout(resolve, ms));
      late = delay.then(() => options.fetch(request.clone())).catch((error: unknown) => error);
    };
    const result = await one.charging(client(server, { onResponse }));
    expect(result).toMatchObject({ data: session, attempts: 1 });
    const message = expect.stringContaining('call has ended') as string;
    expect(await late).toMatchObject({ name: 'BillingConfigError', message });
    expect(server.requests).toHaveLength(1);
  });

  test('without waiting: the request is aborted with the call, and nothing is unhandled', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const closed = vi.fn();
    const server = await serve((response, seen, n) => {
      response.req.socket.on('close', closed);
      if (n === 2) ok(response, seen, n);
    });
    const result = await one.charging(client(server, { onRequest: sendAside(server) }));
    expect(result).toMatchObject({ data: session, attempts: 2 });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('without waiting, and 429 for the rest: it may have been processed', async () => {
    const server = await serve(inTurn(silence, busy));
    const { error } = await one.charging(client(server, { onRequest: sendAside(server) }));
    expect(error).toMatchObject({ kind: 'http', status: 429, outcome: 'unknown' });
  });

  test('without waiting, during a delay: it ends with the call', async () => {
    const server = await serve(inTurn(reply(429, '', { 'retry-after': '20' }), ok));
    const result = await one.charging(client(server, { onRequest: sendAside(server, 50) }));
    expect(result).toMatchObject({ data: session, attempts: 2 });
    await expect(aside).rejects.toHaveProperty('name', 'BillingConfigError');
    expect(server.requests).toHaveLength(2);
  });
});

describe('a response of middleware', () => {
  /** A response of which nothing can be read any more, or never could. */
  const unreadable = {
    used: async (status: number): Promise<Response> => {
      const response = Response.json(success, { status });
      await response.text();
      return response;
    },
    broken: (status: number): Response => {
      const start = (body: ReadableStreamDefaultController): void => body.error(new Error('mine'));
      return new Response(new ReadableStream({ start }), { status });
    },
  };

  test.each(['onRequest', 'onResponse', 'onError'])(
    'from %s whose body is used or broken',
    async (hook) => {
      const server = await serve(hook === 'onError' ? drop : ok);
      for (const make of Object.values(unreadable)) {
        for (const [status, kind] of [
          [200, 'malformed'],
          [404, 'http'],
          [500, 'http'],
        ] as const) {
          const { error } = await open(client(server, { [hook]: () => make(status) }));
          expect(error).toMatchObject({ kind, status });
          expect(error).not.toHaveProperty('body');
          if (status === 200) expect(error?.message).toContain('cut short');
        }
      }
    },
  );

  test.each([200, 404, 503])('has its own text and status %i', async (status) => {
    const onResponse = (): Response => new Response('{"a": 1}', { status });
    const { error } = await open(client(await serve(ok), { onResponse }));
    expect(error).toMatchObject({ status, body: '{"a": 1}' });
  });

  test('may be of another class', async () => {
    const server = await serve(ok);
    const other = (text: () => Promise<string>): Response => {
      const members = { status: 200, statusText: '', ok: true, url: 'x', headers: new Headers() };
      return { ...members, text } as Response;
    };
    const whole = other(() => Promise.resolve(JSON.stringify(success)));
    const answered = await open(client(server, { onRequest: () => whole }));
    expect(answered).toMatchObject({ data: session });
    const stub = Object.assign({}, whole, { headers: { get: () => null } }) as unknown as Response;
    expect(await open(client(server, { onResponse: () => stub }))).toMatchObject({ data: session });
    const failing = other(() => Promise.reject(new Error('mine')));
    const { error } = await open(client(server, { onResponse: () => failing }));
    expect(error).toMatchObject({ kind: 'malformed' });
  });

  test.each([
    ['onRequest', 7],
    ['onRequest', {}],
    ['onResponse', 'text'],
    ['onResponse', new Request('http://x')],
    ['onError', {}],
  ])('cannot be what %s returns here: %o', async (hook, value) => {
    const server = await serve(hook === 'onError' ? drop : ok);
    const call = open(client(server, { [hook]: () => value }));
    const message = expect.stringMatching(`^${hook}: must return new Re.*\\.$`) as string;
    await expect(call).rejects.toMatchObject({ name: 'BillingConfigError', message });
  });

  test.each([null, 0, '', false])('is not given by %j', async (nothing) => {
    const give = (): never => nothing as never;
    const billing = client(await serve(ok), { onRequest: give, onResponse: give });
    expect(await open(billing)).toMatchObject({ data: session });
  });
});
