// Generated from openapi/billing.yaml by `npm run generate`. Do not edit.

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
}
export type webhooks = Record<string, never>;
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
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
