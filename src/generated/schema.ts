// Generated from openapi/ by `npm run generate`. Do not edit.

/** Every operation of the contract, by path, then by method. */
export interface paths {
  '/checkout/create_client_session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create a checkout session (client token)
     * @description Start a new checkout session and obtain a client token for payment.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['CheckoutClientSessionIn'];
        };
      };
      responses: {
        /** @description Client token and order ID */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CheckoutClientSessionOut'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/checkout/create_simple_client_session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Start a session without a price point
     * @description Gives a client token of one payment provider account. No price point and no user is named, and no order ID comes back.
     */
    post: operations['checkout_create_simple_client_session'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/checkout/update_client_session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Change what a session sells
     * @description Puts another price point into an open checkout session, and new metadata if given. While the last payment attempt stands, that is neither failed nor declined, the response is HTTP 400.
     */
    post: operations['checkout_update_client_session'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/checkout/create_payment': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Pay for an order
     * @description Charges the order of a checkout session, with a token for the payment method. The same `payment_method_token` can be charged at most twice a day. A payment that the bank refuses is not an error: see `checkout_status`.
     * Can charge or refund.
     */
    post: operations['checkout_create_payment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/checkout/resume_payment': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take up a pending payment
     * @description Continues a payment that is pending, given its resume token. The response is the one of /checkout/create_payment.
     * Can charge or refund.
     */
    post: operations['checkout_resume_payment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/checkout/one_click': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Buy with one click
     * @description Sells a price point to a known user, with no checkout session. A repeat of both `idempotency_key` and `pp_ident` returns the first order and charges nothing. While 3DS is pending, a repeat with the same `idempotency_key` returns the same `action_required_token` for up to an hour, later `processing` with an empty token; any other request for the same user is refused. For a wallet purchase, see /checkout/one_click_wallet_session.
     * Can charge or refund.
     */
    post: operations['checkout_one_click'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/checkout/one_click_wallet_session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Prepare a one-click purchase with a wallet
     * @description Prepares a one-click purchase with Apple Pay or Google Pay, and creates no order. A repeat returns the same session until it is used. Where `wallet` is null, use /checkout/one_click without a session.
     */
    post: operations['checkout_one_click_wallet_session'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/checkout/get_tax_calculation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * List the tax calculations of an order
     * @description Lists the tax calculations that are stored for an order. Whether the call changes anything is not documented, so the client does not treat it as read-only.
     * Requires the secret key: call it from a server.
     */
    post: operations['checkout_get_tax_calculation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/checkout/recalculate_tax': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Recalculate the tax of an order
     * @description Calculates the tax of an open order again, for the country that the user gave. Amounts are in minor units, such as cents. It has no reference page: this is what newer versions of the official SDK send and read.
     */
    post: operations['checkout_recalculate_tax'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/payment/refund': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Refund an order
     * @description Gives the money of a user's order back, all of it or a part. The subscription is cancelled too, unless `soft_refund` is set.
     * Requires the secret key: call it from a server.
     * Can charge or refund.
     */
    post: operations['payment_refund'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/payment/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel an order
     * @description Cancels a user's order. The subscription is cancelled too, unless `soft_cancel` is set.
     * Requires the secret key: call it from a server.
     */
    post: operations['payment_cancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/payment/one_off_charge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Charge any amount to a saved card
     * @description Charges an amount of your choice to the user's saved card; no price point is needed, an `idempotency_key` is. Documented error codes: `one_off_charge_disabled`, `idempotency_key_reused`.
     * Requires the secret key: call it from a server.
     * Can charge or refund.
     */
    post: operations['payment_one_off_charge'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/subscription/enable_autorenew': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Turn auto-renewal on
     * @description Lets a subscription renew by itself.
     * Requires the secret key: call it from a server.
     */
    post: operations['subscription_enable_autorenew'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/subscription/disable_autorenew': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Turn auto-renewal off
     * @description Cancels a subscription: it no longer renews by itself.
     * Requires the secret key: call it from a server.
     */
    post: operations['subscription_disable_autorenew'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/subscription/migration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Move a subscription to another plan
     * @description Puts a subscription on another price point, which can charge the user. In strict mode a strategy that does not apply is refused with HTTP 400, otherwise it is switched.
     * Requires the secret key: call it from a server.
     * Can charge or refund.
     */
    post: operations['subscription_migration'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/discount': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Discount a subscription
     * @description Takes 1 to 99 percent off a subscription.
     * Requires the secret key: call it from a server.
     */
    post: operations['discount'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/subscription/defer': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Put off the next charge
     * @description Moves a subscription's next charge to a later date.
     * Requires the secret key: call it from a server.
     */
    post: operations['subscription_defer'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/subscription/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Pause a subscription
     * @description Pauses a subscription, with or without an end. While an open-ended pause lasts, the subscription's `next_check_at` is null.
     * Requires the secret key: call it from a server.
     */
    post: operations['subscription_pause'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/subscription/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a pause
     * @description Takes a paused subscription up again.
     * Requires the secret key: call it from a server.
     */
    post: operations['subscription_resume'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/subscription/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Search subscriptions
     * @description Finds subscriptions by user, status, intro type and dates; all filters are optional. Responds in pages of at most 500.
     * Requires the secret key: call it from a server.
     * Read-only: a retry is always safe.
     */
    post: operations['subscription_search'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/price_points': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * List price points
     * @description Lists price points with their prices and periods, narrowed down by a filter if one is given.
     * Read-only: a retry is always safe.
     */
    post: operations['price_points'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pp/list': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * List price points with admin fields
     * @description Lists price points as /price_points does, with fields for your own staff. Whether the call changes anything is not documented, so the client does not treat it as read-only.
     * Requires the secret key: call it from a server.
     */
    post: operations['pp_list'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pp/create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create a price point
     * @description Adds a price point: its currency, prices, periods and features.
     * Requires the secret key: call it from a server.
     */
    post: operations['pp_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pp/update': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Change a price point
     * @description Changes a price point that exists. No field is required.
     * Requires the secret key: call it from a server.
     */
    post: operations['pp_update'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/feature/create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create a feature
     * @description Adds a feature, also called an offering, under an ident of your choice.
     * Requires the secret key: call it from a server.
     */
    post: operations['feature_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/features': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * List features
     * @description Lists all features, also called offerings. The body is an empty object.
     * Read-only: a retry is always safe.
     */
    post: operations['features'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/my_assets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * List a user's purchases
     * @description Lists the subscriptions and the one-off purchases of a user.
     * Read-only: a retry is always safe.
     */
    post: operations['my_assets'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/payments_history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * List a user's payments
     * @description Lists the successful payments of a user, and what of each was refunded.
     * Requires the secret key: call it from a server.
     * Read-only: a retry is always safe.
     */
    post: operations['payments_history'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/transaction_report': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * List transactions
     * @description Lists transactions, at most 500 a call, of everything or of one subscription, order or one-off purchase.
     * Requires the secret key: call it from a server.
     * Read-only: a retry is always safe.
     */
    post: operations['transaction_report'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/search_users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Find users by email
     * @description Finds users by an email address.
     * Requires the secret key: call it from a server.
     * Read-only: a retry is always safe.
     */
    post: operations['search_users'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/user/update_email': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Change a user's email
     * @description Stores another email address for a user.
     * Requires the secret key: call it from a server.
     */
    post: operations['user_update_email'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
/** Everything that the contract declares by name. */
export interface components {
  schemas: {
    /** CheckoutClientSessionIn */
    CheckoutClientSessionIn: {
      /**
       * Region
       * @description Payment service provider region (useful when merchant has multiple payment provider accounts)
       * @pattern ^[a-z]{1,20}$
       * @maxLength 64
       */
      region: string;
      integration_type: components['schemas']['IntegrationEnum'];
      /**
       * price point ident
       * @description Unique identifier of the price point
       * @pattern ^[-A-Za-z_0-9]{1,256}$
       * @maxLength 256
       */
      pp_ident: string;
      /**
       * Customer Id
       * @description Your unique identifier for the user
       * @maxLength 256
       */
      external_id: string;
      /**
       * Email Address
       * @maxLength 1024
       */
      email_address: string;
      country_code?: string | null;
      /**
       * Client Metadata
       * @description Custom metadata from your client application
       */
      client_metadata?: {
        [key: string]: unknown;
      };
    };
    /** CheckoutClientSessionOut */
    CheckoutClientSessionOut: {
      /** Client Token */
      client_token: string;
      /**
       * Order Id
       * @format uuid
       */
      order_id: string;
    };
    /**
     * IntegrationEnum
     * @enum {string}
     */
    IntegrationEnum: 'fakeintegration' | 'primer' | 'stripe';
    /** CheckoutSimpleClientSessionIn */
    CheckoutSimpleClientSessionIn: {
      /**
       * @description Which of your payment provider accounts serves the session: `default`, `ff_first`, `ff_second` or `ff_third`. The published pattern does not admit the last three; do not enforce it.
       * @pattern ^[a-z]{1,20}$
       * @maxLength 64
       */
      region: string;
      /** @description The payment provider integration of that account. Newer versions of the official SDK also send `adyen`, which the published list does not have. */
      integration_type: components['schemas']['IntegrationEnum'];
      /** @description The country; its form, and what leaving it out means, is not known. */
      country_code?: string | null;
    };
    /** CheckoutSimpleClientSessionOut */
    CheckoutSimpleClientSessionOut: {
      client_token: string;
    };
    /** CheckoutUpdateClientSessionIn */
    CheckoutUpdateClientSessionIn: {
      /** @description The client token of the session, as /checkout/create_client_session gave it. */
      client_token: string;
      /**
       * @description The order, as /checkout/create_client_session gave it.
       * @format uuid
       */
      order_id: string;
      /**
       * @description The ident of the price point to sell instead.
       * @pattern ^[-A-Za-z_0-9]{1,256}$
       * @maxLength 256
       */
      pp_ident: string;
      /** @description New metadata of your own, under any keys. */
      client_metadata?: {
        [key: string]: unknown;
      };
    };
    /** CheckoutCreatePaymentIn */
    CheckoutCreatePaymentIn: {
      /** @description The token of the payment method to charge, at most twice a day. */
      payment_method_token: string;
      /**
       * @description The order, as /checkout/create_client_session gave it.
       * @format uuid
       */
      order_id: string;
      /** @description Metadata of your own, under any keys. */
      client_metadata?: {
        [key: string]: unknown;
      };
      /** @description The user's email address; what it changes is not known. */
      email_address?: string;
      /** @description The user's country; its form is not known. */
      country_code?: string;
      /** @description The user's postal code. */
      postal_code?: string;
      /** @description The user's state or province; its form is not known. */
      subdivision?: string;
      /** @description By its name, the `tax_calculation_id` that /checkout/recalculate_tax returned. */
      tax_calculation_id?: string;
    };
    /** CheckoutResumeTokenIn */
    CheckoutResumeTokenIn: {
      /** @description The resume token of the pending payment. */
      resume_token: string;
      /**
       * @description The order whose payment is pending.
       * @format uuid
       */
      order_id: string;
    };
    /** OneClick */
    OneClick: {
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id: string;
      /**
       * @description The ident of the price point to sell.
       * @pattern ^[-A-Za-z_0-9]{1,256}$
       * @maxLength 256
       */
      pp_ident: string;
      /** @description Metadata of your own, under any keys. */
      client_metadata?: {
        [key: string]: unknown;
      };
      /** @description Unique per user. A repeat with the same `pp_ident` charges nothing. While 3DS is pending, a request without the same key is refused. The key space is shared with /payment/one_off_charge. */
      idempotency_key?: string;
      /** @description Whether the customer or the merchant starts the purchase; the merchant if left out. The values are not known. Ignored with `payment_method_token` and `session_id`. */
      initiation_type?: unknown;
      /** @description By its name, card networks for a purchase that the customer starts. Ignored with `payment_method_token` and `session_id`. */
      cit_card_networks?: unknown;
      /** @description The token of a wallet payment method; goes with `session_id`. */
      payment_method_token?: unknown;
      /** @description The `session_id` that /checkout/one_click_wallet_session returned; goes with `payment_method_token`. */
      session_id?: unknown;
    };
    /** OneClickOut */
    OneClickOut: {
      /** @description While 3DS is pending, a repeat gets the same one for up to an hour, then an empty one. */
      action_required_token: string;
      /** @description What became of a payment. One that the bank refused is told here, not as an error. */
      checkout_status: components['schemas']['CheckoutPaymentStatus'];
      /** @description What to tell the user when the payment failed. */
      failed_message_for_user: string;
      /**
       * @description The order of the payment, on a repeat the first one; when it is null is not known.
       * @format uuid
       */
      order_id: string | null;
      /** @description Whether this call repeated an earlier one. */
      idempotent_replay?: boolean | null;
    };
    /** OneClickWalletSessionIn */
    OneClickWalletSessionIn: {
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id: string;
      /**
       * @description The ident of the price point to sell.
       * @pattern ^[-A-Za-z_0-9]{1,256}$
       * @maxLength 256
       */
      pp_ident: string;
      /** @description Metadata of your own, under any keys. */
      client_metadata?: {
        [key: string]: unknown;
      };
    };
    /** OneClickWalletSessionOut */
    OneClickWalletSessionOut: {
      /**
       * @description The wallet to offer; null: none, use /checkout/one_click without a session.
       * @enum {string|null}
       */
      wallet: 'APPLE_PAY' | 'GOOGLE_PAY' | null;
      /** @description By its name, why there is no wallet. */
      reason?: unknown;
      /** @description By its name, the token for the wallet's button. */
      client_token?: unknown;
      /** @description The session, for `session_id` of /checkout/one_click. */
      session_id?: unknown;
    };
    /** GetTaxCalculationIn */
    GetTaxCalculationIn: {
      /**
       * @description The order whose tax calculations to list.
       * @format uuid
       */
      order_id: string;
    };
    /** GetTaxCalculationOut */
    GetTaxCalculationOut: {
      tax_calculations?: components['schemas']['TaxCalculationOut'][] | null;
    };
    /** RecalculateTaxIn */
    RecalculateTaxIn: {
      /** @description The order, as /checkout/create_client_session gave it. */
      order_id: string;
      /** @description The client token of the session, as /checkout/create_client_session gave it. */
      client_token: string;
      /** @description The user's country; its form is not known. */
      country_code: string;
      /** @description The user's postal code. */
      postal_code?: string;
      /** @description The user's state or province; its form is not known. */
      subdivision?: string;
    };
    /** RecalculateTaxOut */
    RecalculateTaxOut: {
      /** @description By its name, for `tax_calculation_id` of /checkout/create_payment. */
      tax_calculation_id?: string | null;
      /** @description The price with tax, in minor units. */
      amount_total?: number | null;
      /** @description The tax, in minor units. */
      tax_amount?: number | null;
      currency?: string | null;
    };
    /** RefundIn */
    RefundIn: {
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id: string;
      /**
       * @description The order to refund.
       * @format uuid
       */
      order_id: string;
      /**
       * @description Why you do this; empty if left out.
       * @maxLength 256
       * @default
       */
      reason?: string;
      /**
       * @description A comment of yours; empty if left out.
       * @maxLength 2048
       * @default
       */
      comment?: string;
      /** @description How much to refund, all of it if left out; whether in whole units or in cents is not known. */
      amount?: number | string;
      /**
       * @description true: the subscription continues; false: it is cancelled.
       * @default false
       */
      soft_refund?: boolean;
    };
    /** CancelIn */
    CancelIn: {
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id: string;
      /**
       * @description The order to cancel.
       * @format uuid
       */
      order_id: string;
      /**
       * @description Why you do this; empty if left out.
       * @maxLength 256
       * @default
       */
      reason?: string;
      /**
       * @description A comment of yours; empty if left out.
       * @maxLength 2048
       * @default
       */
      comment?: string;
      /**
       * @description true: the subscription continues; false: it is cancelled.
       * @default false
       */
      soft_cancel?: boolean;
    };
    /** OneOffChargeIn */
    OneOffChargeIn: {
      /** @description Your own ID of the user. */
      external_id: string;
      /** @description How much to charge, in the currency of `currency_code`; whether in whole units or in cents is not known. */
      amount?: number | string;
      /** @description An ISO code of three letters, upper or lower case. */
      currency_code: string;
      /** @description Unique per user. Its key space is shared with /checkout/one_click. */
      idempotency_key: string;
      /** @description Metadata of your own, under any keys. */
      client_metadata?: {
        [key: string]: unknown;
      };
    };
    /** OneOffChargeOut */
    OneOffChargeOut: {
      /** @description Always empty. */
      action_required_token: string;
      /** @description What became of a payment. One that the bank refused is told here, not as an error. */
      checkout_status: components['schemas']['CheckoutPaymentStatus'];
      /** @description What to tell the user when the payment failed. */
      failed_message_for_user: string;
      /**
       * @description The order of the payment; whether it can be null is not known.
       * @format uuid
       */
      order_id: string | null;
      /** @description Whether this call repeated an earlier one. */
      idempotent_replay?: boolean | null;
    };
    /** SubsToggleAutorenewIn */
    SubsToggleAutorenewIn: {
      /**
       * @description The ID of the subscription, as /my_assets and /subscription/search give it.
       * @format uuid
       */
      subs_id: string;
      /**
       * @description Why you do this; what leaving it out means is not known.
       * @maxLength 256
       */
      reason?: string;
      /**
       * @description A comment of yours; what leaving it out means is not known.
       * @maxLength 2048
       */
      comment?: string;
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id?: string;
    };
    /** SubsDisableAutorenewIn */
    SubsDisableAutorenewIn: {
      /**
       * @description The ID of the subscription, as /my_assets and /subscription/search give it.
       * @format uuid
       */
      subs_id: string;
      /**
       * @description Why you do this; empty if left out.
       * @maxLength 256
       * @default
       */
      reason?: string;
      /**
       * @description A comment of yours; empty if left out.
       * @maxLength 2048
       * @default
       */
      comment?: string;
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id?: string | null;
    };
    /** MigrationIn */
    MigrationIn: {
      /**
       * @description The ID of the subscription, as /my_assets and /subscription/search give it.
       * @format uuid
       */
      subs_id: string;
      /**
       * @description The ident of the price point to move to.
       * @pattern ^[-A-Za-z_0-9]{1,256}$
       * @maxLength 256
       */
      pp_ident: string;
      /**
       * @description Why you do this; empty if left out.
       * @maxLength 256
       * @default
       */
      reason?: string;
      /**
       * @description A comment of yours; empty if left out.
       * @maxLength 2048
       * @default
       */
      comment?: string;
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id?: string | null;
      /**
       * @description How to move to the new price point; `price_prorate` if left out.
       * @default price_prorate
       */
      strategy?: components['schemas']['MigrationStrategy'];
      /** @description By its name, true tries the migration without doing it; what true does exactly, and the default, is not known. */
      dry_run?: boolean;
      /**
       * @description true: a strategy that does not apply is refused; false: it is switched.
       * @default true
       */
      strict_mode?: boolean;
    };
    /** MigrationOut */
    MigrationOut: {
      /** @description How a subscription moves to another price point. */
      migration_strategy: components['schemas']['MigrationStrategy'];
      /** @description What became of the payment; when it is missing or null is not known. */
      payment_result?: components['schemas']['CheckoutMigrationPaymentOut'] | null;
      /** @description How much was charged: a decimal string on the wire. */
      charged_amount?: number | (string | null);
      /**
       * @description A subscription; whether the one moved or a new one is not known.
       * @format uuid
       */
      subs_id?: string | null;
      /**
       * @description A one-off purchase; when there is one is not known.
       * @format uuid
       */
      oneoff_id?: string | null;
    };
    /** DiscountIn */
    DiscountIn: {
      /**
       * @description The ID of the subscription, as /my_assets and /subscription/search give it.
       * @format uuid
       */
      subs_id: string;
      /**
       * @description How much to take off, in whole percent.
       * @minimum 1
       * @maximum 99
       */
      percent: number;
      /**
       * @description Why you do this; empty if left out.
       * @maxLength 256
       * @default
       */
      reason?: string;
      /**
       * @description A comment of yours; empty if left out.
       * @maxLength 2048
       * @default
       */
      comment?: string;
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id?: string | null;
      /**
       * @description How many iterations the discount is for; what leaving it out means is not known.
       * @exclusiveMinimum 0
       */
      count_of_iterations?: number | null;
    };
    /** SubsDeferIn */
    SubsDeferIn: {
      /**
       * @description The ID of the subscription, as /my_assets and /subscription/search give it.
       * @format uuid
       */
      subs_id: string;
      /**
       * @description When to charge next.
       * @format date-time
       */
      defer_till: string;
      /**
       * @description Why you do this; empty if left out.
       * @maxLength 256
       * @default
       */
      reason?: string;
      /**
       * @description A comment of yours; empty if left out.
       * @maxLength 2048
       * @default
       */
      comment?: string;
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id?: string;
    };
    /** SubsPauseIn */
    SubsPauseIn: {
      /**
       * @description The ID of the subscription, as /my_assets and /subscription/search give it.
       * @format uuid
       */
      subs_id: string;
      /**
       * @description Why you do this; empty if left out.
       * @maxLength 256
       * @default
       */
      reason?: string;
      /**
       * @description A comment of yours; empty if left out.
       * @maxLength 2048
       * @default
       */
      comment?: string;
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id?: string | null;
      /**
       * @description When the pause ends; a pause may also have no end.
       * @format date-time
       */
      pause_till?: string | null;
    };
    /** SubsResumeIn */
    SubsResumeIn: {
      /**
       * @description The ID of the subscription, as /my_assets and /subscription/search give it.
       * @format uuid
       */
      subs_id: string;
      /**
       * @description Why you do this; empty if left out.
       * @maxLength 256
       * @default
       */
      reason?: string;
      /**
       * @description A comment of yours; empty if left out.
       * @maxLength 2048
       * @default
       */
      comment?: string;
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id?: string | null;
    };
    /** FilterSubscriptionIn */
    FilterSubscriptionIn: {
      /**
       * @description Only those of this user, by your own ID.
       * @maxLength 256
       */
      external_id?: string | null;
      /**
       * @description Only those with this kind of introduction.
       * @default null
       */
      intro_type?: components['schemas']['IntroTypeEnum'] | null;
      /**
       * @description Only the subscription with this ID.
       * @format uuid
       */
      subs_id?: string | null;
      /** @description By its name, only those whose `status` is this; how a list is matched is not known. */
      status_eq?: (string | number)[] | null;
      /** @description By its name, only those whose `status` has these in it. The item type is that of `status_eq`; the reference does not state it. */
      status_consists?: (string | number)[] | null;
      /**
       * @description Only those created from this time on.
       * @format date-time
       */
      created_at_from?: string | null;
      /**
       * @description Only those created up to this time.
       * @format date-time
       */
      created_at_to?: string | null;
      /**
       * @description What to sort by; `started_at` if left out.
       * @default started_at
       */
      order_by?: components['schemas']['SubsOrderBy'];
      /**
       * @description Which way to sort; `desc`, descending, if left out.
       * @default desc
       */
      sort_direction?: components['schemas']['SortDirection'];
      /**
       * @description How many subscriptions a page has at most; 100 if left out.
       * @maximum 500
       * @default 100
       */
      limit?: number;
      /**
       * @description The number of the page; 1 if left out.
       * @default 1
       */
      page?: number;
      /**
       * @description Only those with their next check from this time on.
       * @format date-time
       */
      next_check_from?: string | null;
      /**
       * @description Only those with their next check up to this time.
       * @format date-time
       */
      next_check_to?: string | null;
    };
    /** SubscriptionListOut */
    SubscriptionListOut: {
      subscriptions: components['schemas']['SubscriptionOut'][];
    };
    /** PricePointListOut */
    PricePointListOut: {
      price_points: components['schemas']['PricePointOut'][];
    };
    /** PricePointAdminListOut */
    PricePointAdminListOut: {
      price_points: components['schemas']['PricePointAdminOut'][];
    };
    /** PricePointCreateIn */
    PricePointCreateIn: {
      /**
       * @description The ident of the new price point: letters, digits, hyphens and underscores.
       * @pattern ^[-A-Za-z_0-9]{1,256}$
       * @maxLength 256
       */
      ident: string;
      /** @description How a price point begins: with no introduction, a free trial or a paid trial. */
      intro_type: components['schemas']['IntroTypeEnum'];
      /** @description The currency of the prices, as a code; its exact form is not known. */
      currency_code: string;
      /** @description A list, or a string with commas between the features. */
      features: string[] | string;
      /**
       * @description The lifetime price, null if left out; whether in whole units or in cents is not known.
       * @default null
       */
      lifetime_price?: number | (string | null);
      /**
       * @description The length of the free trial, in units of `intro_free_trial_period_duration`.
       * @exclusiveMinimum 0
       */
      intro_free_trial_period?: number | null;
      /** @description The unit that the length of a period is counted in. */
      intro_free_trial_period_duration?: components['schemas']['DurationEnum'];
      /** @description The price of the paid trial; whether in whole units or in cents is not known. */
      intro_paid_trial_price?: number | string;
      /**
       * @description The length of the paid trial, in units of `intro_paid_trial_period_duration`.
       * @exclusiveMinimum 0
       */
      intro_paid_trial_period?: number | null;
      /** @description The unit that the length of a period is counted in. */
      intro_paid_trial_period_duration?: components['schemas']['DurationEnum'];
      /** @description The price of a next period; whether in whole units or in cents is not known. */
      next_price?: number | string;
      /**
       * @description The length of a next period, in units of `next_period_duration`.
       * @exclusiveMinimum 0
       */
      next_period?: number | null;
      /** @description The unit that the length of a period is counted in. */
      next_period_duration?: components['schemas']['DurationEnum'];
      /**
       * @description The descriptor: up to 22 letters, digits, spaces, hyphens, underscores and dots; where it is shown is not known.
       * @pattern ^[-A-Za-z_0-9_ .]{1,22}$
       * @maxLength 22
       */
      descriptor?: string | null;
      /**
       * @description The name of the merchant for Apple Pay.
       * @maxLength 100
       */
      apple_pay_merchant_name?: string | null;
    };
    /** PricePointPatchIn */
    PricePointPatchIn: {
      /** @description An ident of the price point; whether this or `ident` selects it is not known. */
      origin_ident?: string | null;
      /** @description An ident of the price point; whether this or `origin_ident` selects it is not known. */
      ident?: string | null;
      /** @description How a price point begins: with no introduction, a free trial or a paid trial. */
      intro_type?: components['schemas']['IntroTypeEnum'];
      /** @description The currency of the prices, as a code; its exact form is not known. */
      currency_code?: string | null;
      /** @description The lifetime price; whether in whole units or in cents is not known. */
      lifetime_price?: number | string;
      /** @description The length of the free trial, in units of `intro_free_trial_period_duration`. */
      intro_free_trial_period?: number | null;
      /** @description The unit that the length of a period is counted in. */
      intro_free_trial_period_duration?: components['schemas']['DurationEnum'];
      /** @description The price of the paid trial; whether in whole units or in cents is not known. */
      intro_paid_trial_price?: number | string;
      /** @description The length of the paid trial, in units of `intro_paid_trial_period_duration`. */
      intro_paid_trial_period?: number | null;
      /** @description The unit that the length of a period is counted in. */
      intro_paid_trial_period_duration?: components['schemas']['DurationEnum'];
      /** @description The price of a next period; whether in whole units or in cents is not known. */
      next_price?: number | string;
      /** @description The length of a next period, in units of `next_period_duration`. */
      next_period?: number | null;
      /** @description The unit that the length of a period is counted in. */
      next_period_duration?: components['schemas']['DurationEnum'];
      /** @description The descriptor; where it is shown is not known. */
      descriptor?: string | null;
      /** @description A string with commas between the features, or a list. */
      features?: string | string[];
      /**
       * @description The name of the merchant for Apple Pay.
       * @maxLength 100
       */
      apple_pay_merchant_name?: string | null;
    };
    /** FeatureCreateIn */
    FeatureCreateIn: {
      /**
       * @description The ident of the new feature: letters, digits, hyphens and underscores.
       * @pattern ^[-A-Za-z_0-9]{1,256}$
       * @maxLength 256
       */
      ident: string;
      /** @description What kind of feature, also called an offering, it is. */
      feature_type: components['schemas']['FeatureTypeEnum'];
    };
    /** FeatureListOut */
    FeatureListOut: {
      features: components['schemas']['FeatureOut'][];
    };
    /** MyAssetsOut */
    MyAssetsOut: {
      subscriptions: components['schemas']['SubscriptionOut'][];
      oneoffs?: components['schemas']['OneoffOut'][] | null;
    };
    /** PaymentsHistoryOut */
    PaymentsHistoryOut: {
      payments: components['schemas']['PaymentHistoryOut'][];
    };
    /** TransactionReportIn */
    TransactionReportIn: {
      /**
       * @description Where to go on from; the direction is not stated.
       * @format date-time
       */
      last_transaction_date: string;
      /**
       * @description Only the transactions of this subscription.
       * @format uuid
       */
      subs_id?: string | null;
      /**
       * @description Only the transactions of this order.
       * @format uuid
       */
      order_id?: string | null;
      /**
       * @description Only the transactions of this one-off purchase.
       * @format uuid
       */
      oneoff_id?: string | null;
      /**
       * @description How many transactions to list at most; 100 if left out.
       * @minimum 1
       * @maximum 500
       * @default 100
       */
      limit?: number;
    };
    /** TransactionReportOut */
    TransactionReportOut: {
      transactions: components['schemas']['TransactionOut'][];
    };
    /** SearchUserIn */
    SearchUserIn: {
      /**
       * @description The email address to look for; how it is matched, and what null means, is not known.
       * @maxLength 1024
       */
      email: string | null;
    };
    /** UsersOut */
    UsersOut: {
      users: components['schemas']['UserOut'][];
    };
    /** UpdateEmailIn */
    UpdateEmailIn: {
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id: string;
      /**
       * @description The new email address; whether placeholder addresses are refused is not known.
       * @format email
       * @minLength 1
       * @maxLength 100
       */
      email_address: string;
    };
    /**
     * Ok200
     * @description An empty object; that the call succeeded is all it says.
     */
    Ok200: Record<string, never>;
    /**
     * EmptyRequestIn
     * @description An empty object; there is nothing to ask for.
     */
    EmptyRequestIn: Record<string, never>;
    /**
     * CheckoutPaymentStatus
     * @description What became of a payment. One that the bank refused is told here, not as an error.
     * @enum {string}
     */
    CheckoutPaymentStatus: 'processing' | 'succeeded' | 'failed' | 'cancelled';
    /**
     * MigrationStrategy
     * @description How a subscription moves to another price point.
     * @enum {string}
     */
    MigrationStrategy: 'price_prorate' | 'delayed_start';
    /**
     * IntroTypeEnum
     * @description How a price point begins: with no introduction, a free trial or a paid trial.
     * @enum {string}
     */
    IntroTypeEnum: 'no_intro' | 'free_trial' | 'paid_trial';
    /**
     * DurationEnum
     * @description The unit that the length of a period is counted in.
     * @enum {string}
     */
    DurationEnum: 'minutes' | 'days' | 'weeks' | 'months' | 'years';
    /**
     * FeatureTypeEnum
     * @description What kind of feature, also called an offering, it is.
     * @enum {string}
     */
    FeatureTypeEnum: 'timebased' | 'lifetime' | 'consumable';
    /**
     * TaxProviderEnum
     * @enum {string}
     */
    TaxProviderEnum: 'none' | 'stripe' | 'static' | 'third_party' | 'taxwire';
    /**
     * SubsOrderBy
     * @enum {string}
     */
    SubsOrderBy: 'started_at' | 'next_check';
    /**
     * SortDirection
     * @enum {string}
     */
    SortDirection: 'asc' | 'desc';
    /**
     * FilterPointIn
     * @description Which price points to list.
     */
    FilterPointIn: {
      /** @description Only the price point with this ident. */
      ident?: string | null;
      /** @description Only those in this currency, given as a code; its exact form is not known. */
      currency_code?: string | null;
      /** @description Only those with the feature of this ident. */
      feature_ident?: string | null;
    };
    /** UserInfoIn */
    UserInfoIn: {
      /**
       * @description Your own ID of the user.
       * @maxLength 256
       */
      external_id: string;
    };
    /** CheckoutCreatePaymentOut */
    CheckoutCreatePaymentOut: {
      /** @description A token for what the user still has to do, such as 3DS. */
      action_required_token: string;
      /** @description What became of a payment. One that the bank refused is told here, not as an error. */
      checkout_status: components['schemas']['CheckoutPaymentStatus'];
      /** @description What to tell the user when the payment failed. */
      failed_message_for_user: string;
      /**
       * @description The order of the payment; when it is null is not known.
       * @format uuid
       */
      order_id: string | null;
    };
    /** CheckoutMigrationPaymentOut */
    CheckoutMigrationPaymentOut: {
      /** @description What became of a payment. One that the bank refused is told here, not as an error. */
      checkout_status: components['schemas']['CheckoutPaymentStatus'];
      /** @description What to tell the user when the payment failed. */
      failed_message_for_user: string;
      /**
       * @description The order of the payment; when it is null is not known.
       * @format uuid
       */
      order_id: string | null;
    };
    /** CurrencyOut */
    CurrencyOut: {
      code: string;
      minor_units: number;
      title: string;
      symbol: string;
    };
    /** FeatureOut */
    FeatureOut: {
      ident: string;
    };
    /**
     * PricePointOut
     * @description A price point: what is sold, for how much and how often.
     */
    PricePointOut: {
      ident: string;
      currency: components['schemas']['CurrencyOut'];
      /** @description How a price point begins: with no introduction, a free trial or a paid trial. */
      intro_type: components['schemas']['IntroTypeEnum'];
      features?: components['schemas']['FeatureOut'][] | null;
      /** @description A decimal string on the wire. */
      lifetime_price?: number | (string | null);
      intro_free_trial_period?: number | null;
      intro_free_trial_period_duration?: components['schemas']['DurationEnum'] | null;
      /** @description A decimal string on the wire. */
      intro_paid_trial_price?: number | (string | null);
      intro_paid_trial_period?: number | null;
      intro_paid_trial_period_duration?: components['schemas']['DurationEnum'] | null;
      /** @description A decimal string on the wire. */
      next_price?: number | (string | null);
      next_period?: number | null;
      next_period_duration?: components['schemas']['DurationEnum'] | null;
    };
    /**
     * PricePointAdminOut
     * @description A price point with the fields for your own staff.
     */
    PricePointAdminOut: {
      ident: string;
      currency: components['schemas']['CurrencyOut'];
      /** @description How a price point begins: with no introduction, a free trial or a paid trial. */
      intro_type: components['schemas']['IntroTypeEnum'];
      features?: components['schemas']['FeatureOut'][] | null;
      /** @description A decimal string on the wire. */
      lifetime_price?: number | (string | null);
      intro_free_trial_period?: number | null;
      intro_free_trial_period_duration?: components['schemas']['DurationEnum'] | null;
      /** @description A decimal string on the wire. */
      intro_paid_trial_price?: number | (string | null);
      intro_paid_trial_period?: number | null;
      intro_paid_trial_period_duration?: components['schemas']['DurationEnum'] | null;
      /** @description A decimal string on the wire. */
      next_price?: number | (string | null);
      next_period?: number | null;
      next_period_duration?: components['schemas']['DurationEnum'] | null;
      pp_id?: unknown;
      pp_version?: unknown;
      descriptor?: unknown;
      description?: unknown;
      apple_pay_merchant_name?: unknown;
      pp_extra_metadata?: unknown;
      created_at?: unknown;
      updated_at?: unknown;
    };
    /**
     * TaxCalculationOut
     * @description A tax calculation of an order. Amounts are strings.
     */
    TaxCalculationOut: {
      /** @format uuid */
      order_tax_id: string;
      /** @format uuid */
      order_id: string;
      provider: components['schemas']['TaxProviderEnum'];
      tax_inclusive?: boolean | null;
      currency_code: string;
      estimate_tax_amount: string;
      estimate_calculation_id?: string | null;
      estimate_country_code: string;
      estimate_subdivision?: string | null;
      estimate_postal_code?: string | null;
      final_tax_amount?: string | null;
      committed_calculation_id?: string | null;
      committed_transaction_id?: string | null;
      reversal_transaction_id?: string | null;
      reversed_tax_amount?: string | null;
    };
    /** DiscountItem */
    DiscountItem: {
      /** @format uuid */
      discount_id?: string | null;
      /** @format uuid */
      subs_id?: string | null;
      count_of_iterations?: number | null;
      count_of_iterations_available?: number | null;
      /** @description A whole number in the example. */
      percent?: number | null;
      report?: {
        [key: string]: unknown;
      } | null;
    };
    /**
     * SubscriptionOut
     * @description A subscription. Take an empty timestamp as absent.
     */
    SubscriptionOut: {
      /** @format uuid */
      subs_id: string;
      is_active: boolean;
      /** @description A price point: what is sold, for how much and how often. */
      price_point: components['schemas']['PricePointOut'];
      /** @description Known values: INTRO, UPCOMING, RECURRING, AUTORENEW_OFF, PAUSED, GRACE, RETRY, EXPIRED. There may be others. */
      status?: string[] | null;
      /**
       * @description May lack a time zone.
       * @format date-time
       */
      started_at?: string | null;
      /**
       * @description May lack a time zone.
       * @format date-time
       */
      current_period_starts_at?: string | null;
      /**
       * @description May lack a time zone.
       * @format date-time
       */
      current_period_ends_at?: string | null;
      /**
       * @description Null while an open-ended pause lasts. May lack a time zone.
       * @format date-time
       */
      next_check_at?: string | null;
      iteration?: number | null;
      /** @description One known value is `pause`; there may be others. */
      available_actions?: string[] | null;
      initial_order_metadata?: {
        [key: string]: unknown;
      } | null;
      discounts?: components['schemas']['DiscountItem'][] | null;
    };
    /**
     * OneoffOut
     * @description A one-off purchase.
     */
    OneoffOut: {
      /** @format uuid */
      oneoff_id?: string | null;
      is_active?: boolean | null;
      price_point?: components['schemas']['PricePointOut'] | null;
      order_id?: string | null;
      /**
       * @description May lack a time zone.
       * @format date-time
       */
      started_at?: string | null;
      /**
       * @description May lack a time zone.
       * @format date-time
       */
      revoked_at?: string | null;
      initial_order_metadata?: {
        [key: string]: unknown;
      } | null;
    };
    /**
     * PaymentHistoryOut
     * @description A successful payment.
     */
    PaymentHistoryOut: {
      /** @format uuid */
      order_id: string | null;
      /** @format uuid */
      subs_id: string | null;
      /** @format uuid */
      oneoff_id: string | null;
      /** @description How much of it was refunded. A decimal string on the wire. */
      refunded?: number | (string | null);
      /** @description A decimal string on the wire. */
      amount?: number | (string | null);
      currency: components['schemas']['CurrencyOut'] | null;
      last4?: string | null;
      network?: string | null;
      payment_method?: string | null;
      /**
       * @description May lack a time zone.
       * @format date-time
       */
      created_at: string | null;
    };
    /** TransactionOut */
    TransactionOut: {
      /** @format uuid */
      order_id: string;
      /** @description A decimal string on the wire. */
      amount?: number | (string | null);
      currency_code?: string | null;
      pp_id: number;
      pp_version: number;
      status: string;
      is_cit: boolean;
      /** @description Any string here, unlike in requests. */
      integration_type: string;
      region: string;
      /** @format uuid */
      trx_id?: string | null;
      psp?: string | null;
      psp_transaction_id?: string | null;
      /** @description A decimal string on the wire. */
      amount_usd?: number | (string | null);
      is_fallback?: boolean | null;
      psp_merchant_id?: string | null;
      psp_transaction_type?: string | null;
      psp_status?: string | null;
      /**
       * @description May lack a time zone.
       * @format date-time
       */
      psp_date?: string | null;
      psp_card_token_type?: string | null;
      psp_reason_message?: string | null;
      psp_reason_type?: string | null;
      psp_reason_code?: string | null;
      psp_reason_decline_type?: string | null;
      /**
       * @description May lack a time zone.
       * @format date-time
       */
      trx_created_at?: string | null;
      meta_subs_id?: string | null;
      meta_subs_iteration?: string | null;
      meta_retry_step?: string | null;
      meta_oneoff_id?: string | null;
      meta_client_ff_project_id?: string | null;
      meta_client_ff_session_id?: string | null;
      meta_client_ff_price_id?: string | null;
      pm_type?: string | null;
      threeds_challenge_issued?: boolean | null;
      threeds_protocol_version?: string | null;
      threeds_response_code?: string | null;
      threeds_reason_code?: string | null;
      threeds_reason_text?: string | null;
      authorization_type?: string | null;
      is_vaulted?: boolean | null;
      pm_data_bin_account_funding_type?: string | null;
      pm_data_bin_account_number_type?: string | null;
      pm_data_bin_issuer_name?: string | null;
      pm_data_bin_issuer_country_code?: string | null;
      pm_data_bin_issuer_currency_code?: string | null;
      network?: string | null;
      pm_data_bin_prepaid_reloadable_indicator?: string | null;
      pm_data_bin_product_code?: string | null;
      pm_data_bin_product_name?: string | null;
      pm_data_bin_product_usage_type?: string | null;
      pm_data_bin_regional_restriction?: string | null;
      pm_data_expiration_date?: string | null;
      pm_data_first6?: string | null;
      pm_data_last4?: string | null;
      pm_data_is_network_tokenized?: boolean | null;
    };
    /** UserOut */
    UserOut: {
      /** @description Your own ID of the user. */
      external_id: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  checkout_create_simple_client_session: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CheckoutSimpleClientSessionIn'];
      };
    };
    responses: {
      /** @description Client token */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CheckoutSimpleClientSessionOut'];
        };
      };
    };
  };
  checkout_update_client_session: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CheckoutUpdateClientSessionIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  checkout_create_payment: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CheckoutCreatePaymentIn'];
      };
    };
    responses: {
      /** @description What became of the payment */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CheckoutCreatePaymentOut'];
        };
      };
    };
  };
  checkout_resume_payment: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CheckoutResumeTokenIn'];
      };
    };
    responses: {
      /** @description What became of the payment */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CheckoutCreatePaymentOut'];
        };
      };
    };
  };
  checkout_one_click: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OneClick'];
      };
    };
    responses: {
      /** @description What became of the payment */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OneClickOut'];
        };
      };
    };
  };
  checkout_one_click_wallet_session: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OneClickWalletSessionIn'];
      };
    };
    responses: {
      /** @description The wallet and its session */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OneClickWalletSessionOut'];
        };
      };
    };
  };
  checkout_get_tax_calculation: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['GetTaxCalculationIn'];
      };
    };
    responses: {
      /** @description Tax calculations */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['GetTaxCalculationOut'];
        };
      };
    };
  };
  checkout_recalculate_tax: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RecalculateTaxIn'];
      };
    };
    responses: {
      /** @description The tax and the total */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RecalculateTaxOut'];
        };
      };
    };
  };
  payment_refund: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RefundIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  payment_cancel: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CancelIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  payment_one_off_charge: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OneOffChargeIn'];
      };
    };
    responses: {
      /** @description What became of the payment */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OneOffChargeOut'];
        };
      };
    };
  };
  subscription_enable_autorenew: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SubsToggleAutorenewIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  subscription_disable_autorenew: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SubsDisableAutorenewIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  subscription_migration: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['MigrationIn'];
      };
    };
    responses: {
      /** @description The strategy used, and what was charged */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MigrationOut'];
        };
      };
    };
  };
  discount: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DiscountIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  subscription_defer: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SubsDeferIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  subscription_pause: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SubsPauseIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  subscription_resume: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SubsResumeIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  subscription_search: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FilterSubscriptionIn'];
      };
    };
    responses: {
      /** @description A page of subscriptions */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SubscriptionListOut'];
        };
      };
    };
  };
  price_points: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FilterPointIn'];
      };
    };
    responses: {
      /** @description Price points */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PricePointListOut'];
        };
      };
    };
  };
  pp_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FilterPointIn'];
      };
    };
    responses: {
      /** @description Price points */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PricePointAdminListOut'];
        };
      };
    };
  };
  pp_create: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PricePointCreateIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  pp_update: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['PricePointPatchIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  feature_create: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FeatureCreateIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
  features: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EmptyRequestIn'];
      };
    };
    responses: {
      /** @description Features */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FeatureListOut'];
        };
      };
    };
  };
  my_assets: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['UserInfoIn'];
      };
    };
    responses: {
      /** @description Subscriptions and one-off purchases */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MyAssetsOut'];
        };
      };
    };
  };
  payments_history: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['UserInfoIn'];
      };
    };
    responses: {
      /** @description Payments */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PaymentsHistoryOut'];
        };
      };
    };
  };
  transaction_report: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['TransactionReportIn'];
      };
    };
    responses: {
      /** @description Transactions */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TransactionReportOut'];
        };
      };
    };
  };
  search_users: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SearchUserIn'];
      };
    };
    responses: {
      /** @description Users */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UsersOut'];
        };
      };
    };
  };
  user_update_email: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['UpdateEmailIn'];
      };
    };
    responses: {
      /** @description An empty object */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ok200'];
        };
      };
    };
  };
}
