export type { BillingCallOptions, BillingDefaults } from './calls.js';
export { createBillingClient, type BillingClient } from './client.js';
export { BillingConfigError, BillingError, type BillingErrorItem } from './errors.js';
export type { components, paths } from './generated/schema.js';
export type * from './generated/schemas.js';
export type { BillingHeaders } from './headers.js';
export type { BillingMiddleware, BillingMiddlewareContext } from './middleware.js';
export type { BillingClientOptions } from './options.js';
export { unwrap, type BillingResult } from './result.js';
