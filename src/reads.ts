import type { operations } from './generated/contract.js';

/** An operation of the contract, as `METHOD /path`. */
type OperationName = keyof typeof operations;

/** The operations that only read: they change nothing, so they may be sent again after any failure. */
export const reads: readonly OperationName[] = [
  'POST /subscription/search',
  'POST /price_points',
  'POST /features',
  'POST /my_assets',
  'POST /payments_history',
  'POST /transaction_report',
  'POST /search_users',
];
