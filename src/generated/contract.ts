// Generated from openapi/billing.yaml by `npm run generate`. Do not edit.

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
} as const;
