import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as client from 'funnelfox-billing-client';
import { startSandbox } from 'funnelfox-billing-client/sandbox';

// A user's program, with nothing installed but the package.

const { baseUrl, close } = await startSandbox();
const { BillingError, createBillingClient, unwrap } = client;
assert.deepEqual(Object.keys(client), [
  'BillingConfigError',
  'BillingError',
  'createBillingClient',
  'unwrap',
]);
// Node.js 20.19 and later.
assert.equal(createRequire(import.meta.url)('funnelfox-billing-client').unwrap, unwrap);

const billing = createBillingClient({ orgId: 'acme', baseUrl });
const path = '/checkout/create_client_session';
const body = {
  integration_type: 'stripe',
  pp_ident: 'premium_monthly',
  external_id: 'user_1',
  email_address: 'a@example.com',
};

const session = await billing.POST(path, { body });
assert.ifError(session.error);
assert.equal(typeof session.data.client_token, 'string');
assert.equal(typeof session.data.order_id, 'string');

const refused = { body, headers: { 'x-sandbox': 'refuse' } };
const { data, error } = await billing.POST(path, refused);
assert.equal(data, undefined);
assert.ok(error instanceof BillingError);
assert.equal(error.kind, 'api');
assert.equal(error.outcome, 'not_processed');
await assert.rejects(unwrap(billing.POST(path, refused)), BillingError);

for (const inside of ['dist/index.js', 'dist/client.js', 'src/index.ts', 'generated/schema']) {
  const name = `funnelfox-billing-client/${inside}`;
  const refusal = { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' };
  await assert.rejects(import(name), refusal, `${name} must not be exported`);
}
await close();
