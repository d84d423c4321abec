import assert from 'node:assert/strict';
import * as client from 'funnelfox-billing-client';
import { startSandbox } from 'funnelfox-billing-client/sandbox';

// A user's program, with nothing installed but the package.

const { BillingError, createBillingClient, unwrap } = client;
const exported = ['BillingConfigError', 'BillingError', 'createBillingClient', 'unwrap'];
assert.deepEqual(Object.keys(client), exported);

const { baseUrl, close } = await startSandbox();
const billing = createBillingClient({ orgId: 'acme', baseUrl });
const open = (headers = {}) => {
  const customer = { external_id: 'user_1', email_address: 'a@example.com' };
  const body = { integration_type: 'stripe', pp_ident: 'premium_monthly', ...customer };
  return billing.POST('/checkout/create_client_session', { body, headers });
};

const session = await unwrap(open());
assert.equal(typeof session.client_token, 'string');
assert.equal(typeof session.order_id, 'string');

const { data, error } = await open({ 'x-sandbox': 'refuse' });
assert.equal(data, undefined);
assert.ok(error instanceof BillingError);
assert.equal(error.kind, 'api');
assert.equal(error.outcome, 'not_processed');
await assert.rejects(unwrap(open({ 'x-sandbox': 'refuse' })), BillingError);
await close();

for (const inside of ['dist/index.js', 'dist/client.js', 'src/index.ts', 'generated/schema']) {
  const name = `funnelfox-billing-client/${inside}`;
  const refusal = { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' };
  await assert.rejects(import(name), refusal, `${name} must not be exported`);
}
