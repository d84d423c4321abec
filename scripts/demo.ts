import { createBillingClient, unwrap, type BillingError } from '../src/index.js';
import { startSandbox } from '../src/sandbox/index.js';

const sandbox = await startSandbox();
const billing = createBillingClient({
  orgId: 'acme',
  baseUrl: sandbox.baseUrl,
  secretKey: 'any-will-do',
  regions: {
    eu: { integration_type: 'stripe' },
    us: { integration_type: 'primer', country_code: 'US' },
  },
});
const simulate = (scenario: string) => ({ headers: { 'x-sandbox': scenario } });
const short = (id: string): string => `${id.slice(0, 16)}…`;
const explain = (error: BillingError | undefined): string =>
  `error: ${error?.message ?? 'none'}\n   kind: ${error?.kind ?? ''}, outcome: ${error?.outcome ?? ''}`;
const step = (title: string): void => console.log(`\n${title}`);
const show = (text: string): void => console.log(`   ${text}`);

console.log(`A sandbox of the Billing API runs at ${sandbox.baseUrl}: no account is needed.`);
const user = { external_id: 'user_1' };
const plan = { ...user, email_address: 'a@example.com', pp_ident: 'premium_monthly' };
let order_id = '';

step('1. A checkout session in each region. The client adds what the region needs:');
for (const region of ['eu', 'us'] as const) {
  const body = { ...plan, region };
  const session = await unwrap(billing.POST('/checkout/create_client_session', { body }));
  const sent = sandbox.requests.at(-1)?.body as { integration_type: string };
  const { integration_type } = sent;
  show(
    `${region}: integration_type ${integration_type} -> client_token ${short(session.client_token)}`,
  );
  ({ order_id } = session);
}

step('2. The API refuses a session. The HTTP status is 200, and yet it is an error:');
const refused = await billing.POST('/checkout/create_client_session', {
  body: { ...plan, region: 'eu' },
  ...simulate('refuse'),
});
show(explain(refused.error));

step('3. The bank declines a payment. That is data, not an error:');
const payment = { order_id, payment_method_token: 'pm_1' };
const declined = await unwrap(
  billing.POST('/checkout/create_payment', { body: payment, ...simulate('decline') }),
);
show(`checkout_status: ${declined.checkout_status}, "${declined.failed_message_for_user}"`);

step('4. A payment, the payments of the user, and a refund with the secret key:');
const paid = await unwrap(billing.POST('/checkout/create_payment', { body: payment }));
show(`payment: ${paid.checkout_status}`);
const { payments } = await unwrap(billing.POST('/payments_history', { body: user }));
show(`payments: ${payments.map(({ amount }) => amount).join()}`);
await unwrap(billing.POST('/payment/refund', { body: { ...user, order_id } }));
show('refund: done');

step('5. The response to a charge is lost. It may have been charged, so the outcome is unknown:');
const charge = { ...user, amount: '9.99', currency_code: 'USD', idempotency_key: 'charge_1' };
const lost = await billing.POST('/payment/one_off_charge', {
  body: charge,
  retries: 0,
  ...simulate('drop'),
});
show(explain(lost.error));
show('Safe to go on: the same call with the same idempotency_key charges once in all.');
const repeated = await unwrap(
  billing.POST('/payment/one_off_charge', { body: charge, ...simulate('replay') }),
);
show(
  `charge: ${repeated.checkout_status}, idempotent_replay: ${String(repeated.idempotent_replay)}`,
);

await sandbox.close();
