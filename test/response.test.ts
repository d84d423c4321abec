import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BillingError, createBillingClient } from '../src/index.js';
import { readResponse } from '../src/response.js';
import { open } from './support/client.js';
import { reply, serve, session, success, type Handler } from './support/server.js';

const operation = 'POST /checkout/create_client_session';

/** What a caller sees of one reply. */
async function answer(handler: Handler): Promise<Awaited<ReturnType<typeof open>>> {
  const { origin } = await serve(handler);
  return open(createBillingClient({ orgId: 'acme', baseUrl: origin, retries: 0 }));
}

describe('a success', () => {
  test.each([
    ['in the wrapper', reply(200, success), '4euAd4PZ'],
    ['in the wrapper, without req_id', reply(200, { status: 'success', data: session }), undefined],
    ['flat, as the contract shows it', reply(200, session), undefined],
    ['with a byte-order mark', reply(200, `\ufeff${JSON.stringify(success)}`), '4euAd4PZ'],
    [
      'under another content type',
      reply(200, success, { 'content-type': 'text/html' }),
      '4euAd4PZ',
    ],
    ['with another status', reply(201, success), '4euAd4PZ'],
    ['with an empty list of errors', reply(200, { ...success, error: [] }), '4euAd4PZ'],
  ])('%s', async (_, handler, requestId) => {
    const result = await answer(handler);
    expect(result.error).toBeUndefined();
    expect(result.data).toEqual(session);
    expect(result.requestId).toBe(requestId);
    expect(result.response).toBeInstanceOf(Response);
  });

  test('is not validated', async () => {
    const { data } = await answer(reply(200, { status: 'success', data: { other: 1 } }));
    expect(data).toEqual({ other: 1 });
  });

  test('of 20 MB', async () => {
    const client_token = 'x'.repeat(20_000_000);
    const { data } = await answer(reply(200, { status: 'success', data: { client_token } }));
    expect(data?.client_token).toHaveLength(20_000_000);
  });
});

const refusal = {
  status: 'error',
  req_id: '4euAd4PZ',
  error: [
    { msg: 'user has not finished subscription', code: 'double_purchase', type: 'api_exception' },
  ],
};

describe('a refusal', () => {
  test('inside a 200 is an error', async () => {
    const { data, error, response } = await answer(reply(200, refusal));
    expect(data).toBeUndefined();
    expect(response?.status).toBe(200);
    expect(error).toBeInstanceOf(BillingError);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'BillingError',
      message: error?.message,
      kind: 'api',
      outcome: 'not_processed',
      operation,
      status: 200,
      code: 'double_purchase',
      errors: refusal.error,
      requestId: '4euAd4PZ',
      attempts: 1,
    });
    expect(error?.message).toBe(
      'double_purchase: user has not finished subscription (POST /checkout/create_client_session, 200, request 4euAd4PZ)',
    );
  });

  test.each([
    [302, 'not_processed'],
    [400, 'not_processed'],
    [401, 'not_processed'],
    [499, 'not_processed'],
    [500, 'unknown'],
    [503, 'unknown'],
  ])('with status %i is %s', async (status, outcome) => {
    const { error } = await answer(reply(status, refusal));
    expect(error).toMatchObject({ kind: 'api', outcome, status, code: 'double_purchase' });
  });

  test.each([
    ['no list', { status: 'error' }, [], undefined, 'The API refused the request'],
    ['an empty list', { status: 'error', error: [] }, [], undefined, 'The API refused the request'],
    ['no code', { status: 'error', error: [{ msg: 'no' }] }, [{ msg: 'no' }], undefined, 'no'],
    ['no text', { status: 'error', error: [{ code: 'c' }] }, [{ code: 'c' }], 'c', 'c'],
    [
      'a code in the second item',
      { status: 'error', error: [{ msg: 'no' }, { code: 'c' }] },
      [{ msg: 'no' }, { code: 'c' }],
      undefined,
      'no',
    ],
    [
      'one item and no list',
      { status: 'error', error: { code: 'c', msg: 'no' } },
      [{ code: 'c', msg: 'no' }],
      'c',
      'c: no',
    ],
    ['items that are none', { status: 'error', error: ['no', null, {}] }, [{}], undefined, 'no'],
    [
      'data as well',
      { status: 'error', data: session, error: [{ code: 'c' }] },
      [{ code: 'c' }],
      'c',
      'c',
    ],
    ['no status, but a list', { error: [{ code: 'c' }] }, [{ code: 'c' }], 'c', 'c'],
  ])('with %s', async (_, body, errors, code, reason) => {
    const { error } = await answer(reply(200, body));
    expect(error).toMatchObject({ kind: 'api', outcome: 'not_processed', errors });
    expect(error?.code).toBe(code);
    expect(error?.message).toBe(`${reason} (${operation}, 200)`);
  });
});

describe('a status without an API reply', () => {
  test.each([
    [300, 'unknown'],
    [304, 'unknown'],
    [400, 'not_processed'],
    [401, 'not_processed'],
    [403, 'not_processed'],
    [404, 'not_processed'],
    [422, 'not_processed'],
    [429, 'not_processed'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
  ])('%i is an http error, %s', async (status, outcome) => {
    for (const text of ['', '<html>', '{}', 'null', '{"detail":"no"}', JSON.stringify(success)]) {
      const { error, response } = await answer((res) => res.writeHead(status).end(text));
      expect(error).toMatchObject({ kind: 'http', outcome, status, attempts: 1, errors: [] });
      expect(response?.status).toBe(status);
    }
  });

  test('keeps the name of the request', async () => {
    const { error } = await answer(reply(404, { req_id: '4euAd4PZ' }));
    expect(error?.message).toBe(`Unexpected response (${operation}, 404, request 4euAd4PZ)`);
  });

  test.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    const other = await serve(reply(200, success));
    const { error } = await answer(reply(status, '', { location: other.origin }));
    expect(error).toMatchObject({ kind: 'http', outcome: 'unknown', status });
    expect(error?.message).toBe(`Redirect not followed (${operation}, ${status})`);
    expect(other.requests).toEqual([]);
  });

  test('0 is how a browser shows a redirect', async () => {
    const opaque = Object.defineProperty(new Response(), 'status', { value: 0 });
    const client = createBillingClient({ orgId: 'acme', fetch: () => Promise.resolve(opaque) });
    expect((await open(client)).error).toMatchObject({
      kind: 'http',
      outcome: 'unknown',
      status: 0,
    });
    client.use({
      onResponse: ({ response }) => {
        expect(response.status).toBe(0);
      },
    });
    expect((await open(client)).error).toMatchObject({
      kind: 'http',
      outcome: 'unknown',
      status: 0,
    });
  });
});

describe('an unexpected 2xx response', () => {
  const cut: Handler = (res) => {
    res.writeHead(200, { 'content-length': 1000 }).write('{"status":"success","data":{');
    setTimeout(() => res.socket?.destroy(), 20);
  };
  test.each<[string, Handler, string]>([
    ['empty', reply(200, ''), 'Response not JSON'],
    [
      'empty, and names that',
      (res) => res.writeHead(200, { 'content-length': 0 }).end(),
      'Response not JSON',
    ],
    ['204', (res) => res.writeHead(204).end(), 'Response not JSON'],
    ['HTML', reply(200, '<!doctype html>'), 'Response not JSON'],
    ['null', reply(200, 'null'), 'Response without data'],
    ['a number', reply(200, '7'), 'Response without data'],
    ['a list', reply(200, '[]'), 'Response without data'],
    ['an object without fields', reply(200, '{}'), 'Response without data'],
    ['a wrapper without data', reply(200, { status: 'success' }), 'Response without data'],
    ['a wrapper with null', reply(200, { status: 'success', data: null }), 'Response without data'],
    [
      'a wrapper without status',
      reply(200, { req_id: 'r', data: session }),
      'Response without data',
    ],
    [
      'a wrapper with another status',
      reply(200, { req_id: 'r', status: 'pending' }),
      'Response without data',
    ],
    ['cut short by a lost connection', cut, 'Response cut short'],
    ['cut short by a clean end', reply(200, '{"status":"succ'), 'Response not JSON'],
  ])('%s is malformed', async (_, handler, reason) => {
    const { data, error, response } = await answer(handler);
    expect(data).toBeUndefined();
    expect(error).toMatchObject({ kind: 'malformed', outcome: 'unknown', attempts: 1 });
    expect(error?.message).toContain(`${reason} (${operation}, 20`);
    expect(response?.ok).toBe(true);
  });

  test('keeps the cause, where there is one', async () => {
    expect((await answer(cut)).error?.cause).toBeInstanceOf(Error);
    expect((await answer(reply(200, ''))).error).not.toHaveProperty('cause');
  });
});

describe('a response without the envelope', () => {
  const from = async (path: '/payment/refund' | '/features' | '/pp/update', text: string) => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response(text));
    const client = createBillingClient({ orgId: 'acme', secretKey: 'key', fetch });
    return client.POST(path, { body: {} });
  };
  const page = '{"detail":"Not Found"}';

  test.each<['/payment/refund' | '/features', string, object | undefined]>([
    ['/features', '{"features":[]}', { features: [] }],
    ['/features', '{"features":null,"more":1}', { features: null, more: 1 }],
    ['/features', page, undefined],
    ['/features', '{}', undefined],
    ['/features', '{"features":[],"req_id":"r"}', undefined],
    ['/payment/refund', '{}', {}],
    ['/payment/refund', '', {}],
    ['/payment/refund', page, undefined],
    ['/payment/refund', 'null', undefined],
    ['/payment/refund', '[]', undefined],
    ['/payment/refund', ' ', undefined],
    ['/payment/refund', '{"status":"success"}', {}],
    ['/payment/refund', '{"status":"success","data":null}', {}],
    ['/payment/refund', '{"status":"success","data":{"a":1}}', { a: 1 }],
    ['/payment/refund', '{"status":"success","data":[]}', undefined],
    ['/payment/refund', '{"status":"success","data":7}', undefined],
    ['/features', '{"status":"success","data":{}}', {}],
  ])('of %s: %s', async (path, text, data) => {
    const result = await from(path, text);
    expect(result.data).toEqual(data);
    if (!data) {
      const outcome = path === '/features' ? 'not_processed' : 'unknown';
      expect(result.error).toMatchObject({ kind: 'malformed', outcome, body: text });
    }
  });
});

// No operation of the contract is like this one, but one of the next contract may be.
test('of an operation that declares no fields is data, unless it is empty', () => {
  expect(readResponse(200, '{"a":1}', {})).toEqual({ data: { a: 1 } });
  expect(readResponse(200, '{}', {})).toMatchObject({ failure: { kind: 'malformed' } });
  expect(readResponse(200, '{"a":1,"req_id":"r"}', {})).toMatchObject({ requestId: 'r' });
});

describe('an error', () => {
  const failing = (text: string, status = 200, secretKey?: string): ReturnType<typeof open> => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response(text, { status }));
    return open(createBillingClient({ orgId: 'acme', fetch, secretKey, retries: 0 }));
  };

  test.each([
    [{ status: 'error', error: 'no such order' }, 'no such order', undefined],
    [{ status: 'error', error: ['no such order', { code: 'c' }] }, 'c', 'c'],
    [{ status: 'error', error: [{ code: 42, msg: 7 }] }, '42: 7', '42'],
    [{ status: 'error', error: [{ code: {}, msg: [] }] }, 'The API refused the request', undefined],
    [{ status: 'error', error: 7 }, '7', undefined],
    [{ status: 'error', error: null }, 'The API refused the request', undefined],
  ])('has the message of the API: %j', async (body, reason, code) => {
    const { error } = await failing(JSON.stringify(body));
    expect(error?.kind).toBe('api');
    expect(error?.message).toBe(`${reason} (${operation}, 200)`);
    expect(error?.code).toBe(code);
    expect(error).not.toHaveProperty('body');
  });

  test('survives errors that are nested too deeply', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const { error } = await failing(`{"status":"error","error":[${deep}]}`);
    expect(error).toMatchObject({ kind: 'api', errors: [] });
  });

  test('has the request ID, as the result has', async () => {
    const refused = await failing(JSON.stringify({ status: 'error', req_id: 'r1' }));
    expect([refused.requestId, refused.error?.requestId]).toEqual(['r1', 'r1']);
    const unexpected = await failing(JSON.stringify({ req_id: 'r2' }), 404);
    expect([unexpected.requestId, unexpected.error?.requestId]).toEqual(['r2', 'r2']);
    expect(await failing('{}', 404)).not.toHaveProperty('requestId');
    expect(await failing('{"req_id":7}', 404)).not.toHaveProperty('requestId');
  });

  test('has the text of an unexpected response, where only code sees it', async () => {
    for (const [text, status, kind] of [
      ['<h1>', 404, 'http'],
      ['<h2>', 200, 'malformed'],
      ['', 503, 'http'],
    ] as const) {
      const { error } = await failing(text, status);
      expect(error).toMatchObject({ kind });
      expect(error?.body).toBe(text);
      expect(Object.keys(error ?? {})).not.toContain('body');
      if (text) expect(inspect(error) + JSON.stringify(error) + String(error)).not.toContain(text);
    }
    const { error } = await failing('x'.repeat(70_000), 404);
    expect(error?.body).toHaveLength(65_536);
  });

  test('is whole in JSON', async () => {
    const { error } = await failing('no', 404);
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({
      error: {
        name: 'BillingError',
        message: `Unexpected response (${operation}, 404)`,
        kind: 'http',
        outcome: 'not_processed',
        operation,
        attempts: 1,
        status: 404,
        errors: [],
      },
    });
  });

  test('can be made by hand', () => {
    const facts = { kind: 'http', outcome: 'unknown', operation: 'POST /x', attempts: 1 } as const;
    const error = new BillingError('No', { ...facts, body: 'text', cause: 'c', status: undefined });
    expect(error.message).toBe('No (POST /x)');
    expect(Object.entries(error)).toEqual(Object.entries({ errors: [], ...facts }));
    expect([error.body, error.cause, error.name]).toEqual(['text', 'c', 'BillingError']);
    expect(new BillingError('No', facts)).not.toHaveProperty('cause');
  });

  const key = 'sk_live1'; // The shortest that is replaced.
  test.each<[string, object, number]>([
    ['code', { status: 'error', error: [{ code: `a${key}b` }] }, 200],
    ['msg', { status: 'error', error: [{ msg: key }] }, 200],
    ['a text', { status: 'error', error: key }, 200],
    ['deeper', { status: 'error', error: [{ code: 'c', more: { list: [key] } }] }, 400],
    ['req_id', { status: 'error', req_id: key }, 200],
    ['the body', { echo: [key, key] }, 404],
  ])('hides the secret key in text of the server: %s', async (_, body, status) => {
    const { error, requestId } = await failing(JSON.stringify(body), status, key);
    const shown = `${inspect(error, { showHidden: true, depth: 9 })}${JSON.stringify(error)}${requestId ?? ''}`;
    expect(shown).not.toContain(key);
    expect(shown).toContain('***');
  });

  test('hides it in the request ID of a success', async () => {
    const { requestId } = await failing(JSON.stringify({ ...success, req_id: key }), 200, key);
    expect(requestId).toBe('***');
  });

  test('keeps keys that are too short to replace, and never replaces its own words', async () => {
    const short = await failing(
      JSON.stringify({ status: 'error', error: 'a sk_live b' }),
      200,
      'sk_live',
    );
    expect(short.error?.message).toContain('a sk_live b');
    const own = await failing('', 404, 'Unexpected');
    expect(own.error?.message).toContain('Unexpected response');
    const name = await failing('', 404, 'not_processed');
    expect(name.error?.outcome).toBe('not_processed');
  });
});

test.each([
  [299, 'Response not JSON'],
  [300, 'Redirect not followed'],
  [399, 'Redirect not followed'],
  [400, 'Unexpected response'],
  [0, 'Redirect not followed'],
  [999, 'Unexpected response'],
  [199, 'Unexpected response'],
])('status %i without JSON: %s', async (status, reason) => {
  const message = `${reason} (${[operation, status].filter(Boolean).join(', ')})`;
  const text = (): Promise<string> => Promise.resolve('');
  const response = {
    status,
    statusText: 'Mine',
    ok: false,
    headers: new Headers({ 'x-a': 'b' }),
    text,
  };
  const client = createBillingClient({
    orgId: 'acme',
    fetch: () => Promise.resolve(response as never),
  });
  expect((await open(client)).error?.message).toBe(message);
  const seen: unknown[] = [];
  client.use({
    onResponse: async ({ response }) => {
      const { status, statusText, ok, headers } = response;
      seen.push(status, statusText, ok, headers.get('x-a'), await response.text());
      expect(response.body).toBeNull();
    },
  });
  expect((await open(client)).error?.message).toBe(message);
  expect(seen).toEqual([status, 'Mine', status === 299, 'b', '']);
});

test('a body that its status forbids can be read by middleware', async () => {
  const text = (): Promise<string> => Promise.resolve(JSON.stringify(success));
  const response = { status: 205, statusText: '', ok: true, headers: new Headers(), text };
  const client = createBillingClient({
    orgId: 'acme',
    fetch: () => Promise.resolve(response as never),
  });
  const seen: unknown[] = [];
  client.use({ onResponse: async ({ response }) => void seen.push(await response.json()) });
  expect(await open(client)).toMatchObject({ data: session });
  expect(seen).toEqual([success]);
});

test.each([{ error: [] }, { error: 'text' }, { error: null }, { error: {} }])(
  'is no refusal without a status: %j',
  async (body) => {
    const { error } = await answer(reply(200, body));
    expect(error).toMatchObject({ kind: 'malformed' });
  },
);

test.each([[{ code: 'c' }], 'text'])(
  'a success stays one whatever its error: %j',
  async (error) => {
    const { data } = await answer(reply(200, { ...success, error }));
    expect(data).toEqual(session);
  },
);

test('a response of null headers is none', async () => {
  const response = { status: 200, headers: null, text: () => '' };
  const client = createBillingClient({
    orgId: 'acme',
    fetch: () => Promise.resolve(response as never),
  });
  expect((await open(client)).error?.cause).toEqual(new TypeError('fetch returned no response'));
});

test('a success tells how many attempts it took', async () => {
  const { origin } = await serve((res, seen, n) =>
    n < 3
      ? reply(429, '', { 'retry-after': '0' })(res, seen, n)
      : reply(200, success)(res, seen, n),
  );
  expect(await open(createBillingClient({ orgId: 'acme', baseUrl: origin }))).toMatchObject({
    attempts: 3,
  });
});
