/** What middleware is told about a call. */
export interface BillingMiddlewareContext {
  /** The request, without the secret key: that is added later. */
  readonly request: Request;
  /** The operation's path, as in the contract. */
  readonly schemaPath: string;
  /** Path, query and header parameters of the call. */
  readonly params: {
    readonly query?: Record<string, unknown>;
    readonly header?: Record<string, unknown>;
    readonly path?: Record<string, unknown>;
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
  /**
   * Before the first attempt: may change the request, return another, or return a `Response`, which ends the call
   * without a request.
   */
  onRequest?:
    | ((
        context: BillingMiddlewareContext,
      ) => Request | Response | undefined | void | Promise<Request | Response | undefined | void>)
    | undefined;
  /** After the last attempt, whatever the status: may return another response. */
  onResponse?:
    | ((
        context: BillingMiddlewareContext & { readonly response: Response },
      ) => Response | undefined | void | Promise<Response | undefined | void>)
    | undefined;
  /** When there is no response; `error` is a `BillingError`. May return a `Response`, or another error to throw. */
  onError?:
    | ((
        context: BillingMiddlewareContext & { readonly error: unknown },
      ) => Response | Error | undefined | void | Promise<Response | Error | undefined | void>)
    | undefined;
}
/* eslint-enable @typescript-eslint/no-invalid-void-type */

/** Takes a request through the middleware to `send`, and the response back. */
export async function runMiddleware(
  middleware: readonly BillingMiddleware[],
  context: BillingMiddlewareContext,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  const backwards = [...middleware].reverse();
  let { request } = context;
  let response: Response | undefined;
  for (const one of middleware) {
    const given = await one.onRequest?.({ ...context, request });
    if (given instanceof Response) return given;
    request = given ?? request;
  }
  try {
    response = await send(request);
  } catch (thrown) {
    let error: unknown = thrown;
    for (const one of backwards) {
      const given = await one.onError?.({ ...context, request, error });
      if (given instanceof Response) {
        response = given;
        break;
      }
      error = given ?? error;
    }
    if (!response) throw error;
  }
  for (const one of backwards)
    response = (await one.onResponse?.({ ...context, request, response })) ?? response;
  return response;
}
