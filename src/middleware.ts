/** What middleware is told about a call. */
export interface BillingMiddlewareContext {
  /** The request, without the secret key: that is added later. */
  request: Request;
  /** The operation's path, as in the contract. */
  readonly schemaPath: string;
  /** Path, query and header parameters of the call. */
  readonly params: {
    query?: Record<string, unknown>;
    header?: Record<string, unknown>;
    path?: Record<string, unknown>;
    cookie?: Record<string, unknown>;
  };
  /** Names this call in all functions of a middleware. */
  readonly id: string;
}

/* eslint-disable @typescript-eslint/no-invalid-void-type -- a function that returns nothing is the common case */
/**
 * Sees every call once, however often it is sent: register it with `billing.use()`. What it throws is what the call
 * rejects with. `onRequest` run in the order of registration, the others in the reverse order.
 *
 * @example
 * billing.use({
 *   onRequest({ request }) {
 *     request.headers.set('x-trace-id', crypto.randomUUID());
 *   },
 * });
 */
export interface BillingMiddleware {
  /** Before the first attempt: may change the request, return another, or answer it with a `Response` of its own. */
  onRequest?: (
    context: BillingMiddlewareContext,
  ) => Request | Response | undefined | void | Promise<Request | Response | undefined | void>;
  /** After the last attempt, whatever the status: may return another response. */
  onResponse?: (
    context: BillingMiddlewareContext & { response: Response },
  ) => Response | undefined | void | Promise<Response | undefined | void>;
  /** When there is no response; `error` is a `BillingError`. May answer with a `Response`, or another error to throw. */
  onError?: (
    context: BillingMiddlewareContext & { error: unknown },
  ) => Response | Error | undefined | void | Promise<Response | Error | undefined | void>;
}
