import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createBillingClient, type paths } from 'funnelfox-billing-client';
import contract from 'funnelfox-billing-client/openapi.json' with { type: 'json' };

// A user's own mock of the Billing API: typed by `paths`, its address from the exported contract.
type Data<P extends keyof paths> = paths[P] extends {
  post: { responses: { 200: { content: { 'application/json': infer D } } } };
}
  ? D
  : never;

const address = contract.servers[0]?.url.replace('{org_id}', ':organization') ?? '';

function mock<P extends keyof paths>(path: P, data: Data<P>) {
  return http.post(address + path, () =>
    HttpResponse.json({ status: 'success', data, req_id: 'mocked' }),
  );
}

const server = setupServer(
  mock('/checkout/create_payment', {
    checkout_status: 'succeeded',
    failed_message_for_user: '',
    action_required_token: '',
    order_id: null,
  }),
);
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

describe('MSW', () => {
  const billing = createBillingClient({ orgId: 'acme', secretKey: 'any', retries: 0 });
  const body = { order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11', payment_method_token: 'pm_1' };

  test('answers in the place of the API, by the exported types and contract', async () => {
    const { data } = await billing.POST('/checkout/create_payment', { body });
    expect(data?.checkout_status).toBe('succeeded');
  });

  test('can fail one call', async () => {
    server.use(http.post(`${address}/checkout/create_payment`, () => HttpResponse.error()));
    const { error } = await billing.POST('/checkout/create_payment', { body });
    expect(error).toMatchObject({ kind: 'network', outcome: 'unknown' });
  });

  test('has a handler for every POST operation of the contract', async () => {
    const seen: string[] = [];
    const posted = Object.entries(contract.paths).flatMap(([path, item]) =>
      'post' in item ? [path] : [],
    );
    server.use(
      ...posted.map((path) =>
        http.post(address + path, ({ params }) => {
          seen.push(`${String(params['organization'])} ${path}`);
          return HttpResponse.json({ status: 'error', error: [{ code: 'mocked', msg: 'no' }] });
        }),
      ),
    );
    for (const path of posted) {
      const call = billing.POST as unknown as (
        path: string,
        init: object,
      ) => Promise<{ error?: { code?: string } }>;
      expect((await call(path, { body: {} })).error?.code).toBe('mocked');
    }
    expect(seen).toEqual(posted.map((path) => `acme ${path}`));
  });
});
