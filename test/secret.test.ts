import { inspect } from 'node:util';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createBillingClient, unwrap, type BillingMiddleware } from '../src/index.js';
import {
  charging,
  close,
  drop,
  elsewhere,
  ending,
  face,
  listen,
  one,
  onlooker,
  raw,
  reading,
  refusal,
  refusing,
  secretKey,
  silence,
  success,
  type Call,
} from './support/faults.js';
import { reply, type Handler, type Seen } from './support/server.js';

// The shortest wait: these tests do not ask when a request is retried.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

const header = 'ff-secret-key';
const ok = reply(200, success);
const secret = charging['refund (secret)'];
const open = charging['create_payment (public)'];

/** Everything that a log may show of a value. */
const shown = (value: unknown): string =>
  inspect(value, { depth: Infinity, showHidden: true, getters: true }) + JSON.stringify(value);

describe.concurrent('the secret key goes', () => {
  test.each<[string, Call, string | undefined]>([
    ['a charge that needs it', secret, secretKey],
    ['a reading that needs it', reading['payments_history (secret)'], secretKey],
    ['a public charge', open, undefined],
    ['a public reading', reading['features (public)'], undefined],
  ])('with each attempt of %s', async (_, call, expected) => {
    for (const middleware of [undefined, onlooker]) {
      const keys: unknown[] = [];
      const handler: Handler = (response, seen, n) => {
        keys.push(seen.headers[header]);
        reply(429, '', { 'retry-after': '0' })(response, seen, n);
      };
      await face(handler, call, { middleware });
      expect(keys).toEqual([expected, expected, expected]);
    }
  });

  test.each([
    ['another port', 'https://billing.test', 'https://billing.test:8443/x', undefined],
    ['a port that begins alike', 'http://127.0.0.1:401', 'http://127.0.0.1:4010/x', undefined],
    ['another scheme', 'https://billing.test', 'http://billing.test/x', undefined],
    [
      'a host that begins alike',
      'https://billing.test',
      'https://billing.test.evil.test',
      undefined,
    ],
    ['a host that ends alike', 'https://billing.test', 'https://evil-billing.test/x', undefined],
    [
      'the origin as a path',
      'https://billing.test',
      'https://evil.test/https://billing.test/',
      undefined,
    ],
    ['another path', 'https://billing.test/v1', 'https://billing.test/other', secretKey],
    [
      'the same origin, written otherwise',
      'https://billing.test',
      'https://BILLING.test:443/x',
      secretKey,
    ],
  ])('where middleware sends the request, by origin: %s', async (_, baseUrl, url, expected) => {
    let key: unknown;
    const fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
      key = new Headers(init?.headers).get(header) ?? undefined;
      return Promise.resolve(Response.json(success));
    };
    const middleware = {
      onRequest: ({ request }: { request: Request }) => new Request(url, request),
    };
    const met = await face(silence, secret, { options: { baseUrl, fetch }, middleware });
    expect(met.data).toEqual(success.data);
    expect(key).toBe(expected);
  });

  test('nowhere else on the wire, either', async () => {
    const away = await listen(ok);
    const middleware: BillingMiddleware = {
      onRequest: ({ request }) => new Request(`${away.origin}/moved`, request),
    };
    const { data, requests } = await face(ok, secret, { middleware });
    expect({ data, requests }).toEqual({ data: success.data, requests: 0 });
    const [seen] = away.requests as [Seen];
    expect(seen.url).toBe('/moved');
    expect(JSON.stringify(seen.headers)).not.toContain(secretKey);
    await away.stop();
  });
});

describe.concurrent('a redirect is not followed, with the key or without', () => {
  test.each([300, 301, 302, 303, 307, 308])('%i', async (status) => {
    for (const call of [secret, one.reading, one.keyed]) {
      for (const middleware of [undefined, onlooker]) {
        for (const location of ['/elsewhere', `${elsewhere.origin}/x`]) {
          const met = await face(reply(status, '', { location }), call, { middleware });
          const outcome = call === one.reading ? 'not_processed' : 'unknown';
          expect(met.error).toMatchObject({ kind: 'http', outcome, attempts: 1, status });
          expect(met.requests).toBe(1);
        }
      }
    }
  });
});

describe.concurrent('neither the key nor the body shows in', () => {
  /** Ends during the request. */
  const aborting: Call = (client) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    return secret(client, { signal: controller.signal });
  };
  const half = 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"status":';

  test.each<[string, Handler, Call, object?]>([
    ['api', reply(200, refusal), secret],
    ['api, 500', reply(500, refusal), secret],
    ['http', reply(404, ''), secret],
    ['http, a redirect', reply(302, '', { location: elsewhere.origin }), secret],
    ['http, 429', reply(429, '', { 'retry-after': '0' }), secret],
    ['malformed', reply(200, '<html>'), secret],
    ['malformed, cut short', raw(half, close), secret],
    ['timeout', silence, (client) => secret(client, { timeoutMs: 200 })],
    ['timeout, in the body', raw(half), (client) => secret(client, { timeoutMs: 200 })],
    ['network, lost', drop, secret],
    ['network, no HTTP', raw('SSH-2.0-OpenSSH_9.6\r\n', close), secret],
    ['network, refused', silence, secret, { baseUrl: refusing }],
    ['network, unknown host', silence, secret, { baseUrl: 'https://nowhere.invalid' }],
    [
      'network, no fetch',
      silence,
      secret,
      { fetch: ending(() => Promise.reject(new Error('no'))) },
    ],
    ['aborted', silence, aborting],
    ['aborted, in the body', raw(half), aborting],
  ])('an error: %s', async (kind, handler, call, options) => {
    for (const middleware of [undefined, onlooker]) {
      const { error } = await face(handler, call, { options, middleware });
      expect(error?.kind).toBe(kind.replace(/,.*/, ''));
      const thrown: unknown = await unwrap({ error } as never).catch((thrown: unknown) => thrown);
      expect(thrown).toBe(error);
      const text = [error?.message, error?.stack, String(error), shown(error)].join('\n');
      expect(text).toContain('POST /payment/refund');
      expect(text).not.toMatch(/s3cret|ff-secret-key/);
    }
  });

  test('a mistake of the caller', async () => {
    for (const headers of [{ [header]: secretKey }, { 'x-bad': `${secretKey}\nx` }]) {
      const client = createBillingClient({ orgId: 'acme', baseUrl: refusing, secretKey });
      const call = client.POST('/features', { body: {}, headers });
      const error: unknown = await call.catch((error: unknown) => error);
      expect(error).toHaveProperty('name', 'BillingConfigError');
      expect(shown(error)).not.toMatch(/s3cret/);
    }
  });

  test('the client', () => {
    const client = createBillingClient({ orgId: 'acme', baseUrl: refusing, secretKey });
    expect(shown(client)).not.toMatch(/s3cret/);
  });
});

describe.concurrent('middleware does not see the key', () => {
  test.each<[string, Handler, Call]>([
    ['of a call that needs it', ok, secret],
    ['of a public call', ok, open],
    ['of a call that is retried', reply(429, '', { 'retry-after': '0' }), secret],
    ['of a lost call', drop, secret],
  ])('%s', async (_, handler, call) => {
    let sights = 0;
    const look = (context: { request: Request }): void => {
      sights++;
      expect([...context.request.headers.keys()]).not.toContain(header);
      expect(shown(context)).not.toContain(secretKey);
    };
    await face(handler, call, { middleware: { onRequest: look, onResponse: look, onError: look } });
    expect(sights).toBe(2);
  });
});
