import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.js';
import { drop } from '../support/faults.js';
import { reply, serve, type Handler, type Seen } from '../support/server.js';

const root = join(import.meta.dirname, '../..');
const env = { FUNNELFOX_ORG_ID: 'acme', FUNNELFOX_SECRET_KEY: 'any', PORT: '0' };

const order_id = '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11';
const visitor = { external_id: 'user_1', email_address: 'a@example.com', pp_ident: 'premium' };
const sale = { external_id: 'user_1', pp_ident: 'premium', idempotency_key: 'k' };
const order = { external_id: 'user_1', order_id };

/** Starts the example as its README does. */
function start(settings: Record<string, string | undefined>) {
  const example = spawn(process.execPath, ['--import', 'tsx', 'examples/node-server/server.ts'], {
    cwd: root,
    env: { ...process.env, ...env, ...settings },
  });
  return { example, failed: text(example.stderr), ended: once(example, 'exit') };
}

interface Running {
  origin: string;
  stop: () => Promise<void>;
}

async function run(baseUrl: string): Promise<Running> {
  const { example, failed, ended } = start({ FUNNELFOX_BASE_URL: baseUrl });
  const first = once(example.stdout.setEncoding('utf8'), 'data') as Promise<[string]>;
  const [line] = await Promise.race([
    first,
    failed.then((said) => Promise.reject(new Error(said))),
  ]);
  const stop = async () => {
    example.kill();
    await ended;
  };
  return { origin: line.trim(), stop };
}

async function post(origin: string, path: string, body: object, headers = {}) {
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(origin + path, init);
  return { status: response.status, body: (await response.json()) as unknown };
}

/** Posts to the example before an API that answers so; gives what the API saw, too. */
async function postBefore(handler: Handler, path: string, body: object, headers = {}) {
  const api = await serve(handler);
  const { origin, stop } = await run(`${api.origin}/{org_id}/v1`);
  onTestFinished(stop);
  const answer = await post(origin, path, body, headers);
  return { ...answer, seen: api.requests };
}

const success = (data: object): Handler => reply(200, { status: 'success', data });
const refusal = { code: 'double_purchase', msg: 'user has not finished subscription' };
const refuse = reply(200, { status: 'error', error: [refusal] });
const asked = (seen: readonly Seen[]): unknown[] => seen.map(({ url }) => url);

describe('before the sandbox', () => {
  let sandbox: Sandbox;
  let server: Running;
  beforeAll(async () => {
    sandbox = await startSandbox();
    server = await run(sandbox.baseUrl);
  });
  afterAll(async () => {
    await server.stop();
    await sandbox.close();
  });

  test('every command of its README prints what stands there', async () => {
    const readme = await readFile(join(root, 'examples/node-server/README.md'), 'utf8');
    const commands = [...readme.matchAll(/^\$ (curl .*)\n(.*)$/gm)];
    expect(commands.length).toBeGreaterThan(3);
    for (const [, command = '', printed] of commands) {
      const here = command.replace('http://127.0.0.1:3000', server.origin);
      const { stdout } = await promisify(execFile)('bash', ['-c', here]);
      expect(`${command}\n${stdout.trim()}`).toBe(`${command}\n${printed}`);
    }
  });

  test.each([
    ['/checkout-session', {}, 'external_id'],
    ['/checkout-session', { ...visitor, pp_ident: '' }, 'pp_ident'],
    ['/one-click', { ...sale, idempotency_key: 7 }, 'idempotency_key'],
    ['/refund', [], 'external_id'],
  ])('%s refuses %j', async (path, body, field) => {
    const message = `${field}: give a text`;
    expect(await post(server.origin, path, body)).toEqual({
      status: 400,
      body: { error: 'bad_input', message },
    });
  });

  test('takes nothing but JSON, and no other path', async () => {
    const bare = await fetch(`${server.origin}/refund`, { method: 'POST', body: '{' });
    expect(bare.status).toBe(400);
    expect((await post(server.origin, '/', {})).status).toBe(404);
  });
});

test.each([
  ['US', 'us', 'primer'],
  ['DE', 'eu', 'stripe'],
])('a visitor from %s is served in %s', async (country, region, integration_type) => {
  const session = { client_token: 't', order_id };
  const headers = { 'x-country': country };
  const { seen, ...answer } = await postBefore(
    success(session),
    '/checkout-session',
    visitor,
    headers,
  );
  expect(answer).toEqual({ status: 200, body: session });
  expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ region, integration_type });
});

test.each([
  ['/checkout-session', visitor],
  ['/one-click', sale],
  ['/refund', order],
])('what the API refuses, %s tells with its message', async (path, body) => {
  const { status, body: told, seen } = await postBefore(refuse, path, body);
  expect(status).toBe(422);
  expect(told).toEqual({ error: refusal.code, message: refusal.msg });
  expect(seen).toHaveLength(1);
});

test('what the bank refuses is data', async () => {
  const failed_message_for_user = 'Your card has no funds.';
  const declined = success({ checkout_status: 'failed', failed_message_for_user, order_id });
  const { status, body } = await postBefore(declined, '/one-click', sale);
  expect(status).toBe(402);
  expect(body).toEqual({ error: 'declined', message: failed_message_for_user });
});

test('a session that was lost on its way may be asked for again', async () => {
  const { status, body } = await postBefore(drop, '/checkout-session', visitor);
  expect(status).toBe(503);
  expect(body).toEqual({ error: 'unavailable', outcome: 'unknown' });
});

describe('a refund that was lost on its way', () => {
  const paths = ['/acme/v1/payment/refund', '/acme/v1/payments_history'];
  const losing =
    (payment: object): Handler =>
    (response, seen, n) =>
      (seen.url.endsWith('/refund') ? drop : success({ payments: [payment] }))(response, seen, n);

  test('has been made, says the history', async () => {
    const payment = { order_id, amount: '9.99', refunded: '9.99' };
    const { seen, ...answer } = await postBefore(losing(payment), '/refund', order);
    expect(answer).toEqual({ status: 200, body: { refunded: true } });
    expect(asked(seen)).toEqual(paths);
  });

  test.each([
    ['nothing of it', { order_id, amount: '9.99', refunded: null }],
    ['a part', { order_id, amount: '9.99', refunded: '5.00' }],
    ['no amounts', { order_id, amount: null, refunded: null }],
    ['another order', { order_id: 'other', amount: '9.99', refunded: '9.99' }],
  ])('is unknown when the history has %s, and is not retried', async (_, payment) => {
    const { seen, status, body } = await postBefore(losing(payment), '/refund', order);
    expect(status).toBe(202);
    expect(body).toMatchObject({ refunded: 'unknown' });
    expect(asked(seen)).toEqual(paths);
  });

  test('is unknown when the history is lost, too', async () => {
    const { seen, status } = await postBefore(drop, '/refund', order);
    expect(status).toBe(202);
    expect(asked(seen).filter((url) => url === paths[0])).toHaveLength(1);
  });
});

test.each([
  ['FUNNELFOX_SECRET_KEY is not set', { FUNNELFOX_SECRET_KEY: undefined }],
  ['orgId must be', { FUNNELFOX_ORG_ID: undefined }],
  ['baseUrl must be', { FUNNELFOX_BASE_URL: 'nowhere' }],
  ['options.port should be', { PORT: 'x' }],
])('does not start, and says why in a line: %s', async (expected, settings) => {
  const { failed, ended } = start(settings);
  expect(await ended).toEqual([1, null]);
  const said = (await failed).trim();
  expect(said).toContain(expected);
  expect(said.split('\n')).toHaveLength(1);
});
