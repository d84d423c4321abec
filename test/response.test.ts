import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { operations } from '../src/generated/operations.js';
import { BillingError, type BillingClientOptions, type BillingMiddleware } from '../src/index.js';
import { readResponse } from '../src/response.js';
import { observe, open, path } from './support/client.js';
import { reply, serve, session, success } from './support/server.js';

// Here it must not matter what the vendored contract declares.
Object.assign(operations, {
  'POST /features': { isReadOnly: true, responseFields: ['features'] },
  'POST /payment/refund': { requiresSecretKey: true, emptyResponse: true },
});

const operation = `POST ${path}`;
const toText = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

type Options = Partial<BillingClientOptions>;

/** What a caller sees of one response. */
const answer = (body: unknown, status = 200, options: Options = {}) => {
  const respond = (): Promise<Response> => Promise.resolve(new Response(toText(body), { status }));
  return open(observe({ retries: 0, ...options }, respond).client);
};

/** A client that gets a response of no class: it may have what `Response` does not take. */
const withPlain = (status: number, body: unknown, statusText = '') =>
  observe({ retries: 0 }, () => {
    const headers = new Headers({ 'x-a': 'b' });
    const text = (): Promise<string> => Promise.resolve(toText(body));
    return Promise.resolve({ status, statusText, ok: status === 299, headers, text });
  }).client;

describe('a success', () => {
  test.each<[string, unknown, status?: number, requestId?: string | null]>([
    ['in the envelope', success],
    ['in the envelope, without req_id', { status: 'success', data: session }, 200, null],
    ['flat, as the contract shows it', session, 200, null],
    ['with a byte-order mark', `\ufeff${JSON.stringify(success)}`],
    ['with another status', success, 201],
    ['with an empty list of errors', { ...success, error: [] }],
    ['with errors', { ...success, error: [{ code: 'c' }] }],
    ['with a text as error', { ...success, error: 'text' }],
  ])('%s', async (_, body, status = 200, requestId = '4euAd4PZ') => {
    const result = await answer(body, status);
    expect(result.error).toBeUndefined();
    expect(result.data).toEqual(session);
    expect(result.requestId ?? null).toBe(requestId);
    expect(result.response).toBeInstanceOf(Response);
  });

  test('is not validated', async () => {
    const { data } = await answer({ status: 'success', data: { other: 1 } });
    expect(data).toEqual({ other: 1 });
  });

  test('of 20 MB, under another content type', async () => {
    const client_token = 'x'.repeat(20_000_000);
    const whole = { status: 'success', data: { client_token } };
    const { origin } = await serve(reply(200, whole, { 'content-type': 'text/html' }));
    const { data } = await open(observe({ baseUrl: origin, fetch: undefined }).client);
    expect(data?.client_token).toHaveLength(20_000_000);
  });
});

describe('a refusal', () => {
  const first = { msg: 'user has not finished subscription', code: 'double_purchase', type: 't' };
  const refusal = { status: 'error', req_id: '4euAd4PZ', error: [first] };

  test('inside a 200 is an error', async () => {
    const { data, error, response } = await answer(refusal);
    expect(data).toBeUndefined();
    expect(response?.status).toBe(200);
    expect(error).toBeInstanceOf(BillingError);
    const message = `double_purchase: ${first.msg} (${operation}, 200, request 4euAd4PZ)`;
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({
      error: {
        name: 'BillingError',
        message,
        kind: 'api',
        outcome: 'not_processed',
        operation,
        status: 200,
        code: 'double_purchase',
        errors: [first],
        requestId: '4euAd4PZ',
        attempts: 1,
      },
    });
  });

  test.each([
    [302, 'not_processed'],
    [400, 'not_processed'],
    [401, 'not_processed'],
    [499, 'not_processed'],
    [500, 'unknown'],
    [503, 'unknown'],
  ])('with status %i is %s', async (status, outcome) => {
    const { error } = await answer(refusal, status);
    expect(error).toMatchObject({ kind: 'api', outcome, status, code: 'double_purchase' });
  });

  test.each<[error: unknown, reason: string, code?: string | undefined, errors?: unknown]>([
    [undefined, 'The API refused', undefined, []],
    [null, 'The API refused', undefined, []],
    [[], 'The API refused'],
    [[{ code: {}, msg: [] }], 'The API refused'],
    [[{ msg: 'no' }], 'no'],
    [[{ code: 'c' }], 'c', 'c'],
    [[{ code: 42, msg: 7 }], '42: 7', '42'],
    [[{ msg: 'no' }, { code: 'c' }], 'no'],
    [{ code: 'c', msg: 'no' }, 'c: no', 'c', [{ code: 'c', msg: 'no' }]],
    [['no', null, {}], 'no', undefined, [{}]],
    [['no', { code: 'c' }], 'c', 'c', [{ code: 'c' }]],
    ['no such order', 'no such order', undefined, []],
    [7, '7', undefined, []],
  ])('has the text, code and list of the API: %j', async (list, reason, code, errors = list) => {
    const { error } = await answer({ status: 'error', error: list });
    expect(error).toMatchObject({ kind: 'api', outcome: 'not_processed', errors });
    expect(error?.code).toBe(code);
    expect(error?.message.startsWith(reason)).toBe(true);
    expect(error?.message.endsWith(` (${operation}, 200)`)).toBe(true);
    expect(error).not.toHaveProperty('body');
  });

  test.each([
    ['data as well', { status: 'error', data: session, error: [{ code: 'c' }] }],
    ['no status, but a list', { error: [{ code: 'c' }] }],
  ])('may have %s', async (_, body) => {
    expect((await answer(body)).error).toMatchObject({ kind: 'api', code: 'c' });
  });

  test('survives errors that are nested too deeply', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const { error } = await answer(`{"status":"error","error":[${deep}]}`);
    expect(error).toMatchObject({ kind: 'api', errors: [] });
  });
});

describe('a status without an envelope', () => {
  test.each([
    // How a browser shows a redirect.
    [0, 'http', 'unknown', 'Redirect not followed'],
    [199, 'http', 'unknown', 'Unexpected response'],
    [299, 'malformed', 'unknown', 'Response not JSON'],
    [300, 'http', 'unknown', 'Redirect not followed'],
    [304, 'http', 'unknown', 'Redirect not followed'],
    [399, 'http', 'unknown', 'Redirect not followed'],
    [400, 'http', 'not_processed', 'Unexpected response'],
    [401, 'http', 'not_processed', 'Unexpected response'],
    [404, 'http', 'not_processed', 'Unexpected response'],
    [429, 'http', 'not_processed', 'Unexpected response'],
    [499, 'http', 'not_processed', 'Unexpected response'],
    [500, 'http', 'unknown', 'Unexpected response'],
    [503, 'http', 'unknown', 'Unexpected response'],
    [599, 'http', 'unknown', 'Unexpected response'],
    [999, 'http', 'unknown', 'Unexpected response'],
  ])('%i: %s, %s', async (status, kind, outcome, reason) => {
    const where = [operation, status].filter(Boolean).join(', ');
    const json = ['{}', 'null', '{"detail":"no"}', { status: 'success', data: session }];
    for (const body of ['', '<html>', ...(kind === 'http' ? json : [])]) {
      const client = withPlain(status, body, 'Mine');
      const expected = { kind, outcome, status, attempts: 1, errors: [], body: toText(body) };
      const plain = await open(client);
      expect(plain.error).toMatchObject(expected);
      expect(plain.error?.message).toBe(`${reason} (${where})`);
      expect(plain.response?.status).toBe(status);

      const seen: unknown[] = [];
      const onResponse: BillingMiddleware['onResponse'] = async ({ response }) => {
        const { status, statusText, ok, headers, body } = response;
        seen.push(status, statusText, ok, headers.get('x-a'), !body, await response.text());
      };
      client.use({ onResponse });
      const watched = await open(client);
      expect(watched.error).toMatchObject({ ...expected, message: plain.error?.message });
      expect(seen).toEqual([status, 'Mine', status === 299, 'b', !body, toText(body)]);
      const copies: unknown[] = [];
      client.use({
        onResponse: async ({ response }) => {
          copies.push(response.clone().status, await response.clone().text());
          return response.clone();
        },
      });
      expect((await open(client)).error).toMatchObject(expected);
      expect(copies).toEqual([status, toText(body)]);
    }
  });

  test('a body that its status forbids can be read by middleware', async () => {
    const client = withPlain(205, success);
    const seen: unknown[] = [];
    client.use({ onResponse: async ({ response }) => void seen.push(await response.json()) });
    expect(await open(client)).toMatchObject({ data: session });
    expect(seen).toEqual([success]);
  });
});

describe('a 2xx response is malformed', () => {
  test.each<[unknown, status?: number]>([
    [''],
    ['<!doctype html>'],
    ['{"status":"succ'],
    ['null'],
    ['7'],
    ['[]'],
    ['{}'],
    [{ status: 'success' }],
    [{ status: 'success', data: null }],
    [{ req_id: 'r', data: session }],
    [{ req_id: 'r', status: 'pending' }],
    [{ error: [] }],
    [{ error: 'text' }],
    [{ error: null }],
    [{ error: {} }],
  ])('%j', async (body) => {
    const text = toText(body);
    const { data, error, response } = await answer(text);
    expect(data).toBeUndefined();
    expect(error).toMatchObject({ kind: 'malformed', outcome: 'unknown', attempts: 1, body: text });
    const isJson = /^([[{].*[\]}]|7|null)$/.test(text);
    expect(error?.message).toContain(isJson ? 'without data' : 'not JSON');
    expect(error).not.toHaveProperty('cause');
    expect(response?.ok).toBe(true);
  });

  test('204, or cut short, which is its cause', async () => {
    const empty = observe({}, () => Promise.resolve(new Response(null, { status: 204 })));
    expect((await open(empty.client)).error).toMatchObject({ kind: 'malformed', status: 204 });
    const { origin } = await serve((response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('{"status":"success","data":{');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    const { error } = await open(observe({ baseUrl: origin, fetch: undefined }).client);
    expect(error).toMatchObject({ kind: 'malformed', outcome: 'unknown', attempts: 1 });
    expect(error?.message).toContain('cut short');
    expect(error?.cause).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty('body');
  });
});

describe('whether a response is data depends on what the contract declares', () => {
  type Path = '/payment/refund' | '/features';
  const page = '{"detail":"Not Found"}';

  test.each<[Path, string, object?]>([
    ['/features', '{"features":[]}', { features: [] }],
    ['/features', '{"features":null,"more":1}', { features: null, more: 1 }],
    ['/features', page],
    ['/features', '{}'],
    ['/features', '{"features":[],"req_id":"r"}'],
    ['/features', '{"status":"success","data":{}}', {}],
    ['/payment/refund', '{}', {}],
    ['/payment/refund', '', {}],
    ['/payment/refund', page],
    ['/payment/refund', 'null'],
    ['/payment/refund', '[]'],
    ['/payment/refund', ' '],
    ['/payment/refund', '{"status":"success"}', {}],
    ['/payment/refund', '{"status":"success","data":null}', {}],
    ['/payment/refund', '{"status":"success","data":{"a":1}}', { a: 1 }],
    ['/payment/refund', '{"status":"success","data":[]}'],
    ['/payment/refund', '{"status":"success","data":7}'],
  ])('%s: %s', async (path, text, data) => {
    const respond = (): Promise<Response> => Promise.resolve(new Response(text));
    const { client } = observe({ secretKey: 'key' }, respond);
    const result = await client.POST(path, { body: {} });
    expect(result.data).toEqual(data);
    if (!data) {
      const outcome = path === '/features' ? 'not_processed' : 'unknown';
      expect(result.error).toMatchObject({ kind: 'malformed', outcome, body: text });
    }
  });

  // No operation of the contract is like this one, but one of the next contract may be.
  test('where it declares no fields, any object is, unless it is empty', async () => {
    const read = (text: string) => readResponse(new Response(text), {});
    expect(await read('{"a":1}')).toMatchObject({ data: { a: 1 } });
    expect(await read('{}')).toMatchObject({ failure: { kind: 'malformed' } });
    expect(await read('{"a":1,"req_id":"r"}')).toMatchObject({ failure: { requestId: 'r' } });
  });
});

describe('an error', () => {
  test('has the request ID, as the result has', async () => {
    for (const status of [200, 404]) {
      const { requestId, error } = await answer({ status: 'error', req_id: 'r1' }, status);
      expect([requestId, error?.requestId]).toEqual(['r1', 'r1']);
    }
    const { requestId, error } = await answer({ req_id: 'r2' }, 404);
    expect([requestId, error?.requestId]).toEqual(['r2', 'r2']);
    expect(error?.message).toContain(`(${operation}, 404, request r2)`);
    expect(await answer('{}', 404)).not.toHaveProperty('requestId');
    expect(await answer('{"req_id":7}', 404)).not.toHaveProperty('requestId');
  });

  test('has the text of an unexpected response, where only code sees it', async () => {
    for (const status of [200, 404]) {
      const { error } = await answer('<h1>', status);
      expect(error?.body).toBe('<h1>');
      expect(Object.keys(error ?? {})).not.toContain('body');
      expect(inspect(error) + JSON.stringify(error) + String(error)).not.toContain('<h1>');
    }
    expect((await answer('x'.repeat(70_000), 404)).error?.body).toHaveLength(65_536);
  });

  test('can be made by hand', () => {
    const facts = { kind: 'http', outcome: 'unknown', operation: 'POST /x', attempts: 1 } as const;
    const error = new BillingError('No', { ...facts, body: 'text', cause: 'c', errors: undefined });
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
    ['req_id of a success', { ...success, req_id: key }, 200],
    ['the body', { echo: [key, key] }, 404],
  ])('hides the secret key in text of the server: %s', async (_, body, status) => {
    const { error, requestId } = await answer(body, status, { secretKey: key });
    const shown = `${inspect(error, { showHidden: true, depth: 9 })}${JSON.stringify(error)}`;
    expect(shown + (requestId ?? '')).not.toContain(key);
    expect(shown + (requestId ?? '')).toContain('***');
  });

  test('keeps keys that are too short to replace, and never replaces its own words', async () => {
    const short = { status: 'error', error: 'a sk_live b' };
    const { error } = await answer(short, 200, { secretKey: 'sk_live' });
    expect(error?.message).toContain('a sk_live b');
    const word = await answer('', 404, { secretKey: 'Unexpected' });
    expect(word.error?.message).toContain('Unexpected response');
    const name = await answer('', 404, { secretKey: 'not_processed' });
    expect(name.error?.outcome).toBe('not_processed');
  });
});
