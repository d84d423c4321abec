// Generated from openapi/billing.yaml by `npm run generate`. Do not edit.

import type { components } from './schema.js';

/** CheckoutClientSessionIn */
export type CheckoutClientSessionIn = components['schemas']['CheckoutClientSessionIn'];

/** CheckoutClientSessionOut */
export type CheckoutClientSessionOut = components['schemas']['CheckoutClientSessionOut'];

/** IntegrationEnum */
export type IntegrationEnum = components['schemas']['IntegrationEnum'];
