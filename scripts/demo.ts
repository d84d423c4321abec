import { createBillingClient, unwrap } from '../src/index.js';
import { startSandbox } from './sandbox.js';

/** The fields of an object, a line each, aligned; the first behind the arrow. */
function print(arrow: string, of: object): void {
  for (const [name, value] of Object.entries(of)) {
    if (value === '') continue;
    console.log(`  ${arrow} ${name.padEnd(24)}${String(value)}`);
    arrow = ' ';
  }
}

const title = (text: string): void => console.log(`\n${text}`);
const received = (of: object): void => print('←', of);

const sandbox = await startSandbox({ port: 0 });
console.log(`A sandbox of the Billing API on ${sandbox.url}`);
try {
  const billing = createBillingClient({
    orgId: 'acme',
    baseUrl: sandbox.url,
    secretKey: 'any-will-do',
    regions: {
      eu: { integration_type: 'stripe' },
      us: { integration_type: 'primer', country_code: 'US' },
    },
  });
  billing.use({
    async onRequest({ request, schemaPath }) {
      console.log(`  → ${request.method} ${schemaPath}`);
      print(' ', (await request.clone().json()) as object);
    },
  });

  const customer = { external_id: 'user_1', email_address: 'a@example.com' };
  const plan = { pp_ident: 'premium_monthly', ...customer };
  let order_id = '';
  for (const region of ['eu', 'us'] as const) {
    title(`A checkout session in ${region}: the client fills in what the region needs`);
    const session = await unwrap(
      billing.POST('/checkout/create_client_session', { body: { region, ...plan } }),
    );
    received(session);
    ({ order_id } = session);
  }

  title('A refusal inside an HTTP 200 is an error');
  const { error } = await billing.POST('/checkout/create_client_session', {
    body: { region: 'eu', ...plan },
    headers: { 'x-sandbox': 'refuse' },
  });
  if (!error) throw new Error('The sandbox was asked to refuse, and did not.');
  received({ [error.name]: error.message, kind: error.kind, outcome: error.outcome });

  title('A payment that the bank declines is data');
  const payment = { body: { order_id, payment_method_token: 'pm_1' } };
  const declined = { ...payment, headers: { 'x-sandbox': 'decline' } };
  received(await unwrap(billing.POST('/checkout/create_payment', declined)));

  title('A payment, and with the secret key a search and a refund');
  received(await unwrap(billing.POST('/checkout/create_payment', payment)));
  const { payments } = await unwrap(
    billing.POST('/payments_history', { body: { external_id: customer.external_id } }),
  );
  received({ payments: payments.length, amount: payments[0]?.amount });
  await unwrap(
    billing.POST('/payment/refund', { body: { external_id: customer.external_id, order_id } }),
  );
  received({ refund: 'accepted' });
} finally {
  await sandbox.close();
}
