/** The call that the benchmarks make, and what it gets. */
export const path = '/checkout/create_client_session';

export const body = {
  region: 'default',
  integration_type: 'stripe',
  pp_ident: 'premium_monthly',
  external_id: 'user_1',
  email_address: 'a@example.com',
} as const;

export const response = {
  status: 'success',
  req_id: '4euAd4PZ',
  data: { client_token: 'x'.repeat(200), order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11' },
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
