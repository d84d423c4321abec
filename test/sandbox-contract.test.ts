import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readContract } from '../src/sandbox/contract.js';
import { createRespond } from '../src/sandbox/respond.js';

const file = join(import.meta.dirname, 'fixtures/contracts/sandbox-3.0.yaml');

const respond = createRespond(
  readContract({
    openapi: parse(await readFile(file, 'utf8')) as object,
    serverUrl: 'https://billing.example.com/{org_id}/v2',
    operations: {
      'POST /charge': { requiresBody: true, requiresSecretKey: true },
      'GET /plans/{plan_id}': {},
      'DELETE /plans/{plan_id}': {},
      'POST /tree': {},
      'POST /empty': {},
      'POST /optional': {},
    },
  }),
);

async function call(name: string, body?: object, scenario?: string, organization = 'acme') {
  const [method = '', path = ''] = name.split(' ');
  const headers = {
    'content-type': 'application/json',
    'ff-secret-key': 'k',
    ...(scenario && { 'x-sandbox': scenario }),
  };
  const request = {
    method,
    url: `/${organization}/v2${path}`,
    headers,
    body: body ? JSON.stringify(body) : '',
  };
  const reply = await respond(request, new AbortController().signal);
  const { data, error } = JSON.parse(reply.body || '{}') as {
    data?: Record<string, unknown>;
    error?: { msg: string }[];
  };
  return { status: reply.status, data, problem: error?.[0]?.msg };
}

const order_id = '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11';
const charge = (fields: object): ReturnType<typeof call> =>
  call('POST /charge', { external_id: 'u_1', amount: '1.00', ...fields });

describe('a request', () => {
  test.each([
    { amount: 1.5 },
    { amount: null },
    { region: 'ff_second' },
    { iterations: null, least: 0, below: 0.9, most: 1 },
    { iterations: 1 },
    { duration: null, status: null },
    { duration: 'days', status: 'failed' },
    { since: '2026-01-02T15:04:05.999999' },
    { since: '2026-01-02T15:04:05Z', order_id },
  ])('may hold %j', async (fields) => {
    expect(await charge(fields)).toHaveProperty('status', 200);
  });

  test.each<[object, string]>([
    [{ amount: undefined }, 'amount is required'],
    [{ amount: true }, 'amount must be number or must be string or null'],
    [{ unknown: 1 }, 'unknown is not in the contract'],
    [{ external_id: 'u' }, 'external_id must NOT have fewer than 3 characters'],
    [
      { external_id: 'x__________' },
      'external_id must NOT have more than 5 characters and must match pattern "^u"',
    ],
    [{ region: 'x'.repeat(65) }, 'region must NOT have more than 64 characters'],
    [{ iterations: 0 }, 'iterations must be > 0'],
    [{ least: -1, below: 1, most: 2 }, 'least must be >= 0; below must be < 1; most must be <= 1'],
    [{ duration: 'years' }, 'duration must be one of days, weeks or must be null'],
    [{ status: 'x' }, 'status must be one of processing, succeeded, failed or must be null'],
    [{ name: null }, 'name must be string'],
    [{ order_id: '1' }, 'order_id must match format "uuid"'],
    [{ since: 'yesterday' }, 'since must match format "date-time"'],
    [{ email: 'a' }, 'email must match format "email"'],
    [{ lines: ['a', 1] }, 'lines.1 must be string'],
  ])('may not hold %j', async (fields, problem) => {
    expect(await charge(fields)).toEqual({ status: 400, problem });
  });

  test('may leave out a body that is not required, and may hold what is not declared', async () => {
    expect(await call('POST /optional')).toEqual({ status: 200, data: {} });
    expect(await call('POST /optional', { brand_new: [1] })).toEqual({ status: 200, data: {} });
    expect(await call('POST /optional', [])).toEqual({
      status: 400,
      problem: 'the body must be object',
    });
  });

  test('may have a body where the contract has none', async () => {
    expect(await call('POST /empty', { a: 1 })).toEqual({ status: 202, data: {} });
  });

  test('may have variables in its path, and several methods', async () => {
    expect(await call('GET /plans/7')).toHaveProperty('status', 200);
    expect(await call('DELETE /plans/7')).toEqual({ status: 204 });
    expect(await call('POST /plans/7')).toEqual({
      status: 405,
      problem: 'POST is not allowed for /plans/7, only GET, DELETE',
    });
    expect(await call('GET /plans/7/8')).toHaveProperty('status', 404);
  });

  test.each(['your-org-id', '{org_id}', '%7Borg_id%7D', '%7borg_id%7d'])(
    'with the placeholder %s is 404 and names the mix-up',
    async (organization) => {
      const { status, problem } = await call('POST /empty', undefined, undefined, organization);
      expect(status).toBe(404);
      expect(problem).toMatch(/in the path is a placeholder: put your organization ID there/);
      expect(problem).toContain('not the FunnelFox project ID');
    },
  );
});

describe('a response', () => {
  test('fills in every field', async () => {
    const text = (pattern: RegExp) => expect.stringMatching(pattern) as string;
    const { data } = await call('GET /plans/7');
    expect(data).toEqual({
      ident: text(/^ident_\w{34}$/),
      short: 'sho',
      kind: 'plan',
      extra: 1,
      price: '9.99',
      refunded: '0.00',
      duration: 'days',
      nothing: null,
      note: text(/^note_\w{6}$/),
      percent: 1,
      limit: 11,
      is_active: true,
      has_trial: false,
      started_at: text(/^2026-01-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      ends_at: text(/^2026-0[123]-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      day: text(/^2026-01-\d\d$/),
      email_address: 'user@example.com',
      contact_email: 'user@example.com',
      manage_url: 'https://example.com/manage_url',
      region: 'default',
      country_code: 'US',
      tax_amount: 200,
      total_amount: '9.99',
      currency: { symbol: '$', minor_units: 2 },
      tags: [text(/^tags_\w{6}$/)],
      pair: [1, 1],
      none: [],
      metadata: {},
      unknown: text(/^unknown_\w{6}$/),
      both: { a: 1, b: text(/^b_\w{6}$/) },
      either: 1,
    });
    expect(String(data?.['started_at']) < String(data?.['ends_at'])).toBe(true);
  });

  test('repeats an ID of the request, where it is one', async () => {
    expect((await charge({ order_id })).data).toEqual({
      checkout_status: 'succeeded',
      order_id,
      external_id: 'u_1',
    });
    const { data } = await call('POST /charge', { external_id: 'u_1', amount: 1, order_id });
    expect(data).toHaveProperty('order_id', order_id);
    const cut = await call('POST /charge', { order_id: '1' }, 'cut');
    expect(cut.data?.['order_id']).toMatch(/^[\da-f-]{36}$/);
  });

  test('ends where its schema contains itself', async () => {
    const { data } = await call('POST /tree');
    expect(JSON.stringify(data).length).toBeLessThan(1000);
    expect(data).toMatchObject({ children: [{ name: expect.any(String) as string }] });
  });
});
