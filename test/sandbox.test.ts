import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createBillingClient } from '../src/index.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../src/sandbox/index.js';

const PATH = '/acme/v1/checkout/create_client_session';
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const order_id = '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11';
const SESSION = {
  region: 'eu',
  integration_type: 'stripe',
  pp_ident: 'premium_monthly',
  external_id: 'user_1',
  email_address: 'a@example.com',
};
const CHARGE = { external_id: 'user_1', currency_code: 'USD', idempotency_key: 'k', amount: '1' };

interface Envelope {
  status: string;
  req_id: string;
  data?: Record<string, unknown>;
  error?: { code: string; msg: string; type: string }[];
}

interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

let sandbox: Sandbox;
let origin: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  ({ origin } = new URL(sandbox.baseUrl));
});
afterAll(() => sandbox.close());
afterEach(() => void (sandbox.requests.length = 0));

function send({ path = PATH, method = 'POST', headers, body = SESSION, signal }: Sent = {}) {
  return fetch(origin + path, {
    method,
    redirect: 'manual',
    headers: { 'content-type': 'application/json', ...headers },
    ...(signal && { signal }),
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** The error of a response as `400 bad_request: message`; checks the envelope around it. */
async function failureOf(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toBe('application/json');
  const { status, req_id, error = [], ...rest } = (await response.json()) as Envelope;
  expect({ status, rest }).toEqual({ status: 'error', rest: {} });
  expect(req_id).toMatch(/^\w{8}$/);
  expect(error).toHaveLength(1);
  const [{ code, msg, type } = { code: '', msg: '', type: '' }] = error;
  expect(type).toBe('api_exception');
  return `${response.status} ${code}: ${msg}`;
}

const refused = async (sent: Sent): Promise<string> => failureOf(await send(sent));

async function dataOf(sent: Sent = {}): Promise<Record<string, unknown>> {
  const response = await send(sent);
  expect(response.status).toBe(200);
  return ((await response.json()) as Envelope).data ?? {};
}

const session = (fields: object): Sent => ({ body: { ...SESSION, ...fields } });
const charge = (fields: object = {}, headers: Record<string, string> = {}): Sent => ({
  path: '/acme/v1/payment/one_off_charge',
  headers: { 'ff-secret-key': 'any', ...headers },
  body: { ...CHARGE, ...fields },
});
const simulate = (scenario: string, sent: Sent = {}): Sent => ({
  ...sent,
  headers: { ...sent.headers, 'x-sandbox': scenario },
});

/** A request as fetch does not send it. */
function raw(method: string, path: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = httpRequest({ hostname, port, path, method, headers }, (response) => {
      let text = `${response.statusCode ?? 0} `;
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject).end(method === 'POST' ? JSON.stringify(SESSION) : undefined);
  });
}

describe('a valid request', () => {
  test('gets what the contract promises, in the envelope', async () => {
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      status: 'success',
      data: {
        client_token: expect.stringMatching(/^sandbox_\w{20,}$/) as string,
        order_id: expect.stringMatching(UUID) as string,
      },
      req_id: expect.stringMatching(/^\w{8}$/) as string,
    });
  });

  test('gets the same response each time, and another one for anything else', async () => {
    const first = await dataOf();
    const { region, ...rest } = SESSION;
    expect(await dataOf()).toEqual(first);
    expect(await dataOf({ body: { ...rest, region } })).toEqual(first);
    const others = [
      session({ region: 'us' }),
      session({ pp_ident: 'basic' }),
      { path: PATH.replace('acme', 'other') },
    ];
    const tokens = (await Promise.all(others.map(dataOf))).map((other) => other['client_token']);
    expect(new Set([first['client_token'], ...tokens]).size).toBe(4);
  });

  test.each([
    ...['ff_first', 'default', 'us-east-1'].map((region) => session({ region })),
    session({ country_code: null, brand_new: [1] }),
    { headers: { 'content-type': 'application/json; charset=utf-8' } },
    charge({ amount: 1.5 }),
    charge({}, { 'FF-Secret-Key': 'x' }),
    { path: `${PATH}?page=1` },
  ])('may be %j', async (sent) => {
    expect((await send(sent)).status).toBe(200);
  });

  test('gets data of the order and the subscription that it names', async () => {
    const key = { 'ff-secret-key': 'k' };
    const payment = { order_id, payment_method_token: 'pm_1' };
    const path = '/acme/v1/checkout/create_payment';
    expect(await dataOf({ path, body: payment })).toEqual({
      checkout_status: 'succeeded',
      failed_message_for_user: '',
      action_required_token: '',
      order_id,
    });
    const { subscriptions } = await dataOf({
      path: '/acme/v1/subscription/search',
      headers: key,
      body: { subs_id: order_id },
    });
    expect(subscriptions).toEqual([expect.objectContaining({ subs_id: order_id })]);
    const [{ started_at, current_period_ends_at }] = subscriptions as [Record<string, string>];
    expect(String(started_at) < String(current_period_ends_at)).toBe(true);
  });
});

describe('a wrong request', () => {
  test.each<[object, string]>([
    [{ pp_ident: undefined }, 'pp_ident is required'],
    [{ external_id: 7 }, 'external_id must be string'],
    [{ country_code: 7 }, 'country_code must be string or null'],
    [{ client_metadata: [] }, 'client_metadata must be object'],
    [{ pp_ident: 1, external_id: null }, 'pp_ident must be string; external_id must be string'],
  ])('with %j is refused with the field and the reason', async (fields, problem) => {
    expect(await refused(session(fields))).toBe(`400 bad_request: ${problem}`);
  });

  test.each([
    ['{"region"', 'the body is not JSON: '],
    ['', 'the body is required'],
    ['null', 'the body must be object'],
    ['[]', 'the body must be object'],
    ['"text"', 'the body must be object'],
  ])('with the body %s is refused', async (body, reason) => {
    expect(await refused({ body })).toContain(`400 bad_request: ${reason}`);
  });

  test('without a JSON content-type is refused', async () => {
    expect(await refused({ headers: { 'content-type': 'text/plain' } })).toBe(
      '400 bad_request: the body needs the content-type application/json, not text/plain',
    );
    const body = new Uint8Array([123]);
    const response = await fetch(origin + PATH, { method: 'POST', body });
    expect(await failureOf(response)).toMatch(/application\/json, not none$/);
  });

  test('larger than 1 MiB is refused', async () => {
    const filled = (bytes: number): string =>
      JSON.stringify({ ...SESSION, client_metadata: { x: 'x'.repeat(bytes) } });
    const rest = 1024 * 1024 - filled(0).length;
    expect((await send({ body: filled(rest) })).status).toBe(200);
    expect(await refused({ body: filled(rest + 1) })).toBe(
      '413 payload_too_large: the body is larger than 1048576 bytes',
    );
    expect(sandbox.requests.at(-1)).toMatchObject({ organization: 'acme', body: undefined });
  });

  test.each(['', '  '])(
    'with the secret key "%s" is refused where one is required',
    async (key) => {
      expect(await refused(charge({}, { 'ff-secret-key': key }))).toBe(
        '401 unauthorized: POST /payment/one_off_charge requires the header ff-secret-key; the sandbox takes any value that is not empty',
      );
    },
  );
});

describe('a path', () => {
  test.each(['/acme/v1/checkout/nope', '/v1/checkout/create_client_session', `${PATH}/`, '/x?y'])(
    '%s that is unknown is 404',
    async (path) => {
      expect(await refused({ path })).toBe(
        `404 not_found: there is no operation at ${path}; GET / lists the operations`,
      );
    },
  );

  test('with another method is 405 and names the method that is allowed', async () => {
    const response = await send({ method: 'GET' });
    expect(response.headers.get('allow')).toBe('POST');
    expect(await failureOf(response)).toBe(
      '405 method_not_allowed: GET is not allowed for /checkout/create_client_session, only POST',
    );
  });

  test.each(['your-org-id', '{org_id}', '%7Borg_id%7D', '%7borg_id%7d'])(
    'with the placeholder %s is 404 and names the mix-up',
    async (org) => {
      const body = await raw('POST', `/${org}/v1/checkout/create_client_session`);
      expect(body).toMatch(/^404 .* in the path is a placeholder: put your organization ID there/);
      expect(body).toContain('not the FunnelFox project ID');
    },
  );

  test('with a stray percent sign is refused', async () => {
    expect(await raw('POST', '/a%zz/v1/checkout/create_client_session')).toMatch(
      /^400 .*the path \/a%zz\/v1\/checkout\/create_client_session has a % that encodes nothing/,
    );
  });

  test('/ lists the operations and the scenarios', async () => {
    const response = await send({ path: '/', method: 'GET' });
    expect(response.headers.get('content-type')).toContain('text/plain');
    const page = await response.text();
    expect(page).toContain('POST /{org_id}/v1/checkout/create_client_session\n');
    expect(page).toContain('POST /{org_id}/v1/payment/refund   (secret key)\n');
    expect(page).toMatch(/x-sandbox[^]*\n {2}slow +\S/);
    const head = await send({ path: '/', method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

describe('a browser', () => {
  test('may ask beforehand, and send every header', async () => {
    const headers = { 'access-control-request-headers': 'x-trace-id,ff-secret-key' };
    const response = await send({ method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    const allowed = response.headers.get('access-control-allow-headers')?.split(/, */);
    for (const name of ['ff-secret-key', 'content-type', 'x-sandbox', 'x-trace-id']) {
      expect(allowed).toContain(name);
    }
  });

  test.each([undefined, 'refuse', 'busy', 'down', 'html', 'nonsense'])(
    'may read the response (x-sandbox: %s)',
    async (scenario) => {
      const response = await send(scenario === undefined ? {} : simulate(scenario));
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-expose-headers')).toBe('retry-after');
    },
  );
});

describe('x-sandbox', () => {
  test('refuse: an error of the API with status 200', async () => {
    expect(await refused(simulate('refuse'))).toBe(
      '200 double_purchase: user has not finished subscription',
    );
  });

  test('decline: a payment that failed is data', async () => {
    const declined = {
      checkout_status: 'failed',
      failed_message_for_user: 'Your card was declined.',
    };
    expect(await dataOf(simulate('decline', charge()))).toMatchObject(declined);
    const migration = {
      path: '/acme/v1/subscription/migration',
      headers: { 'ff-secret-key': 'k' },
      body: { subs_id: order_id, pp_ident: 'yearly' },
    };
    expect(await dataOf(simulate('decline', migration))).toMatchObject({
      payment_result: declined,
    });
  });

  test('replay: tells that the call repeats an earlier one', async () => {
    const first = await dataOf(charge());
    expect(first).toHaveProperty('idempotent_replay', false);
    expect(await dataOf(simulate('replay', charge()))).toEqual({
      ...first,
      idempotent_replay: true,
    });
  });

  test.each([
    ['decline', 'checkout_status'],
    ['replay', 'idempotent_replay'],
  ])('%s: is refused where the response has no %s', async (scenario, field) => {
    expect(await refused(simulate(scenario))).toBe(
      `400 bad_request: x-sandbox: ${scenario} needs an operation that returns ${field}; POST /checkout/create_client_session does not`,
    );
  });

  test('decline and replay: the request is validated first', async () => {
    expect(await refused(simulate('decline', charge({ amount: true })))).toContain('amount');
    expect(await refused(simulate('replay', charge({}, { 'ff-secret-key': '' })))).toContain('401');
  });

  test('busy: 429 once for each call, retried or new', async () => {
    const call = simulate('busy', session({ external_id: 'busy' }));
    const expected = await dataOf(session({ external_id: 'busy' }));
    for (const turn of ['first', 'second']) {
      const response = await send(call);
      expect(response.status, turn).toBe(429);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await dataOf(call)).toEqual(expected);
    }
  });

  test('down: 503 without an envelope, always', async () => {
    for (const turn of ['first', 'second']) {
      const response = await send(simulate('down'));
      expect(response.status, turn).toBe(503);
      expect(await response.text()).toBe('Service Unavailable\n');
    }
  });

  test('slow=MS: responds after so many milliseconds', async () => {
    const start = performance.now();
    expect(await dataOf(simulate('slow=80'))).toEqual(await dataOf(simulate('slow=0')));
    expect(performance.now() - start).toBeGreaterThanOrEqual(79);
  });

  test('slow: ends with close(), or when the caller has had enough', async () => {
    const other = await startSandbox();
    const call = (signal?: AbortSignal): Promise<Response> =>
      fetch(other.baseUrl.replace('/{org_id}/v1', PATH), {
        method: 'POST',
        headers: { 'x-sandbox': 'slow' },
        ...(signal && { signal }),
      });
    const waiting = expect(call()).rejects.toThrow('fetch failed');
    await expect(call(AbortSignal.timeout(50))).rejects.toThrow('timeout');
    await other.close();
    await waiting;
  });

  test('html: a web page with status 200', async () => {
    const response = await send(simulate('html'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('<!doctype html>');
  });

  test.each([
    [undefined, 'localhost'],
    ['localhost', '127.0.0.1'],
  ])('redirect: to another origin (from %s to %s)', async (host, other) => {
    const { port } = new URL(origin);
    const response = await fetch(
      host === undefined ? origin + PATH : `http://${host}:${port}${PATH}`,
      { method: 'POST', redirect: 'manual', headers: { 'x-sandbox': 'redirect' } },
    );
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe(`http://${other}:${port}/redirected`);
    expect(await refused({ path: '/redirected' })).toContain('404');
  });

  test('cut: status 200, and a body that ends too early', async () => {
    const response = await send(simulate('cut'));
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test.each([
    ['drop', 'UND_ERR_SOCKET'],
    ['reset', 'ECONNRESET'],
  ])('%s: no response at all', async (scenario, code) => {
    await expect(send(simulate(scenario))).rejects.toMatchObject({ cause: { code } });
    expect(sandbox.requests).toHaveLength(1);
  });

  test.each<[string, string]>([
    [
      'explode',
      'there is no scenario "explode", only refuse, decline, replay, busy, down, slow, html, redirect, cut, drop, reset and slow=MS',
    ],
    ['toString', 'there is no scenario "toString"'],
    ['', 'there is no scenario ""'],
    ['busy, down', 'there is no scenario "busy, down"'],
    ['drop=5', 'there is no scenario "drop=5"'],
    ['slow=', 'slow takes 0 to 999999999 milliseconds, not ""'],
    ['slow=1.5', 'not "1.5"'],
    ['slow=1000000000', 'not "1000000000"'],
  ])('%s: is refused', async (scenario, problem) => {
    const answer = await refused(simulate(scenario));
    expect(answer).toMatch(/^400 bad_request: x-sandbox: /);
    expect(answer).toContain(problem);
  });

  test('counts before the request is validated', async () => {
    expect(await refused(simulate('refuse', { body: '{}' }))).toContain('200 double_purchase');
    expect(await refused(simulate('explode', { body: '{}' }))).toContain('there is no scenario');
  });
});

describe('startSandbox', () => {
  const start = async (options?: SandboxOptions): Promise<Sandbox> => {
    const started = await startSandbox(options);
    onTestFinished(() => started.close());
    return started;
  };

  test('gives a baseUrl that goes into the client as it is', async () => {
    expect(sandbox.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\{org_id\}\/v1$/);
    const billing = createBillingClient({ orgId: 'acme', baseUrl: sandbox.baseUrl });
    const { data } = await billing.POST('/features', { body: {} });
    expect(data?.features).toEqual([{ ident: expect.any(String) as string }]);
  });

  test('records every request without the secret key, oldest first', async () => {
    const seen: unknown[] = [];
    const { baseUrl, requests } = await start({ onRequest: (request) => seen.push(request) });
    const url = (path: string): string => baseUrl.replace('{org_id}', 'a%20b') + path;
    const json = { 'content-type': 'application/json', 'ff-secret-key': 's3cret', 'X-Trace': '1' };
    await fetch(url('/features'), { method: 'POST', headers: json, body: '{"a":1}' });
    await fetch(url('/features'), { method: 'POST', headers: json, body: '{' });
    await fetch(url('/nope'));
    await fetch(new URL('/other', baseUrl));
    await fetch(new URL('/', baseUrl));
    await fetch(url('/features'), { method: 'OPTIONS' });
    expect(
      requests.map(({ operation, organization, body }) => ({ operation, organization, body })),
    ).toEqual([
      { operation: 'POST /features', organization: 'a b', body: { a: 1 } },
      { operation: 'POST /features', organization: 'a b', body: '{' },
      { operation: 'GET /nope', organization: 'a b', body: undefined },
      { operation: 'GET /other', organization: '', body: undefined },
    ]);
    expect(requests[0]?.headers).toMatchObject({ 'x-trace': '1' });
    expect(JSON.stringify(requests)).not.toContain('s3cret');
    expect(seen).toEqual(requests);
  });

  test('an error that onRequest throws becomes the response', async () => {
    const { baseUrl } = await start({
      onRequest: () => {
        throw new Error('expected another order');
      },
    });
    const response = await fetch(new URL('/acme/v1/features', baseUrl), { method: 'POST' });
    expect(await failureOf(response)).toBe(
      '500 internal_server_error: the sandbox failed: Error: expected another order',
    );
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  test.each([
    ['localhost', 'http://localhost:'],
    ['0.0.0.0', 'http://127.0.0.1:'],
    ['::', 'http://[::1]:'],
    ['::1', 'http://[::1]:'],
  ])('listens on %s', async (host, expected) => {
    const { baseUrl } = await start({ host });
    expect(baseUrl.startsWith(expected)).toBe(true);
    expect((await fetch(new URL('/', baseUrl))).status).toBe(200);
  });

  test('rejects where the port is in use or the host is unknown', async () => {
    const port = Number(new URL(origin).port);
    await expect(startSandbox({ port })).rejects.toThrow(
      `port ${port} is already in use: choose another port, or 0 for a free one`,
    );
    await expect(startSandbox({ host: '192.0.2.1' })).rejects.toThrow(
      'cannot listen on host "192.0.2.1": ',
    );
  });

  test.each<[unknown, string]>([
    [null, 'the options must be an object, such as { port: 4010 }'],
    [4010, 'the options must be an object'],
    [{ port: '4010' }, 'port must be a whole number from 0 to 65535, not "4010"'],
    [{ port: 65_536 }, 'port must be a whole number from 0 to 65535, not 65536'],
    [{ port: -1 }, 'port must be a whole number from 0 to 65535, not -1'],
    [{ host: '' }, `host must be an address, such as '127.0.0.1', not ""`],
    [{ onRequest: true }, 'onRequest must be a function, not true'],
    [{ ports: 1 }, 'there is no option ports; the options are port, host, onRequest'],
    [{ toString: 1 }, 'there is no option toString'],
  ])('rejects the options %j', async (options, problem) => {
    const rejects = expect(startSandbox(options as SandboxOptions)).rejects;
    await rejects.toThrow(TypeError);
    await expect(startSandbox(options as SandboxOptions)).rejects.toThrow(
      `startSandbox: ${problem}`,
    );
  });

  test('treats an option that is undefined as not given', async () => {
    const { baseUrl } = await start({ port: undefined, host: undefined, onRequest: undefined });
    expect(baseUrl).toContain('http://127.0.0.1:');
  });

  test('close() ends open connections, any number of times', async () => {
    const other = await startSandbox();
    const { hostname, port } = new URL(other.baseUrl);
    const idle = connect(Number(port), hostname);
    const ended = new Promise((resolve) => idle.on('error', () => undefined).on('close', resolve));
    await new Promise((resolve) => idle.once('connect', resolve));
    await fetch(new URL('/', other.baseUrl));
    await Promise.all([other.close(), other.close()]);
    await other.close();
    await ended;
    await expect(fetch(other.baseUrl)).rejects.toThrow('fetch failed');
  });

  test('survives a caller who goes away inside a body', async () => {
    const { hostname, port } = new URL(origin);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        const head = `POST ${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{`;
        socket.write(head, () => socket.destroy());
      });
      socket.on('close', () => resolve()).on('error', reject);
    });
    expect(await dataOf()).toHaveProperty('client_token');
  });
});
