import { expectTypeOf, test } from 'vitest';
import {
  createBillingClient,
  unwrap,
  type CheckoutCreatePaymentOut,
  type MigrationOut,
  type PricePointOut,
  type SubscriptionOut,
} from '../../src/index.js';

const billing = createBillingClient({
  orgId: 'acme',
  defaults: { integration_type: 'stripe', country_code: 'DE' },
});
const order_id = '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11';

test('checkout', async () => {
  await unwrap(billing.POST('/checkout/create_simple_client_session'));
  const { data, error } = await billing.POST('/checkout/create_payment', {
    body: { order_id, payment_method_token: 'pm_1' },
  });
  if (error) return;
  expectTypeOf(data).toEqualTypeOf<CheckoutCreatePaymentOut>();
  expectTypeOf(data.checkout_status).toEqualTypeOf<
    'processing' | 'succeeded' | 'failed' | 'cancelled'
  >();
  await billing.POST('/checkout/create_payment', {
    body: {
      order_id,
      payment_method_token: 'pm_1',
      // @ts-expect-error -- a default of another operation is no field of this one
      integration_type: 'stripe',
    },
  });
});

test('payment management', async () => {
  const refund = { external_id: 'user_1', order_id };
  const data = await unwrap(billing.POST('/payment/refund', { body: refund }));
  expectTypeOf(data).toEqualTypeOf<Record<string, never>>();
  for (const amount of ['9.99', 9.99]) {
    await billing.POST('/payment/refund', { body: { ...refund, amount, reason: undefined } });
  }
  await billing.POST('/payment/refund', {
    // @ts-expect-error -- external_id is missing
    body: { order_id },
  });
  await billing.POST('/payment/one_off_charge', {
    // @ts-expect-error -- idempotency_key is missing
    body: { external_id: 'user_1', currency_code: 'EUR', amount: '9.99' },
  });
});

test('subscription management', async () => {
  const body = { subs_id: order_id, pp_ident: 'yearly' };
  const data = await unwrap(billing.POST('/subscription/migration', { body }));
  expectTypeOf(data).toEqualTypeOf<MigrationOut>();
  await billing.POST('/subscription/migration', {
    body: {
      ...body,
      // @ts-expect-error -- price_prorate or delayed_start
      strategy: 'at_once',
    },
  });
  const { subscriptions } = await unwrap(billing.POST('/subscription/search'));
  expectTypeOf(subscriptions).toEqualTypeOf<SubscriptionOut[]>();
});

test('price points', async () => {
  const { price_points } = await unwrap(billing.POST('/price_points'));
  expectTypeOf(price_points).toEqualTypeOf<PricePointOut[]>();
  expectTypeOf<PricePointOut['next_price']>().toEqualTypeOf<number | string | null | undefined>();
  await unwrap(billing.POST('/features'));
  await billing.POST('/features', {
    body: {
      // @ts-expect-error -- the body of this operation is empty
      ident: 'x',
    },
  });
  await billing.POST('/price_points', {
    body: {
      // @ts-expect-error -- this operation declares no region
      region: 'eu',
    },
  });
});

test('information', async () => {
  const body = { external_id: 'user_1' };
  const { payments } = await unwrap(billing.POST('/payments_history', { body }));
  expectTypeOf(payments[0]?.amount).toEqualTypeOf<number | string | null | undefined>();
  // @ts-expect-error -- the body is missing
  await billing.POST('/search_users');
});

test('user management', async () => {
  const body = { external_id: 'user_1', email_address: 'a@example.com' };
  expectTypeOf(await unwrap(billing.POST('/user/update_email', { body }))).toEqualTypeOf<
    Record<string, never>
  >();
});
