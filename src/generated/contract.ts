// Generated from openapi/billing.yaml, openapi/reference.yaml by `npm run generate`. Do not edit.

/** The server URL of the contract; the client fills in `{org_id}`. */
export const server = 'https://billing.funnelfox.com/{org_id}/v1';

/** The request header that carries the secret key. */
export const secretHeader = 'ff-secret-key';

/**
 * What the client must know of each operation: that it needs the secret key or a JSON body, which `fields` may have
 * regional defaults, that its body takes an idempotency key, that its reply holds nothing.
 */
export const operations = {
  'POST /checkout/create_client_session': {
    body: true,
    fields: [
      'integration_type',
      'pp_ident',
      'external_id',
      'email_address',
      'country_code',
      'client_metadata',
    ],
  },
  'POST /checkout/create_simple_client_session': {
    body: true,
    fields: ['integration_type', 'country_code'],
  },
  'POST /checkout/update_client_session': { body: true, empty: true },
  'POST /checkout/create_payment': { body: true },
  'POST /checkout/resume_payment': { body: true },
  'POST /checkout/one_click': { body: true, idempotencyKey: true },
  'POST /payment/refund': { secret: true, body: true, empty: true },
  'POST /payment/cancel': { secret: true, body: true, empty: true },
  'POST /payment/one_off_charge': { secret: true, body: true, idempotencyKey: true },
  'POST /subscription/enable_autorenew': { secret: true, body: true, empty: true },
  'POST /subscription/disable_autorenew': { secret: true, body: true, empty: true },
  'POST /subscription/migration': { secret: true, body: true },
  'POST /discount': { secret: true, body: true, empty: true },
  'POST /subscription/defer': { secret: true, body: true, empty: true },
  'POST /subscription/pause': { secret: true, body: true, empty: true },
  'POST /subscription/resume': { secret: true, body: true, empty: true },
  'POST /subscription/search': { secret: true, body: true },
  'POST /price_points': { body: true },
  'POST /pp/create': { secret: true, body: true, empty: true },
  'POST /pp/update': { secret: true, empty: true },
  'POST /feature/create': { secret: true, body: true, empty: true },
  'POST /features': { body: true },
  'POST /my_assets': { body: true },
  'POST /payments_history': { secret: true, body: true },
  'POST /transaction_report': { secret: true, body: true },
  'POST /search_users': { secret: true, body: true },
  'POST /user/update_email': { secret: true, body: true, empty: true },
} as const;
