import {
  createBillingClient,
  type BillingClient,
  type BillingClientOptions,
  type BillingResult,
  type CheckoutClientSessionOut,
} from '../../src/index.js';
import { session } from './server.js';

export const path = '/checkout/create_client_session';

export const customer = {
  pp_ident: 'premium_monthly',
  external_id: 'user_1',
  email_address: 'a@example.com',
};

export const body = { ...customer, integration_type: 'stripe' } as const;

/** A client that fills in the region, as one without options does. */
type TestClient = BillingClient<'region', string>;

/** What the tests give to a call beside its body. */
export interface Init {
  retries?: number | undefined;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** A call of the published operation, with everything that it requires. */
export function open(
  client: TestClient,
  init: Init = {},
): Promise<BillingResult<CheckoutClientSessionOut>> {
  return client.POST(path, { body, ...init });
}

/**
 * A client whose requests end in a function, and what that function saw.
 *
 * @param answer what the function returns: a response, or whatever a `fetch` might do
 */
export function observe(
  options: Partial<BillingClientOptions> = {},
  answer: () => unknown = () => Promise.resolve(Response.json(session)),
): { client: TestClient; seen: { url: string; init: RequestInit; body: unknown }[] } {
  const seen: { url: string; init: RequestInit; body: unknown }[] = [];
  const fetch = (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
    seen.push({ url: String(url), init, body });
    return answer() as Promise<Response>;
  };
  return { client: createBillingClient({ orgId: 'acme', fetch, ...options }), seen };
}
