import {
  createBillingClient,
  unwrap,
  type BillingError,
  type paths,
} from 'funnelfox-billing-client';

// Each line must be refused: were the package's types `any`, none would be.

const customer = { pp_ident: 'p', external_id: 'u', email_address: 'a@example.com' };
const billing = createBillingClient({ orgId: 'acme', regions: { eu: {}, us: {} } });
const session = await unwrap(
  billing.POST('/checkout/create_client_session', {
    body: { ...customer, region: 'eu', integration_type: 'stripe' },
  }),
);

// @ts-expect-error -- not a field of the reply
session.token;
// @ts-expect-error -- a string
export const amount: number = session.order_id;
// @ts-expect-error -- not an operation
export const path: keyof paths = '/checkout';
// @ts-expect-error -- not an outcome
export const isPaid = (error: BillingError): boolean => error.outcome === 'paid';
// @ts-expect-error -- not an option
createBillingClient({ orgId: 'acme', apiKey: 'k' });
await billing.POST('/checkout/create_client_session', {
  // @ts-expect-error -- asia is no region, and integration_type is missing
  body: { ...customer, region: 'asia' },
});
// @ts-expect-error -- undefined is no organization
createBillingClient({ orgId: undefined });
