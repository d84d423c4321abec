import { createBillingClient, type BillingClient, type BillingResult } from '../../src/index.js';
import type { BillingClientOptions, CheckoutClientSessionOut } from '../../src/index.js';

export const path = '/checkout/create_client_session';

export const customer = {
  pp_ident: 'premium_monthly',
  external_id: 'user_1',
  email_address: 'a@example.com',
};

export const body = { ...customer, integration_type: 'stripe' } as const;

/** A client that fills in the region, as one without options does. */
export type TestClient = BillingClient<'region', string>;

/** A call of the published operation, with everything that it requires. */
export function open(
  client: TestClient,
  init: { retries?: number; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<BillingResult<CheckoutClientSessionOut>> {
  return client.POST(path, { body, ...init });
}

/** A client whose requests end in a function; it gives what that function saw. */
export function observe(options: Partial<BillingClientOptions> = {}): {
  client: TestClient;
  seen: { url: string; init: RequestInit; body: unknown }[];
} {
  const seen: { url: string; init: RequestInit; body: unknown }[] = [];
  const client = createBillingClient({
    orgId: 'acme',
    ...options,
    fetch: (url, init = {}) => {
      seen.push({ url: url as string, init, body: JSON.parse(init.body as string) });
      return Promise.resolve(Response.json({ client_token: 't', order_id: 'o' }));
    },
  });
  return { client: client, seen };
}
