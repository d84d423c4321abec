import { inspect } from 'node:util';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createBillingClient, type BillingMiddlewareContext } from '../src/index.js';
import {
  callServer,
  charging,
  close,
  drop,
  elsewhere,
  one,
  onlooker,
  raw,
  reading,
  refusing,
  secretKey,
  silence,
  type Call,
} from './support/faults.js';
import { refusal, reply, session, success, type Handler } from './support/server.js';

// The shortest delay: these tests do not ask when a request is retried.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

const header = 'ff-secret-key';
const ok = reply(200, success);
const busy = reply(429, '', { 'retry-after': '0' });
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
      const { seen } = await callServer(busy, call, { middleware });
      expect(seen.map(({ headers }) => headers[header])).toEqual([expected, expected, expected]);
    }
  });

  const billing = 'https://billing.test';
  test.each([
    ['another port', billing, 'https://billing.test:8443/x', undefined],
    ['a port that begins alike', 'http://127.0.0.1:401', 'http://127.0.0.1:4010/x', undefined],
    ['another scheme', billing, 'http://billing.test/x', undefined],
    ['a host that begins alike', billing, 'https://billing.test.evil.test', undefined],
    ['a host that ends alike', billing, 'https://evil-billing.test/x', undefined],
    ['the origin as a path', billing, 'https://evil.test/https://billing.test/', undefined],
    ['another path', `${billing}/v1`, 'https://billing.test/other', secretKey],
    ['the same origin, written otherwise', billing, 'https://BILLING.test:443/x', secretKey],
  ])('where middleware sends the request, by origin: %s', async (_, baseUrl, url, expected) => {
    let key: unknown;
    const fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
      key = new Headers(init?.headers).get(header) ?? undefined;
      return Promise.resolve(Response.json(success));
    };
    const onRequest = ({ request }: { request: Request }): Request => new Request(url, request);
    const options = { baseUrl, fetch };
    const { data } = await callServer(silence, secret, { options, middleware: { onRequest } });
    expect(data).toEqual(session);
    expect(key).toBe(expected);
  });
});

test.concurrent.each([300, 301, 302, 303, 307, 308])(
  'a redirect is not followed, with the key or without: %i',
  async (status) => {
    for (const call of [secret, one.reading, one.keyed, open]) {
      for (const middleware of [undefined, onlooker]) {
        for (const location of ['/elsewhere', `${elsewhere.origin}/x`]) {
          const met = await callServer(reply(status, '', { location }), call, { middleware });
          const outcome = call === one.reading ? 'not_processed' : 'unknown';
          const error = { kind: 'http', outcome, attempts: 1, status };
          expect(met).toMatchObject({ error, requests: 1 });
        }
      }
    }
  },
);

describe.concurrent('neither the key nor the body shows in', () => {
  /** Ends during the request. */
  const aborting: Call = (client) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    return secret(client, { signal: controller.signal });
  };
  const late: Call = (client) => secret(client, { timeoutMs: 200 });
  const half = 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"status":';
  const noFetch = { fetch: () => Promise.reject(new Error('no')) };

  test.each<[string, Handler, Call?, object?]>([
    ['api', reply(200, refusal)],
    ['api, 500', reply(500, refusal)],
    ['http', reply(404, '')],
    ['http, a redirect', reply(302, '', { location: elsewhere.origin })],
    ['http, 429', busy],
    ['malformed', reply(200, '<html>')],
    ['malformed, cut short', raw(half, close)],
    ['timeout', silence, late],
    ['timeout, in the body', raw(half), late],
    ['network, lost', drop],
    ['network, no HTTP', raw('SSH-2.0-OpenSSH_9.6\r\n', close)],
    ['network, refused', silence, secret, { baseUrl: refusing }],
    ['network, unknown host', silence, secret, { baseUrl: 'https://nowhere.invalid' }],
    ['network, no fetch', silence, secret, noFetch],
    ['aborted', silence, aborting],
    ['aborted, in the body', raw(half), aborting],
  ])('an error: %s', async (kind, handler, call = secret, options) => {
    for (const middleware of [undefined, onlooker]) {
      const { error } = await callServer(handler, call, { options, middleware });
      expect(error?.kind).toBe(kind.replace(/,.*/, ''));
      const text = [error?.message, error?.stack, String(error), shown(error)].join('\n');
      expect(text).toContain('POST /payment/refund');
      expect(text).not.toMatch(/s3cret|ff-secret-key/);
    }
  });

  test('a mistake of the caller, or the client', async () => {
    const client = createBillingClient({ orgId: 'acme', baseUrl: refusing, secretKey });
    expect(shown(client)).not.toContain('s3cret');
    expect(JSON.stringify(client)).toBe('{}');
    for (const headers of [{ [header]: secretKey }, { 'x-bad': `${secretKey}\nx` }]) {
      const call = client.POST('/features', { body: {}, headers });
      const error: unknown = await call.catch((error: unknown) => error);
      expect(error).toHaveProperty('name', 'BillingConfigError');
      expect(shown(error)).not.toContain('s3cret');
    }
  });
});

test.concurrent.each<[string, Handler, Call]>([
  ['of a call that needs it', ok, secret],
  ['of a public call', ok, open],
  ['of a call that is retried', busy, secret],
  ['of a lost call', drop, secret],
])('middleware does not see the key %s', async (_, handler, call) => {
  const look = vi.fn((context: BillingMiddlewareContext): void => {
    expect([...context.request.headers.keys()]).not.toContain(header);
    expect(shown(context)).not.toContain(secretKey);
  });
  const middleware = { onRequest: look, onResponse: look, onError: look };
  await callServer(handler, call, { middleware });
  expect(look).toHaveBeenCalledTimes(2);
});
