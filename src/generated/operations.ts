// Generated from openapi/ by `npm run generate`. Do not edit.

import type { paths } from './schema.js';

/** The server URL of the contract; the client fills in `{org_id}`. */
export const serverUrl = 'https://billing.funnelfox.com/{org_id}/v1';

/** The request header that carries the secret key. */
export const secretKeyHeader = 'ff-secret-key';

/** What the client knows of an operation at run time. A property that does not apply is left out. */
export interface Operation {
  readonly requiresSecretKey?: true;
  readonly requiresBody?: true;
  /** The body fields that the client may fill in. */
  readonly defaultableFields?: readonly string[];
  readonly acceptsIdempotencyKey?: true;
  /** The data of a success is an empty object. */
  readonly emptyResponse?: true;
  readonly isReadOnly?: true;
  /** The fields that a response must have or, if none is required, those that it may have. */
  readonly responseFields?: readonly string[];
}

/** Every operation by its name. */
export const operations = {
  'POST /checkout/create_client_session': {
    requiresBody: true,
    defaultableFields: [
      'integration_type',
      'pp_ident',
      'external_id',
      'email_address',
      'country_code',
      'client_metadata',
    ],
    responseFields: ['client_token', 'order_id'],
  },
  'POST /checkout/create_simple_client_session': {
    requiresBody: true,
    defaultableFields: ['integration_type', 'country_code'],
    responseFields: ['client_token'],
  },
  'POST /checkout/update_client_session': { requiresBody: true, emptyResponse: true },
  'POST /checkout/create_payment': {
    requiresBody: true,
    responseFields: [
      'action_required_token',
      'checkout_status',
      'failed_message_for_user',
      'order_id',
    ],
  },
  'POST /checkout/resume_payment': {
    requiresBody: true,
    responseFields: [
      'action_required_token',
      'checkout_status',
      'failed_message_for_user',
      'order_id',
    ],
  },
  'POST /checkout/one_click': {
    requiresBody: true,
    acceptsIdempotencyKey: true,
    responseFields: [
      'action_required_token',
      'checkout_status',
      'failed_message_for_user',
      'order_id',
    ],
  },
  'POST /checkout/one_click_wallet_session': { requiresBody: true, responseFields: ['wallet'] },
  'POST /checkout/get_tax_calculation': {
    requiresSecretKey: true,
    requiresBody: true,
    responseFields: ['tax_calculations'],
  },
  'POST /checkout/recalculate_tax': {
    requiresBody: true,
    responseFields: ['tax_calculation_id', 'amount_total', 'tax_amount', 'currency'],
  },
  'POST /payment/refund': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
  'POST /payment/cancel': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
  'POST /payment/one_off_charge': {
    requiresSecretKey: true,
    requiresBody: true,
    acceptsIdempotencyKey: true,
    responseFields: [
      'action_required_token',
      'checkout_status',
      'failed_message_for_user',
      'order_id',
    ],
  },
  'POST /subscription/enable_autorenew': {
    requiresSecretKey: true,
    requiresBody: true,
    emptyResponse: true,
  },
  'POST /subscription/disable_autorenew': {
    requiresSecretKey: true,
    requiresBody: true,
    emptyResponse: true,
  },
  'POST /subscription/migration': {
    requiresSecretKey: true,
    requiresBody: true,
    responseFields: ['migration_strategy'],
  },
  'POST /discount': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
  'POST /subscription/defer': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
  'POST /subscription/pause': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
  'POST /subscription/resume': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
  'POST /subscription/search': {
    requiresSecretKey: true,
    requiresBody: true,
    isReadOnly: true,
    responseFields: ['subscriptions'],
  },
  'POST /price_points': { requiresBody: true, isReadOnly: true, responseFields: ['price_points'] },
  'POST /pp/list': {
    requiresSecretKey: true,
    requiresBody: true,
    responseFields: ['price_points'],
  },
  'POST /pp/create': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
  'POST /pp/update': { requiresSecretKey: true, emptyResponse: true },
  'POST /feature/create': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
  'POST /features': { requiresBody: true, isReadOnly: true, responseFields: ['features'] },
  'POST /my_assets': { requiresBody: true, isReadOnly: true, responseFields: ['subscriptions'] },
  'POST /payments_history': {
    requiresSecretKey: true,
    requiresBody: true,
    isReadOnly: true,
    responseFields: ['payments'],
  },
  'POST /transaction_report': {
    requiresSecretKey: true,
    requiresBody: true,
    isReadOnly: true,
    responseFields: ['transactions'],
  },
  'POST /search_users': {
    requiresSecretKey: true,
    requiresBody: true,
    isReadOnly: true,
    responseFields: ['users'],
  },
  'POST /user/update_email': { requiresSecretKey: true, requiresBody: true, emptyResponse: true },
} as const satisfies Readonly<Record<string, Operation>>;

/** The body fields of the operations that take a `region`, without `region` itself. */
export type RegionalFields = Omit<
  NonNullable<
    paths['/checkout/create_client_session']['post']['requestBody']
  >['content']['application/json'] &
    NonNullable<
      paths['/checkout/create_simple_client_session']['post']['requestBody']
    >['content']['application/json'],
  'region'
>;
