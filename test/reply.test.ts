import { describe, expect, test } from 'vitest';
import { BillingError, createBillingClient } from '../src/index.js';
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
    ['no list', { status: 'error' }, [], undefined, 'refused'],
    ['an empty list', { status: 'error', error: [] }, [], undefined, 'refused'],
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
    [
      'items that are none',
      { status: 'error', error: ['no', null, {}] },
      [{}],
      undefined,
      'refused',
    ],
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
    expect(error?.message).toBe(`no reply of the API (${operation}, 404, request 4euAd4PZ)`);
  });

  test.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    const other = await serve(reply(200, success));
    const { error } = await answer(reply(status, '', { location: other.origin }));
    expect(error).toMatchObject({ kind: 'http', outcome: 'unknown', status });
    expect(error?.message).toBe(`redirect not followed (${operation}, ${status})`);
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

describe('a 2xx that is no reply', () => {
  const cut: Handler = (res) => {
    res.writeHead(200, { 'content-length': 1000 }).write('{"status":"success","data":{');
    setTimeout(() => res.socket?.destroy(), 20);
  };
  test.each<[string, Handler, string]>([
    ['empty', reply(200, ''), 'reply not JSON'],
    [
      'empty, and says so',
      (res) => res.writeHead(200, { 'content-length': 0 }).end(),
      'reply not JSON',
    ],
    ['204', (res) => res.writeHead(204).end(), 'reply not JSON'],
    ['HTML', reply(200, '<!doctype html>'), 'reply not JSON'],
    ['null', reply(200, 'null'), 'reply without data'],
    ['a number', reply(200, '7'), 'reply without data'],
    ['a list', reply(200, '[]'), 'reply without data'],
    ['an object without fields', reply(200, '{}'), 'reply without data'],
    ['a wrapper without data', reply(200, { status: 'success' }), 'reply without data'],
    ['a wrapper with null', reply(200, { status: 'success', data: null }), 'reply without data'],
    ['a wrapper without status', reply(200, { req_id: 'r', data: session }), 'reply without data'],
    [
      'a wrapper with another status',
      reply(200, { req_id: 'r', status: 'pending' }),
      'reply without data',
    ],
    ['cut short by a lost connection', cut, 'reply cut short'],
    ['cut short by a clean end', reply(200, '{"status":"succ'), 'reply not JSON'],
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
