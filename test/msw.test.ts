import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  createBillingClient,
  type BillingPath,
  type BillingResponseData,
} from 'funnelfox-billing-client';
import contract from 'funnelfox-billing-client/openapi.json' with { type: 'json' };

// A user's own mock of the Billing API: typed by the package, its address from the exported contract.
const address = contract.servers[0]?.url.replace('{org_id}', ':organization') ?? '';
const mock = <P extends BillingPath>(path: P, data: Partial<BillingResponseData<P>>) =>
  http.post(address + path, () => HttpResponse.json({ status: 'success', data, req_id: 'mocked' }));

const path = '/checkout/create_payment';
const server = setupServer(
  mock(path, { checkout_status: 'succeeded', failed_message_for_user: '' }),
);
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const billing = createBillingClient({ orgId: 'acme', secretKey: 'any', retries: 0 });
const body = { order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11', payment_method_token: 'pm_1' };

test('MSW answers in the place of the API, by the exported types and contract', async () => {
  const { data } = await billing.POST(path, { body });
  expect(data?.checkout_status).toBe('succeeded');
});

test('MSW can fail one call', async () => {
  server.use(http.post(address + path, () => HttpResponse.error()));
  const { error } = await billing.POST(path, { body });
  expect(error).toMatchObject({ kind: 'network', outcome: 'unknown' });
});

test('MSW can have a handler for every POST operation of the contract', async () => {
  const refusal = { status: 'error', error: [{ code: 'mocked' }] };
  const posted = Object.entries(contract.paths).filter(([, item]) => 'post' in item);
  for (const [path] of posted) {
    server.use(http.post(`${address}${path}`, () => HttpResponse.json(refusal)));
    const { error } = await billing.POST(path as '/features', { body: {} });
    expect(error?.code).toBe('mocked');
  }
});
