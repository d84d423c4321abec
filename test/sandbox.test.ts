import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
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

/** A request. Unless it says otherwise, it opens a session. */
interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Replace those of the session. */
  fields?: object;
  /** The value of `x-sandbox`. */
  scenario?: string;
}

const CHARGE: Sent = {
  path: '/acme/v1/payment/one_off_charge',
  headers: { 'ff-secret-key': 'any' },
  body: { external_id: 'user_1', currency_code: 'USD', idempotency_key: 'k', amount: '1' },
};

let sandbox: Sandbox;
let origin: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  ({ origin } = new URL(sandbox.baseUrl));
});
afterAll(() => sandbox.close());
afterEach(() => void (sandbox.requests.length = 0));

function send({ path = PATH, method = 'POST', scenario, headers, fields, body }: Sent = {}) {
  const content = body ?? { ...SESSION, ...fields };
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const simulated = scenario !== undefined && { 'x-sandbox': scenario };
  return fetch(origin + path, {
    method,
    redirect: 'manual',
    headers: { 'content-type': 'application/json', ...simulated, ...headers },
    ...(method === 'POST' && { body: text }),
  });
}

/** The error of a response as `400 bad_request: message`; checks the envelope around it. */
async function failureOf(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toBe('application/json');
  const { error, ...envelope } = (await response.json()) as {
    error: Record<'code' | 'msg' | 'type', string>[];
  };
  const req_id = expect.stringMatching(/^\w{8}$/) as string;
  expect(envelope).toEqual({ status: 'error', req_id });
  expect(error).toEqual([expect.objectContaining({ type: 'api_exception' })]);
  return `${response.status} ${error[0]?.code ?? ''}: ${error[0]?.msg ?? ''}`;
}

async function dataOf(sent: Sent = {}): Promise<Record<string, unknown>> {
  const response = await send(sent);
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: Record<string, unknown> }).data;
}

describe('a valid request', () => {
  test('gets what the contract promises, in the envelope', async () => {
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      status: 'success',
      data: expect.objectContaining({
        client_token: expect.stringMatching(/^sandbox_\w{20,}$/) as string,
        order_id: expect.stringMatching(UUID) as string,
      }) as object,
      req_id: expect.stringMatching(/^\w{8}$/) as string,
    });
  });

  test('gets the same response each time, and another one for anything else', async () => {
    const first = await dataOf();
    const { region, ...rest } = SESSION;
    expect(await dataOf({ body: { ...rest, region } })).toEqual(first);
    const others: Sent[] = [
      { fields: { region: 'us' } },
      { fields: { pp_ident: 'basic' } },
      { path: PATH.replace('acme', 'other') },
    ];
    const tokens = (await Promise.all(others.map(dataOf))).map((other) => other['client_token']);
    expect(new Set([first['client_token'], ...tokens]).size).toBe(4);
  });

  test.each<Sent>([
    { fields: { region: 'ff_first' } },
    { fields: { region: 'us-east-1' } },
    { headers: { 'content-type': 'application/json; charset=utf-8' } },
    { path: `${PATH}?page=1` },
    CHARGE,
    { ...CHARGE, headers: { 'FF-Secret-Key': 'x' } },
  ])('may be %j', async (sent) => {
    expect((await send(sent)).status).toBe(200);
  });

  test('gets data of the order and the subscription that it names', async () => {
    const payment = { order_id, payment_method_token: 'pm_1' };
    const paid = await dataOf({ path: '/acme/v1/checkout/create_payment', body: payment });
    const empty = { failed_message_for_user: '', action_required_token: '' };
    expect(paid).toMatchObject({ checkout_status: 'succeeded', order_id, ...empty });
    const path = '/acme/v1/subscription/search';
    const { subscriptions } = await dataOf({ ...CHARGE, path, body: { subs_id: order_id } });
    expect(subscriptions).toEqual([expect.objectContaining({ subs_id: order_id })]);
    const [{ started_at, current_period_ends_at }] = subscriptions as [Record<string, string>];
    expect(String(started_at) < String(current_period_ends_at)).toBe(true);
  });
});

describe('a wrong request', async () => {
  const table = await readFile(join(import.meta.dirname, 'fixtures/refusals.yaml'), 'utf8');
  const refusals = parse(table) as Record<string, [sent: Sent, answer: string]>;
  test.each(Object.entries(refusals))('is refused: %s', async (_, [sent, expected]) => {
    const answer = await failureOf(await send(sent));
    // The rest of such a message is Node's, a list, or up to the contract.
    const [start = '', ...cut] = expected.split('…');
    expect(cut.length > 0 ? answer.slice(0, start.length) : answer).toBe(start);
  });

  test('is refused: no content-type', async () => {
    const response = await fetch(origin + PATH, { method: 'POST', body: new Uint8Array([123]) });
    expect(await failureOf(response)).toMatch(/application\/json, not none$/);
  });

  test('with another method names the method that is allowed', async () => {
    expect((await send({ method: 'GET' })).headers.get('allow')).toBe('POST');
  });

  test('over 1 MiB is refused, and its body not recorded', async () => {
    const filled = (bytes: number) => ({ fields: { client_metadata: { x: 'x'.repeat(bytes) } } });
    const rest = 2 ** 20 - JSON.stringify({ ...SESSION, ...filled(0).fields }).length;
    expect((await send(filled(rest))).status).toBe(200);
    expect(await failureOf(await send(filled(rest + 1)))).toBe(
      '413 payload_too_large: the body is larger than 1048576 bytes',
    );
    expect(sandbox.requests.at(-1)).toMatchObject({ organization: 'acme', body: undefined });
  });
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

describe('a browser', () => {
  test('may ask beforehand, and send every header', async () => {
    const headers = { 'access-control-request-headers': 'x-trace-id,ff-secret-key' };
    const response = await send({ method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')?.split(/, */)).toEqual(
      expect.arrayContaining(['ff-secret-key', 'content-type', 'x-sandbox', 'x-trace-id']),
    );
  });

  test.each(['slow=0', 'refuse', 'busy', 'down', 'html', 'nonsense'])(
    'may read the response (x-sandbox: %s)',
    async (scenario) => {
      const { headers } = await send({ scenario });
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-expose-headers')).toBe('retry-after');
    },
  );
});

describe('x-sandbox', () => {
  test('decline: a payment that failed is data', async () => {
    const failed_message_for_user = 'Your card was declined.';
    const declined = { checkout_status: 'failed', failed_message_for_user };
    expect(await dataOf({ ...CHARGE, scenario: 'decline' })).toMatchObject(declined);
    const path = '/acme/v1/subscription/migration';
    const body = { subs_id: order_id, pp_ident: 'yearly' };
    const migrated = await dataOf({ ...CHARGE, path, body, scenario: 'decline' });
    expect(migrated).toMatchObject({ payment_result: declined });
  });

  test('replay: tells that the call repeats an earlier one', async () => {
    const first = await dataOf(CHARGE);
    expect(first).toHaveProperty('idempotent_replay', false);
    const again = await dataOf({ ...CHARGE, scenario: 'replay' });
    expect(again).toEqual({ ...first, idempotent_replay: true });
  });

  test('busy: 429 once for each call, retried or new', async () => {
    const fields = { external_id: 'busy' };
    const expected = await dataOf({ fields });
    for (const turn of ['first', 'second']) {
      const response = await send({ fields, scenario: 'busy' });
      expect(response.status, turn).toBe(429);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await dataOf({ fields, scenario: 'busy' })).toEqual(expected);
    }
  });

  test('down: 503 without an envelope, always', async () => {
    for (const turn of ['first', 'second']) {
      const response = await send({ scenario: 'down' });
      expect(response.status, turn).toBe(503);
      expect(await response.text()).toBe('Service Unavailable\n');
    }
  });

  test('slow=MS: responds after so many milliseconds', async () => {
    const start = performance.now();
    expect(await dataOf({ scenario: 'slow=80' })).toEqual(await dataOf({ scenario: 'slow=0' }));
    expect(performance.now() - start).toBeGreaterThanOrEqual(79);
  });

  test('slow: ends with close(), or when the caller has had enough', async () => {
    const other = await startSandbox();
    const call = (signal: AbortSignal | null): Promise<Response> => {
      const headers = { 'x-sandbox': 'slow' };
      return fetch(new URL(PATH, other.baseUrl), { method: 'POST', headers, signal });
    };
    const waiting = expect(call(null)).rejects.toThrow('fetch failed');
    await expect(call(AbortSignal.timeout(50))).rejects.toThrow('timeout');
    await other.close();
    await waiting;
  });

  test('html: a web page with status 200', async () => {
    const response = await send({ scenario: 'html' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('<!doctype html>');
  });

  test.each([
    ['127.0.0.1', 'localhost'],
    ['localhost', '127.0.0.1'],
  ])('redirect: to another origin (from %s to %s)', async (host, other) => {
    const { port } = new URL(origin);
    const headers = { 'x-sandbox': 'redirect' };
    const init = { method: 'POST', redirect: 'manual', headers } as const;
    const response = await fetch(`http://${host}:${port}${PATH}`, init);
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe(`http://${other}:${port}/redirected`);
    expect((await send({ path: '/redirected' })).status).toBe(404);
  });

  test('cut: status 200, and a body that ends too early', async () => {
    const response = await send({ scenario: 'cut' });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test.each([
    ['drop', 'UND_ERR_SOCKET'],
    ['reset', 'ECONNRESET'],
  ])('%s: no response at all', async (scenario, code) => {
    await expect(send({ scenario })).rejects.toMatchObject({ cause: { code } });
    expect(sandbox.requests).toHaveLength(1);
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
    expect(data?.features).toMatchObject([{ ident: expect.any(String) as string }]);
  });

  test('records every request without the secret key, oldest first', async () => {
    const seen: unknown[] = [];
    const { baseUrl, requests } = await start({ onRequest: (request) => seen.push(request) });
    const url = (path: string): string => baseUrl.replace('{org_id}', 'a%20b') + path;
    const headers = { 'ff-secret-key': 's3cret', 'X-Trace': '1' };
    await fetch(url('/features'), { method: 'POST', headers, body: '{"a":1}' });
    await fetch(url('/features'), { method: 'POST', headers, body: '{' });
    await fetch(url('/nope'));
    await fetch(new URL('/other', baseUrl));
    await fetch(new URL('/', baseUrl));
    await fetch(url('/features'), { method: 'OPTIONS' });
    const facts = requests.map(({ operation, organization, body }) => [
      operation,
      organization,
      body,
    ]);
    expect(facts).toEqual([
      ['POST /features', 'a b', { a: 1 }],
      ['POST /features', 'a b', '{'],
      ['GET /nope', 'a b', undefined],
      ['GET /other', '', undefined],
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
    [undefined, 'http://127.0.0.1:'],
    ['localhost', 'http://localhost:'],
    ['0.0.0.0', 'http://127.0.0.1:'],
    ['::', 'http://[::1]:'],
    ['::1', 'http://[::1]:'],
  ])('listens on %s', async (host, expected) => {
    const { baseUrl } = await start({ host, port: undefined, onRequest: undefined });
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
    const error = await startSandbox(options as SandboxOptions).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(`startSandbox: ${problem}`);
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
