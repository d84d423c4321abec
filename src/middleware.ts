/**
 * What middleware is told about a call.
 *
 * @example
 * ```ts
 * import { createBillingClient, type BillingMiddlewareContext } from 'funnelfox-billing-client';
 *
 * const started = new Map<string, number>();
 * const start = ({ id }: BillingMiddlewareContext): void => void started.set(id, performance.now());
 * const stop = ({ id, schemaPath }: BillingMiddlewareContext): void => {
 *   console.log(schemaPath, performance.now() - (started.get(id) ?? 0), 'ms');
 *   started.delete(id);
 * };
 *
 * const billing = createBillingClient({ orgId: 'acme' });
 * billing.use({ onRequest: start, onResponse: stop, onError: stop });
 * await billing.POST('/features');
 * ```
 */
export interface BillingMiddlewareContext {
  /**
   * The request as it will be sent, without the secret key: that is added later. Change its headers in place; to read
   * its body, take a `clone()`.
   */
  readonly request: Request;
  /** The operation's path, as in the contract: `/checkout/create_client_session`. */
  readonly schemaPath: string;
  /** The `params` of the call, by where they go; empty when the operation declares none. */
  readonly params: {
    /** Those in the query of the URL. */
    readonly query?: Record<string, unknown>;
    /** Those in the headers. */
    readonly header?: Record<string, unknown>;
    /** Those in the path of the URL. */
    readonly path?: Record<string, unknown>;
  };
  /** Names this call, the same in all functions of all middleware; random, for your logs and maps. */
  readonly id: string;
}

/* eslint-disable @typescript-eslint/no-invalid-void-type -- a function that returns nothing is the common case */
/**
 * Sees every call once, however often it is sent: register it with `billing.use()`. It has at least one of these
 * functions, each of which may be async. What one throws is what the call rejects with.
 *
 * @example
 * ```ts
 * import { createBillingClient, type BillingMiddleware } from 'funnelfox-billing-client';
 *
 * const logger: BillingMiddleware = {
 *   onRequest: ({ id, request }) => console.log(id, request.method, request.url),
 *   onResponse: ({ id, response }) => console.log(id, response.status),
 *   onError: ({ id, error }) => console.error(id, error),
 * };
 *
 * const billing = createBillingClient({ orgId: 'acme' });
 * billing.use(logger);
 * await billing.POST('/features');
 * ```
 */
export interface BillingMiddleware {
  /**
   * Before the first attempt, in the order of registration: may change the request, return another, or return a
   * `Response`, which ends the call without a request and is read like a reply of the API.
   */
  onRequest?:
    | ((
        context: BillingMiddlewareContext,
      ) => Request | Response | undefined | void | Promise<Request | Response | undefined | void>)
    | undefined;
  /**
   * After the last attempt, whatever the status, in the reverse order: may return another response, which is read in
   * the place of the first.
   */
  onResponse?:
    | ((
        context: BillingMiddlewareContext & {
          /** The last reply, unread. A refusal of the API can have status 200. */
          readonly response: Response;
        },
      ) => Response | undefined | void | Promise<Response | undefined | void>)
    | undefined;
  /**
   * When there is no reply, in the reverse order. For a `network` error it may return a `Response`, which is read in the
   * place of one, or another error, with which the call then rejects. Of a `timeout` or an abort it is only told: the
   * call has returned by then.
   */
  onError?:
    | ((
        context: BillingMiddlewareContext & {
          /** A `BillingError`, or what middleware before this one made of it. */
          readonly error: unknown;
        },
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
