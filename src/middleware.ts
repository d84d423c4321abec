import { must } from './errors.js';
import { isResponse, makeRereadable } from './response.js';

/**
 * The call that middleware is run for.
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
   * The request as it will be sent, without the secret key, which is added later. Change its headers in place; to read
   * its body, use a `clone()`.
   */
  readonly request: Request;
  /** The operation's path, as in the contract: `/checkout/create_client_session`. */
  readonly schemaPath: string;
  /** The `params` of the call, by their place; empty when the operation declares none. */
  readonly params: {
    /** Those in the query of the URL. */
    query?: Record<string, unknown>;
    /** Those in the headers. */
    header?: Record<string, unknown>;
    /** Those in the path of the URL. */
    path?: Record<string, unknown>;
  };
  /** A random ID of this call, the same in all functions of all middleware; for your logs and maps. */
  readonly id: string;
  /** How the call is made, for middleware that was written for other clients. */
  readonly options: {
    /** The URL before the operation's path. */
    readonly baseUrl: string;
    /** How the body of the response is read. */
    readonly parseAs: 'json' | 'text' | 'blob' | 'arrayBuffer' | 'stream';
    /** Turns `params.query` into the query of the URL. */
    readonly querySerializer: (query: Record<string, unknown>) => string;
    /** Turns the body of the call into the body of the request. */
    readonly bodySerializer: (body: unknown) => unknown;
    /** Fills `params.path` into the path. */
    readonly pathSerializer: (path: string, params: Record<string, unknown>) => string;
    /**
     * Sends a request as the client does: within the deadline, with retries, and with the secret key where the
     * operation needs it. Rejects once the call has ended.
     */
    readonly fetch: typeof globalThis.fetch;
  };
}

/** A function of middleware. */
type Hook<Context, Result> =
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most return nothing
  | ((context: Context) => Result | undefined | void | Promise<Result | undefined | void>)
  | undefined;

/**
 * Sees every call once, however many attempts it takes: register it with `billing.use()`. It has at least one of these
 * functions, each of which may be async. If one throws, the call rejects with exactly that; if one returns what it may
 * not, the call rejects with a `BillingConfigError`.
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
   * `Response`, which ends the call without a request and is read like a response of the API.
   */
  onRequest?: Hook<BillingMiddlewareContext, Request | Response>;
  /**
   * After the last attempt, for any status, in the reverse order: may return another response, which replaces the
   * first.
   */
  onResponse?: Hook<
    BillingMiddlewareContext & {
      /** The last response, unread. A refusal of the API can have status 200. */
      readonly response: Response;
    },
    Response
  >;
  /**
   * When there is no response, in the reverse order. For a `network` error it may return a `Response`, which is read
   * instead, or another error, with which the call then rejects. After a `timeout` or an abort its return value has no
   * effect, because the call has returned by then.
   */
  onError?: Hook<
    BillingMiddlewareContext & {
      /** A `BillingError`, or the error that middleware before this one returned. */
      readonly error: unknown;
    },
    Response | Error
  >;
}

/** Middleware as a client runs it. */
export type RunnableMiddleware = ReturnType<typeof prepareMiddleware>;

/**
 * Prepares middleware, so that a response that it returns can be read again.
 *
 * @throws {BillingConfigError} for a value that is not middleware
 */
export function prepareMiddleware(original: BillingMiddleware) {
  const { onRequest, onResponse, onError } = Object(original) as BillingMiddleware;
  const hooks: unknown[] = [onRequest, onResponse, onError].filter((hook) => hook !== undefined);
  const isValid = hooks.length && hooks.every((hook) => typeof hook === 'function');
  const expected = 'an object with a function onRequest, onResponse or onError';
  must(isValid, 'middleware', expected, original);

  const prepare = (name: keyof BillingMiddleware) =>
    original[name] &&
    (async (context: never) => {
      const returned: unknown = await original[name]?.(context);
      return (isResponse(returned) ? await makeRereadable(returned) : returned) as never;
    });
  return {
    original,
    onRequest: prepare('onRequest'),
    onResponse: prepare('onResponse'),
    onError: prepare('onError'),
  };
}
