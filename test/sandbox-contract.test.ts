import { describe, expect, test } from 'vitest';
import { readContract } from '../src/sandbox/contract.js';
import { createRespond } from '../src/sandbox/respond.js';

/** What a published contract may bring and the current one need not have. */
const openapi = {
  openapi: '3.0.0',
  paths: {
    '/charge': {
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/ChargeIn' } } },
        },
        responses: { '200': { $ref: '#/components/responses/Charge' } },
      },
    },
    '/plans/{plan_id}': {
      get: { responses: { default: json({ $ref: '#/components/schemas/Plan' }) } },
      delete: { responses: { '204': { description: 'gone' } } },
    },
    '/tree': { post: { responses: { '200': json({ $ref: '#/components/schemas/Tree' }) } } },
    '/empty': { post: { responses: { '202': { description: 'nothing to tell' } } } },
    '/optional': { post: { requestBody: json({ type: 'object' }), responses: {} } },
  },
  components: {
    responses: { Charge: json({ $ref: '#/components/schemas/ChargeOut' }) },
    schemas: {
      Status: { type: 'string', enum: ['processing', 'succeeded', 'failed'] },
      Amount: { anyOf: [{ type: 'number' }, { type: 'string', nullable: true }] },
      Region: { type: 'string', pattern: '^[a-z]{1,20}$', maxLength: 64 },
      'a/b': { type: 'string' },
      ChargeIn: {
        type: 'object',
        required: ['external_id', 'amount'],
        additionalProperties: false,
        properties: {
          external_id: { type: 'string', minLength: 3, maxLength: 5, pattern: '^u' },
          region: { $ref: '#/components/schemas/Region' },
          amount: { $ref: '#/components/schemas/Amount' },
          iterations: { type: 'integer', nullable: true, minimum: 0, exclusiveMinimum: true },
          least: { type: 'integer', minimum: 0, exclusiveMinimum: false },
          below: { type: 'number', maximum: 1, exclusiveMaximum: true },
          most: { type: 'number', maximum: 1, exclusiveMaximum: false },
          duration: { type: 'string', enum: ['days', 'weeks'], nullable: true },
          status: { allOf: [{ $ref: '#/components/schemas/Status' }], nullable: true },
          name: { type: 'string', nullable: false },
          order_id: { type: 'string', format: 'uuid' },
          since: { type: 'string', format: 'date-time' },
          email: { type: 'string', format: 'email' },
          lines: { type: 'array', items: { $ref: '#/components/schemas/a~1b' } },
        },
      },
      ChargeOut: {
        type: 'object',
        properties: {
          checkout_status: { $ref: '#/components/schemas/Status' },
          order_id: { type: 'string', format: 'uuid' },
          external_id: { type: 'string' },
        },
      },
      Plan: {
        type: 'object',
        required: ['ident', 'extra'],
        additionalProperties: { type: 'integer' },
        properties: {
          ident: { type: 'string', minLength: 40, maxLength: 50 },
          short: { type: 'string', maxLength: 3 },
          kind: { const: 'plan' },
          price: { $ref: '#/components/schemas/Amount' },
          refunded: { $ref: '#/components/schemas/Amount' },
          duration: { anyOf: [{ type: 'string', enum: ['days'] }, { type: 'null' }] },
          nothing: { type: 'string', nullable: true, enum: [null] },
          note: { type: ['string', 'null'] },
          percent: { type: 'number', minimum: 0, maximum: 1 },
          limit: { type: 'integer', minimum: 10, exclusiveMinimum: true },
          is_active: { type: 'boolean' },
          has_trial: { type: 'boolean' },
          started_at: { type: 'string', format: 'date-time' },
          ends_at: { type: 'string', format: 'date-time' },
          day: { type: 'string', format: 'date' },
          email_address: { type: 'string', format: 'email' },
          contact_email: { type: 'string' },
          manage_url: { type: 'string', format: 'uri' },
          region: { type: 'string' },
          country_code: { type: 'string' },
          tax_amount: { type: 'number' },
          total_amount: { type: 'string' },
          currency: {
            type: 'object',
            properties: { symbol: { type: 'string' }, minor_units: { type: 'integer' } },
          },
          tags: { type: 'array', items: { type: 'string' } },
          pair: { type: 'array', items: { type: 'integer' }, minItems: 2 },
          none: { type: 'array', items: { type: 'string' }, maxItems: 0 },
          metadata: { type: 'object', additionalProperties: true },
          unknown: {},
          both: {
            allOf: [
              { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
              { type: 'object', properties: { b: { type: 'string' } } },
            ],
          },
          either: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
        },
      },
      Tree: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
        },
      },
    },
  },
};

function json(schema: object): object {
  return { description: 'ok', content: { 'application/json': { schema } } };
}

const respond = createRespond(
  readContract({
    openapi,
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

interface Answer {
  status: number;
  data?: Record<string, unknown>;
  problem?: string | undefined;
}

async function call(name: string, body?: object, headers = {}): Promise<Answer> {
  const [method = '', path = ''] = name.split(' ');
  const sent = { 'content-type': 'application/json', 'ff-secret-key': 'k', ...headers };
  const text = body === undefined ? '' : JSON.stringify(body);
  const { signal } = new AbortController();
  const reply = await respond(
    { method, url: `/acme/v2${path}`, headers: sent, body: text },
    signal,
  );
  const { data, error } = JSON.parse(reply.body || '{}') as {
    data?: Record<string, unknown>;
    error?: { msg: string }[];
  };
  return error
    ? { status: reply.status, problem: error[0]?.msg }
    : { status: reply.status, ...(data && { data }) };
}

const order_id = '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11';
const charge = (fields: object): Promise<Answer> =>
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

  test('may leave out a body that is not required', async () => {
    expect(await call('POST /optional')).toEqual({ status: 200, data: {} });
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
    const cut = await call('POST /charge', { order_id: '1' }, { 'x-sandbox': 'cut' });
    expect(cut.data?.['order_id']).toMatch(/^[\da-f-]{36}$/);
  });

  test('ends where its schema contains itself', async () => {
    const { data } = await call('POST /tree');
    expect(JSON.stringify(data).length).toBeLessThan(1000);
    expect(data).toMatchObject({ children: [{ name: expect.any(String) as string }] });
  });
});
