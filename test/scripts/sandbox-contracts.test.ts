import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../scripts/sandbox.js';

/** All that the API's other operations bring along, and more: nothing in the sandbox knows their names. */
const RICH = `
openapi: 3.0.0
info: { title: Rich, version: 1.0.0 }
servers:
  - url: https://billing.example.com/{org_id}/{edition}/
    variables:
      org_id: { default: your-org-id }
      edition: { default: v2 }
security:
  - Key: []
paths:
  /payment/charge:
    post:
      summary: Charge, with a secret key
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/ChargeIn' }
      responses:
        '200':
          description: ok
          content: { application/json: { schema: { $ref: '#/components/schemas/ChargeOut' } } }
  /subscription/migrate:
    post:
      requestBody:
        content: { application/json: { schema: { $ref: '#/components/schemas/Empty' } } }
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  payment_result:
                    allOf: [{ $ref: '#/components/schemas/ChargeOut' }]
                    nullable: true
  /payment/refund:
    post:
      parameters:
        - { name: org_id, in: path, required: true, schema: { type: string } }
      requestBody: { $ref: '#/components/requestBodies/Refund' }
      responses:
        '200':
          description: ok
          content: { application/json: { schema: { $ref: '#/components/schemas/Ok200' } } }
  /plans/{plan_id}:
    parameters:
      - { name: plan_id, in: path, required: true, schema: { type: integer } }
    get:
      security: []
      parameters:
        - { name: page, in: query, schema: { type: integer, minimum: 1 } }
        - { name: X-Trace, in: header, required: true, schema: { type: string } }
      responses:
        '200':
          description: ok
          content: { application/json: { schema: { $ref: '#/components/schemas/Plan' } } }
    delete:
      security: []
      responses: { '204': { description: gone } }
  /tree:
    post:
      security: []
      responses:
        '200':
          description: ok
          content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } }
  /broken:
    post:
      security: []
      responses:
        '200':
          description: no sample of this pattern comes to mind
          content:
            application/json:
              schema:
                type: object
                required: [serial]
                properties: { serial: { type: string, pattern: '^Q-[0-9]{9}-Q$' } }
components:
  securitySchemes:
    Key: { type: apiKey, in: header, name: FF-Secret-Key }
  requestBodies:
    Refund:
      required: true
      content: { application/json: { schema: { $ref: '#/components/schemas/RefundIn' } } }
  schemas:
    Ok200: { type: object, properties: {} }
    Empty: { type: object }
    Status: { type: string, enum: [processing, succeeded, failed] }
    Duration: { type: string, enum: [days, weeks] }
    Amount: { anyOf: [{ type: number }, { type: string }] }
    ChargeIn:
      type: object
      required: [external_id, amount, idempotency_key, region]
      properties:
        external_id: { type: string, maxLength: 256 }
        region: { $ref: '#/components/schemas/Region' }
        amount: { $ref: '#/components/schemas/Amount' }
        idempotency_key: { type: string, minLength: 3 }
        iterations: { type: integer, nullable: true, minimum: 0, exclusiveMinimum: true }
        duration: { type: string, enum: [days, weeks], nullable: true }
        discount: { anyOf: [{ type: number }, { type: string }], nullable: true }
        order_id: { type: string, format: uuid }
        since: { type: string, format: date-time }
    Region: { type: string, pattern: '^[a-z]{1,20}$', maxLength: 64 }
    ChargeOut:
      type: object
      required: [checkout_status, failed_message_for_user, order_id, action_required_token]
      properties:
        checkout_status: { $ref: '#/components/schemas/Status' }
        failed_message_for_user: { type: string }
        action_required_token: { type: string }
        order_id: { type: string, format: uuid, nullable: true }
        idempotent_replay: { type: boolean }
    RefundIn:
      type: object
      required: [order_id]
      properties: { order_id: { type: string, format: uuid } }
    Currency:
      type: object
      required: [code, minor_units]
      properties: { code: { type: string }, minor_units: { type: integer } }
    Plan:
      type: object
      required: [ident, currency, price]
      properties:
        ident: { type: string, minLength: 40, maxLength: 50 }
        short: { type: string, maxLength: 3 }
        currency: { $ref: '#/components/schemas/Currency' }
        price: { $ref: '#/components/schemas/Amount' }
        maybe_price: { anyOf: [{ type: number }, { type: string }], nullable: true }
        duration: { allOf: [{ $ref: '#/components/schemas/Duration' }], nullable: true }
        percent: { type: number, minimum: 0, maximum: 1 }
        limit: { type: integer, minimum: 10, exclusiveMinimum: true, multipleOf: 4 }
        is_active: { type: boolean }
        started_at: { type: string, format: date-time }
        ends_at: { type: string, format: date-time }
        day: { type: string, format: date }
        email_address: { type: string, format: email }
        manage_url: { type: string, format: uri }
        country: { type: string, pattern: '^[A-Z]{2}$' }
        tags: { type: array, items: { type: string } }
        pair: { type: array, items: { type: string }, minItems: 2, uniqueItems: true }
        none: { type: array, items: { type: string }, maxItems: 0 }
        metadata: { type: object, additionalProperties: true }
        both:
          allOf:
            - { type: object, required: [a], properties: { a: { type: integer } } }
            - { type: object, required: [b], properties: { b: { type: string } } }
        either: { oneOf: [{ $ref: '#/components/schemas/Currency' }, { type: string }] }
    Tree:
      type: object
      required: [name, children]
      properties:
        name: { type: string }
        children: { type: array, items: { $ref: '#/components/schemas/Tree' } }
        parent: { $ref: '#/components/schemas/Tree' }
        root: { nullable: true, allOf: [{ $ref: '#/components/schemas/Tree' }] }
`;

const NEWER = `
openapi: 3.1.0
info: { title: Newer, version: 1.0.0 }
paths:
  /status:
    get:
      responses:
        default:
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [state, note]
                properties:
                  state: { const: up }
                  note: { type: [string, 'null'] }
`;

let dir: string;
let sandbox: Sandbox;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  sandbox = await startContract('rich.yaml', RICH);
});
afterAll(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true });
});
afterEach(() => vi.restoreAllMocks());

async function startContract(name: string, text: string): Promise<Sandbox> {
  const file = join(dir, name);
  await writeFile(file, text);
  return startSandbox({ port: 0, contract: [file] });
}

interface Reply {
  status: number;
  data?: unknown;
  problem?: string | undefined;
}

const SECRET = { 'ff-secret-key': 'sk_test' };

async function call(
  path: string,
  body: unknown,
  headers: Record<string, string> = SECRET,
  method = 'POST',
): Promise<Reply> {
  const reply = await fetch(`${sandbox.origin}/acme/v2${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  const wrapper = JSON.parse(text) as { data?: unknown; error?: { code: string; msg: string }[] };
  const [error] = wrapper.error ?? [];
  return error
    ? { status: reply.status, problem: `${error.code}: ${error.msg}` }
    : { status: reply.status, data: wrapper.data };
}

const CHARGE = { external_id: 'u', amount: '1.00', idempotency_key: 'key', region: 'ff_first' };
const charge = (more: Record<string, unknown> = {}, headers?: Record<string, string>) =>
  call('/payment/charge', { ...CHARGE, ...more }, headers);

describe('the server', () => {
  it('fills in what is not the organization', () => {
    expect(sandbox.url).toBe(`${sandbox.origin}/{org_id}/v2`);
  });

  it('may be missing', async () => {
    const newer = await startContract('newer.yaml', NEWER);
    expect(newer.url).toBe(newer.origin);
    expect(newer.greeting).toContain(`Try: curl -X GET ${newer.origin}/status\n`);
    const reply = await fetch(`${newer.origin}/status`);
    expect(await reply.json()).toMatchObject({
      data: { state: 'up', note: expect.stringContaining('note_') as string },
    });
    await newer.close();
  });
});

describe('the secret key', () => {
  it.each([{}, { 'ff-secret-key': '' }, { 'ff-secret-key': '  ' }])(
    'is demanded, so %o will not do',
    async (headers) => {
      expect(await charge({}, headers)).toEqual({
        status: 401,
        problem:
          'unauthorized: POST /payment/charge needs the header ff-secret-key; here, any value that is not empty will do',
      });
    },
  );

  it('may be anything', async () => {
    expect(await charge({}, { 'FF-Secret-Key': 'x' })).toHaveProperty('status', 200);
  });

  it('is not demanded where the contract says so', async () => {
    expect(await call('/tree', undefined, {})).toHaveProperty('status', 200);
  });

  it('is allowed to a browser, and marked on the page at /', async () => {
    const preflight = await fetch(sandbox.origin, { method: 'OPTIONS' });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('ff-secret-key');
    const page = await (await fetch(sandbox.origin)).text();
    expect(page).toContain('POST /{org_id}/v2/payment/charge   (secret key)\n');
    expect(page).toContain('POST /{org_id}/v2/tree\n');
  });
});

describe('a request', () => {
  it.each([
    { amount: 1.5 },
    { region: 'ff_second' },
    { iterations: null },
    { iterations: 1 },
    { duration: null },
    { duration: 'days' },
    { discount: null },
    { since: '2026-01-02T15:04:05.999999' },
    { since: '2026-01-02T15:04:05Z' },
    { unknown_field: true },
  ])('may hold %o', async (more) => {
    expect(await charge(more)).toHaveProperty('status', 200);
  });

  it.each([
    [{ amount: true }, 'amount must be number or must be string'],
    [{ amount: undefined }, 'amount is required'],
    [{ region: 'x'.repeat(65) }, 'region must NOT have more than 64 characters'],
    [{ iterations: 0 }, 'iterations must be > 0'],
    [{ duration: 'years' }, 'duration must be one of days, weeks, null'],
    [{ discount: [] }, 'discount must be number or must be string or must be null'],
    [{ order_id: '1' }, 'order_id must match format "uuid"'],
    [{ since: 'yesterday' }, 'since must match format "date-time"'],
    [{ idempotency_key: 'x' }, 'idempotency_key must NOT have fewer than 3 characters'],
  ])('may not hold %o', async (more, problem) => {
    expect(await charge(more)).toEqual({ status: 400, problem: `bad_request: ${problem}` });
  });

  it('may leave out a body that is not required', async () => {
    const path = '/subscription/migrate';
    expect(await call(path, undefined)).toHaveProperty('status', 200);
    expect(await call(path, {})).toHaveProperty('status', 200);
    expect(await call(path, [])).toHaveProperty('problem', 'bad_request: the body must be object');
  });

  it('may bring a body that nobody asked for', async () => {
    expect(await call('/tree', { a: 1 })).toHaveProperty('status', 200);
  });

  it('is held against its parameters, too', async () => {
    const get = (path: string, headers: Record<string, string>) =>
      call(path, undefined, headers, 'GET');
    expect(await get('/plans/7?page=2', { 'x-trace': 't' })).toHaveProperty('status', 200);
    expect(await get('/plans/x?page=0', {})).toEqual({
      status: 400,
      problem:
        'bad_request: path plan_id must be integer; query page must be >= 1; header x-trace is required',
    });
    expect(await get('/plans/7?size=2', { 'x-trace': 't' })).toHaveProperty(
      'problem',
      'bad_request: query size is not in the contract',
    );
    expect(await get('/plans/{plan_id}', {})).toHaveProperty(
      'problem',
      'not_found: the address holds {plan_id}, which is a placeholder: put the plan_id there',
    );
  });
});

describe('a reply', () => {
  it('tells of success', async () => {
    const reply = await charge();
    expect(reply.data).toEqual({
      checkout_status: 'succeeded',
      failed_message_for_user: '',
      action_required_token: '',
      order_id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      idempotent_replay: false,
    });
    expect(await charge()).toEqual(reply);
    expect(await charge({ idempotency_key: 'other' })).not.toEqual(reply);
  });

  it('tells of a declined payment, at any depth', async () => {
    const declined = {
      checkout_status: 'failed',
      failed_message_for_user: 'Your card was declined.',
    };
    const headers = { ...SECRET, 'x-sandbox': 'decline' };
    expect((await charge({}, headers)).data).toMatchObject(declined);
    const migrated = await call('/subscription/migrate', {}, headers);
    expect(migrated.data).toMatchObject({ payment_result: declined });
    expect(await charge({ amount: true }, headers)).toHaveProperty('status', 400);
    expect(await charge({}, { 'x-sandbox': 'decline' })).toHaveProperty('status', 401);
    const order_id = '00000000-0000-4000-a000-000000000000';
    expect(await call('/payment/refund', { order_id }, headers)).toHaveProperty('status', 400);
  });

  it('is an empty object where the contract has nothing more', async () => {
    const order_id = '00000000-0000-4000-a000-000000000000';
    expect(await call('/payment/refund', { order_id })).toEqual({ status: 200, data: {} });
  });

  it('has no body where the contract says 204', async () => {
    const reply = await fetch(`${sandbox.origin}/acme/v2/plans/7`, { method: 'DELETE' });
    expect(reply.status).toBe(204);
    expect(await reply.text()).toBe('');
  });

  it('fills in every field', async () => {
    const { data } = await call('/plans/7', undefined, { 'x-trace': 't' }, 'GET');
    const text = (pattern: RegExp) => expect.stringMatching(pattern) as string;
    expect(data).toEqual({
      ident: text(/^ident_\w{34}$/),
      short: 'sho',
      currency: { code: 'USD', minor_units: 2 },
      price: '9.99',
      maybe_price: '9.99',
      duration: 'days',
      percent: 1,
      limit: 12,
      is_active: true,
      started_at: text(/^2026-01-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      ends_at: text(/^2026-0[123]-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      day: text(/^2026-01-\d\d$/),
      email_address: 'user@example.com',
      manage_url: 'https://example.com/manage_url',
      country: 'US',
      tags: [text(/^tags_\w{6}$/)],
      pair: [text(/^pair_\w{6}$/), text(/^pair_\w{6}$/)],
      none: [],
      metadata: {},
      both: { a: 1, b: text(/^b_\w{6}$/) },
      either: { code: 'USD', minor_units: 2 },
    });
    const { started_at, ends_at } = data as { started_at: string; ends_at: string };
    expect(started_at < ends_at).toBe(true);
  });

  it('ends where its schema goes on for ever', async () => {
    expect((await call('/tree', undefined)).data).toEqual({
      name: expect.stringMatching(/^name_/) as string,
      children: [],
      root: null,
    });
  });

  it('that breaks the contract is never sent', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const reply = await fetch(`${sandbox.origin}/acme/v2/broken`, { method: 'POST' });
    expect(reply.status).toBe(500);
    expect(await reply.text()).toMatch(
      /^sandbox: Error: the reply to POST \/acme\/v2\/broken breaks the contract: .*must match pattern/,
    );
    expect(log).toHaveBeenCalledOnce();
  });
});
