import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readContract } from '../../src/sandbox/contract.js';
import { createRespond, type Respond } from '../../src/sandbox/respond.js';
import { text, type Answer } from '../../src/sandbox/responses.js';
import { listen } from '../../src/sandbox/server.js';
import { bundle, start, type Program } from '../support/command.js';
import { ROOT } from '../support/folder.js';

const env = { FUNNELFOX_ORG_ID: 'acme', FUNNELFOX_SECRET_KEY: 'any', PORT: '0' };
const program = await bundle('examples/node-server/server.ts');

const order_id = '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11';
const visitor = { external_id: 'user_1', email_address: 'a@example.com', pp_ident: 'premium' };
const sale = { external_id: 'user_1', pp_ident: 'premium', idempotency_key: 'k' };
const order = { external_id: 'user_1', order_id };

/** The API before which the example runs: the sandbox, unless a test answers in its place. */
const sandbox = createRespond(readContract());
let answer: (path: string) => Answer | undefined = () => undefined;
let seen: { path: string; body: unknown }[] = [];
const respond: Respond = (call, signal) => {
  const path = call.url.replace('/acme/v1', '');
  seen.push({ path, body: JSON.parse(call.body ?? '') });
  return Promise.resolve(answer(path) ?? sandbox(call, signal));
};

let api: Awaited<ReturnType<typeof listen>>;
let example: Program;
let origin: string;
beforeAll(async () => {
  api = await listen(respond, '127.0.0.1', 0);
  const FUNNELFOX_BASE_URL = `${api.origin}/{org_id}/v1`;
  example = start([program], { env: { ...env, FUNNELFOX_BASE_URL } });
  origin = await example.printed(/http:\S+(?=\n)/);
});
afterEach(() => {
  answer = () => undefined;
  seen = [];
});
afterAll(async () => {
  example.child.kill();
  await example.ended;
  await api.close();
});

async function post(path: string, body: object, headers = {}) {
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(origin + path, init);
  return { status: response.status, body: (await response.json()) as unknown };
}

const json = (value: object) =>
  text(200, JSON.stringify(value), { 'content-type': 'application/json' });
const success = (data: object) => json({ status: 'success', data });
const refusal = { code: 'double_purchase', msg: 'user has not finished subscription' };
const refused = json({ status: 'error', error: [refusal] });
const lost: Answer = { ...text(200, ''), connection: 'drop' };

test('every command of its README prints what stands there', async () => {
  const readme = await readFile(join(ROOT, 'examples/node-server/README.md'), 'utf8');
  const commands = [...readme.matchAll(/^\$ (curl .*)\n(.*)$/gm)];
  expect(commands.length).toBeGreaterThan(3);
  for (const [, command = '', printed] of commands) {
    const here = command.replace('http://127.0.0.1:3000', origin);
    const { stdout } = await promisify(execFile)('bash', ['-c', here]);
    // Why the sandbox refuses a request depends on the limits of the contract.
    const cut = (line = ''): string => line.trim().replace(/(?<="order_id must ).*/, '…');
    expect(`${command}\n${cut(stdout)}`).toBe(`${command}\n${cut(printed)}`);
  }
});

test.each([
  ['/checkout-session', {}, 'external_id'],
  ['/checkout-session', { ...visitor, pp_ident: '' }, 'pp_ident'],
  ['/one-click', { ...sale, idempotency_key: 7 }, 'idempotency_key'],
  ['/refund', [], 'external_id'],
])('%s refuses %j', async (path, input, field) => {
  const body = { error: 'bad_input', message: `${field}: give a text` };
  expect(await post(path, input)).toEqual({ status: 400, body });
  expect(seen).toEqual([]);
});

test('takes nothing but JSON, and no other path', async () => {
  expect((await fetch(`${origin}/refund`, { method: 'POST', body: '{' })).status).toBe(400);
  expect((await post('/', {})).status).toBe(404);
});

test.each([
  ['US', 'us', 'primer'],
  ['DE', 'eu', 'stripe'],
])('a visitor from %s is served in %s', async (country, region, integration_type) => {
  const session = { client_token: 't', order_id };
  answer = () => success(session);
  const headers = { 'x-country': country };
  expect(await post('/checkout-session', visitor, headers)).toEqual({ status: 200, body: session });
  expect(seen).toMatchObject([{ body: { region, integration_type } }]);
});

test.each([
  ['/checkout-session', visitor],
  ['/one-click', sale],
  ['/refund', order],
])('what the API refuses, %s tells with its message', async (path, input) => {
  answer = () => refused;
  const body = { error: refusal.code, message: refusal.msg };
  expect(await post(path, input)).toEqual({ status: 422, body });
  expect(seen).toHaveLength(1);
});

test('what the bank refuses is data', async () => {
  const message = 'Your card has no funds.';
  const declined = { checkout_status: 'failed', failed_message_for_user: message, order_id };
  answer = () => success(declined);
  const body = { error: 'declined', message };
  expect(await post('/one-click', sale)).toEqual({ status: 402, body });
});

test('a session that was lost on its way may be asked for again', async () => {
  answer = () => lost;
  const body = { error: 'unavailable', outcome: 'unknown' };
  expect(await post('/checkout-session', visitor)).toEqual({ status: 503, body });
});

describe('a refund that was lost on its way', () => {
  const refund = async (payment: object) => {
    answer = (path) => (path === '/payment/refund' ? lost : success({ payments: [payment] }));
    const result = await post('/refund', order);
    expect(seen.map(({ path }) => path)).toEqual(['/payment/refund', '/payments_history']);
    return result;
  };

  test('has been made, says the history', async () => {
    const result = await refund({ order_id, amount: '9.99', refunded: '9.99' });
    expect(result).toEqual({ status: 200, body: { refunded: true } });
  });

  test.each([
    ['nothing of it', { order_id, amount: '9.99', refunded: null }],
    ['a part', { order_id, amount: '9.99', refunded: '5.00' }],
    ['no amounts', { order_id, amount: null, refunded: null }],
    ['another order', { order_id: 'other', amount: '9.99', refunded: '9.99' }],
  ])('is unknown when the history has %s, and is not retried', async (_, payment) => {
    expect(await refund(payment)).toMatchObject({ status: 202, body: { refunded: 'unknown' } });
  });

  test('is unknown when the history is lost, too', async () => {
    answer = () => lost;
    expect(await post('/refund', order)).toHaveProperty('status', 202);
    expect(seen.filter(({ path }) => path === '/payment/refund')).toHaveLength(1);
  });
});

test.each([
  ['FUNNELFOX_SECRET_KEY is not set', { FUNNELFOX_SECRET_KEY: undefined }],
  ['orgId must be', { FUNNELFOX_ORG_ID: undefined }],
  ['baseUrl must be', { FUNNELFOX_BASE_URL: 'nowhere' }],
  ['options.port should be', { PORT: 'x' }],
])('does not start, and says why in a line: %s', async (expected, settings) => {
  const { code, out, err } = await start([program], { env: { ...env, ...settings } }).ended;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(expected);
  expect(err.trim().split('\n')).toHaveLength(1);
});
