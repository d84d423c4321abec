// Generated from openapi/ by `npm run generate`. Do not edit.

import type { components } from './schema.js';

/** CheckoutClientSessionIn */
export type CheckoutClientSessionIn = components['schemas']['CheckoutClientSessionIn'];

/** CheckoutClientSessionOut */
export type CheckoutClientSessionOut = components['schemas']['CheckoutClientSessionOut'];

/** IntegrationEnum */
export type IntegrationEnum = components['schemas']['IntegrationEnum'];

/** CheckoutSimpleClientSessionIn */
export type CheckoutSimpleClientSessionIn = components['schemas']['CheckoutSimpleClientSessionIn'];

/** CheckoutSimpleClientSessionOut */
export type CheckoutSimpleClientSessionOut =
  components['schemas']['CheckoutSimpleClientSessionOut'];

/** CheckoutUpdateClientSessionIn */
export type CheckoutUpdateClientSessionIn = components['schemas']['CheckoutUpdateClientSessionIn'];

/** CheckoutCreatePaymentIn */
export type CheckoutCreatePaymentIn = components['schemas']['CheckoutCreatePaymentIn'];

/** CheckoutResumeTokenIn */
export type CheckoutResumeTokenIn = components['schemas']['CheckoutResumeTokenIn'];

/** OneClick */
export type OneClick = components['schemas']['OneClick'];

/** OneClickOut */
export type OneClickOut = components['schemas']['OneClickOut'];

/** OneClickWalletSessionIn */
export type OneClickWalletSessionIn = components['schemas']['OneClickWalletSessionIn'];

/** OneClickWalletSessionOut */
export type OneClickWalletSessionOut = components['schemas']['OneClickWalletSessionOut'];

/** GetTaxCalculationIn */
export type GetTaxCalculationIn = components['schemas']['GetTaxCalculationIn'];

/** GetTaxCalculationOut */
export type GetTaxCalculationOut = components['schemas']['GetTaxCalculationOut'];

/** RecalculateTaxIn */
export type RecalculateTaxIn = components['schemas']['RecalculateTaxIn'];

/** RecalculateTaxOut */
export type RecalculateTaxOut = components['schemas']['RecalculateTaxOut'];

/** RefundIn */
export type RefundIn = components['schemas']['RefundIn'];

/** CancelIn */
export type CancelIn = components['schemas']['CancelIn'];

/** OneOffChargeIn */
export type OneOffChargeIn = components['schemas']['OneOffChargeIn'];

/** OneOffChargeOut */
export type OneOffChargeOut = components['schemas']['OneOffChargeOut'];

/** SubsToggleAutorenewIn */
export type SubsToggleAutorenewIn = components['schemas']['SubsToggleAutorenewIn'];

/** SubsDisableAutorenewIn */
export type SubsDisableAutorenewIn = components['schemas']['SubsDisableAutorenewIn'];

/** MigrationIn */
export type MigrationIn = components['schemas']['MigrationIn'];

/** MigrationOut */
export type MigrationOut = components['schemas']['MigrationOut'];

/** DiscountIn */
export type DiscountIn = components['schemas']['DiscountIn'];

/** SubsDeferIn */
export type SubsDeferIn = components['schemas']['SubsDeferIn'];

/** SubsPauseIn */
export type SubsPauseIn = components['schemas']['SubsPauseIn'];

/** SubsResumeIn */
export type SubsResumeIn = components['schemas']['SubsResumeIn'];

/** FilterSubscriptionIn */
export type FilterSubscriptionIn = components['schemas']['FilterSubscriptionIn'];

/** SubscriptionListOut */
export type SubscriptionListOut = components['schemas']['SubscriptionListOut'];

/** PricePointListOut */
export type PricePointListOut = components['schemas']['PricePointListOut'];

/** PricePointAdminListOut */
export type PricePointAdminListOut = components['schemas']['PricePointAdminListOut'];

/** PricePointCreateIn */
export type PricePointCreateIn = components['schemas']['PricePointCreateIn'];

/** PricePointPatchIn */
export type PricePointPatchIn = components['schemas']['PricePointPatchIn'];

/** FeatureCreateIn */
export type FeatureCreateIn = components['schemas']['FeatureCreateIn'];

/** FeatureListOut */
export type FeatureListOut = components['schemas']['FeatureListOut'];

/** MyAssetsOut */
export type MyAssetsOut = components['schemas']['MyAssetsOut'];

/** PaymentsHistoryOut */
export type PaymentsHistoryOut = components['schemas']['PaymentsHistoryOut'];

/** TransactionReportIn */
export type TransactionReportIn = components['schemas']['TransactionReportIn'];

/** TransactionReportOut */
export type TransactionReportOut = components['schemas']['TransactionReportOut'];

/** SearchUserIn */
export type SearchUserIn = components['schemas']['SearchUserIn'];

/** UsersOut */
export type UsersOut = components['schemas']['UsersOut'];

/** UpdateEmailIn */
export type UpdateEmailIn = components['schemas']['UpdateEmailIn'];

/** An empty object; that the call succeeded is all it says. */
export type Ok200 = components['schemas']['Ok200'];

/** An empty object; there is nothing to ask for. */
export type EmptyRequestIn = components['schemas']['EmptyRequestIn'];

/** What became of a payment. One that the bank refused is told here, not as an error. */
export type CheckoutPaymentStatus = components['schemas']['CheckoutPaymentStatus'];

/** How a subscription moves to another price point. */
export type MigrationStrategy = components['schemas']['MigrationStrategy'];

/** How a price point begins: with no introduction, a free trial or a paid trial. */
export type IntroTypeEnum = components['schemas']['IntroTypeEnum'];

/** The unit that the length of a period is counted in. */
export type DurationEnum = components['schemas']['DurationEnum'];

/** What kind of feature, also called an offering, it is. */
export type FeatureTypeEnum = components['schemas']['FeatureTypeEnum'];

/** TaxProviderEnum */
export type TaxProviderEnum = components['schemas']['TaxProviderEnum'];

/** SubsOrderBy */
export type SubsOrderBy = components['schemas']['SubsOrderBy'];

/** SortDirection */
export type SortDirection = components['schemas']['SortDirection'];

/** Which price points to list. */
export type FilterPointIn = components['schemas']['FilterPointIn'];

/** UserInfoIn */
export type UserInfoIn = components['schemas']['UserInfoIn'];

/** CheckoutCreatePaymentOut */
export type CheckoutCreatePaymentOut = components['schemas']['CheckoutCreatePaymentOut'];

/** CheckoutMigrationPaymentOut */
export type CheckoutMigrationPaymentOut = components['schemas']['CheckoutMigrationPaymentOut'];

/** CurrencyOut */
export type CurrencyOut = components['schemas']['CurrencyOut'];

/** FeatureOut */
export type FeatureOut = components['schemas']['FeatureOut'];

/** A price point: what is sold, for how much and how often. */
export type PricePointOut = components['schemas']['PricePointOut'];

/** A price point with the fields for your own staff. */
export type PricePointAdminOut = components['schemas']['PricePointAdminOut'];

/** A tax calculation of an order. Amounts are strings. */
export type TaxCalculationOut = components['schemas']['TaxCalculationOut'];

/** DiscountItem */
export type DiscountItem = components['schemas']['DiscountItem'];

/** A subscription. Take an empty timestamp as absent. */
export type SubscriptionOut = components['schemas']['SubscriptionOut'];

/** A one-off purchase. */
export type OneoffOut = components['schemas']['OneoffOut'];

/** A successful payment. */
export type PaymentHistoryOut = components['schemas']['PaymentHistoryOut'];

/** TransactionOut */
export type TransactionOut = components['schemas']['TransactionOut'];

/** UserOut */
export type UserOut = components['schemas']['UserOut'];
