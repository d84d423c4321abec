export { createBillingClient, type BillingClient } from './client.js';
export { BillingConfigError, BillingError, type BillingErrorItem } from './errors.js';
export type { components, paths } from './generated/schema.js';
export type * from './generated/schemas.js';
export type { BillingMiddleware, BillingMiddlewareContext } from './middleware.js';
export type { BillingClientOptions, BillingDefaults, BillingHeaders } from './options.js';
export { unwrap, type BillingResult } from './result.js';
export type {
  BillingCallArguments,
  BillingCallOptions,
  BillingMethod,
  BillingPath,
  BillingRequest,
  BillingRequestBody,
  BillingResponseData,
} from './types.js';
