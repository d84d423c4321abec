import type { paths } from './generated/schema.js';
import type { BillingHeaders } from './headers.js';
import type { BillingResult } from './result.js';

/** The HTTP methods of OpenAPI. A client has those that the contract uses; these docstrings are theirs. */
interface HttpMethods {
  /** Calls a `GET` operation: `billing.GET(path, init)`; see {@link BillingMethod}. */
  GET: 'get';
  /** Calls a `PUT` operation: `billing.PUT(path, init)`; see {@link BillingMethod}. */
  PUT: 'put';
  /** Calls a `POST` operation: `billing.POST(path, init)`; see {@link BillingMethod}. */
  POST: 'post';
  /** Calls a `DELETE` operation: `billing.DELETE(path, init)`; see {@link BillingMethod}. */
  DELETE: 'delete';
  /** Calls an `OPTIONS` operation: `billing.OPTIONS(path, init)`; see {@link BillingMethod}. */
  OPTIONS: 'options';
  /** Calls a `HEAD` operation: `billing.HEAD(path, init)`; see {@link BillingMethod}. */
  HEAD: 'head';
  /** Calls a `PATCH` operation: `billing.PATCH(path, init)`; see {@link BillingMethod}. */
  PATCH: 'patch';
  /** Calls a `TRACE` operation: `billing.TRACE(path, init)`; see {@link BillingMethod}. */
  TRACE: 'trace';
}

type HttpMethod = HttpMethods[keyof HttpMethods];

/** The paths on which the contract has an operation of this method. */
export type PathWith<M extends HttpMethod> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

/** The HTTP methods that the contract uses. */
export type Method = {
  [M in HttpMethod]: [PathWith<M>] extends [never] ? never : M;
}[HttpMethod];

type Operation<M extends HttpMethod, P extends keyof paths> = M extends keyof paths[P]
  ? paths[P][M]
  : never;

type Json<T> = T extends { content: infer C } ? C[keyof C & `application/json${string}`] : never;

type BodyOf<O> = O extends { requestBody?: infer B } ? Json<NonNullable<B>> : never;

type Success = 200 | 201 | 202 | 203 | 204 | '2XX';

/** What a call gives: the JSON of the contract's success reply, an empty object where there is none. */
type DataOf<O> = O extends { responses: infer R }
  ? [Json<R[keyof R & Success]>] extends [never]
    ? Record<string, never>
    : Json<R[keyof R & Success]>
  : never;

/** Intersects the members of a union. */
type Intersect<U> = (U extends unknown ? (member: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** Whether a body declares `region`; an index signature declares nothing. */
type HasRegion<B> = string extends keyof B ? false : 'region' extends keyof B ? true : false;

/** All fields of the operations that declare `region`. */
type RegionFields = Intersect<
  {
    [P in keyof paths]: {
      [M in Method]: BodyOf<Operation<M, P>> extends infer B
        ? HasRegion<B> extends true
          ? B
          : never
        : never;
    }[Method];
  }[keyof paths]
>;

/**
 * Body fields that the client fills in where a call leaves them out: those of the operations that declare `region`,
 * without `region` itself. For the options `defaults` and, one for each region, `regions`.
 *
 * @example
 * ```ts
 * import { createBillingClient, type BillingDefaults } from 'funnelfox-billing-client';
 *
 * const defaults = { client_metadata: { source: 'web' } } satisfies BillingDefaults;
 * const billing = createBillingClient({ orgId: 'acme', defaults });
 * ```
 */
export type BillingDefaults = {
  [K in keyof RegionFields as Exclude<K, 'region'>]?: RegionFields[K] | undefined;
};

/** The name of a body field that defaults may hold. */
export type DefaultField = keyof BillingDefaults;

/** The empty object type: whatever it extends can be left out. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- meant
type Nothing = Record<never, never>;

/** Makes every optional member take `undefined`, too. */
type Relaxed<T> = { [K in keyof T]: Nothing extends Pick<T, K> ? T[K] | undefined : T[K] };

type Flat<T> = { [K in keyof T]: T[K] };

/** The body of a call: what the client fills is optional, `region` is one of the client's. */
type CallBody<B, Filled, Region> = B extends unknown
  ? HasRegion<B> extends true
    ? Flat<
        { [K in keyof B as K extends 'region' ? K : never]?: Region | undefined } & Relaxed<{
          [K in keyof B as Exclude<K, Filled | 'region'>]: B[K];
        }> & { [K in keyof B as Extract<K, Filled>]?: B[K] | undefined }
      >
    : Relaxed<B>
  : never;

type BodyPart<O, B> = [B] extends [never]
  ? unknown
  : O extends { requestBody: unknown }
    ? Part<'body', B>
    : Partial<Part<'body', B | undefined>>;

/** What a call sends; these docstrings are shown at its `init`. */
interface Parts {
  /**
   * The request body: the fields that the contract declares, each with its limits at hover. Sent as JSON.
   *
   * - What the client fills in (`defaults`, `regions`, `region`) may be left out; a field given here replaces the
   *   default whole. `undefined` counts as not given, `null` as given.
   * - Nothing is validated before it is sent: the API refuses what it does not like, with an `api` error.
   */
  body: unknown;
  /** Parameters that are not in the body, as the contract declares them: `path`, `query`, `header`. */
  params: unknown;
}

/** A member that may be left out when nothing in it is required. */
type Part<Name extends keyof Parts, T> = Nothing extends T
  ? { [K in keyof Parts as Extract<K, Name>]?: T | undefined }
  : { [K in keyof Parts as Extract<K, Name>]: T };

type ParamsPart<O> = O extends { parameters: infer P }
  ? {
      [K in keyof P as [NonNullable<P[K]>] extends [never] ? never : Exclude<K, 'cookie'>]: Relaxed<
        P[K]
      >;
    } extends infer Declared
    ? [keyof Declared] extends [never]
      ? unknown
      : Part<'params', Relaxed<Declared>>
    : never
  : unknown;

/**
 * What every call takes beside `body` and `params`.
 *
 * @example
 * ```ts
 * const { data, error } = await billing.POST('/payments_history', {
 *   body: { external_id: 'user_1' },
 *   timeoutMs: 5_000,
 *   retries: 0,
 *   signal: AbortSignal.timeout(10_000),
 *   headers: { 'x-trace-id': crypto.randomUUID() },
 * });
 * ```
 */
export interface BillingCallOptions {
  /**
   * More request headers, over those of the client. Default: none. The secret key is an option of the client, never a
   * header: with `ff-secret-key` here, or a header that HTTP cannot carry, the call rejects with a
   * `BillingConfigError`.
   */
  headers?: BillingHeaders | undefined;
  /**
   * Ends the call at once, during a wait between attempts too; the call then returns an `aborted` error with the
   * signal's reason as `cause`. Default: none.
   */
  signal?: AbortSignal | undefined;
  /**
   * The deadline of this call in milliseconds, 1 to 2147483647: all attempts, the waits between them and reading the
   * reply. When it passes, the call returns a `timeout` error. Default: the client's, and that is 30000.
   */
  timeoutMs?: number | undefined;
  /**
   * How often this call may be sent again when that is safe, a whole number from 0; see the client's option of the
   * same name. Default: the client's, and that is 2.
   */
  retries?: number | undefined;
}

/** The last argument of a call: `body` and `params` as the operation declares them, and {@link BillingCallOptions}. */
type BillingCallInit<M extends HttpMethod, P extends keyof paths, Filled, Region> = BodyPart<
  Operation<M, P>,
  CallBody<BodyOf<Operation<M, P>>, Filled, Region>
> &
  ParamsPart<Operation<M, P>> &
  BillingCallOptions;

type InitArgument<I> = Nothing extends I ? [init?: I | undefined] : [init: I];

/** For each path with an operation of this method: the arguments that follow the path. */
type Arguments<M extends HttpMethod, Filled, Region> = {
  [P in PathWith<M>]: InitArgument<BillingCallInit<M, P, Filled, Region>>;
};

/** One HTTP method of the client: every path of the contract that has it, with the types of its operation. */
export interface BillingMethod<M extends HttpMethod, Filled, Region> {
  /**
   * Calls an operation of the Billing API, and sends it again only where that cannot charge twice.
   *
   * All that can go wrong at run time is `error`; ask `error.outcome` before you send a call again. A payment that the
   * bank refuses is no error but data: see `data.checkout_status`.
   *
   * @param path the operation's path, as in the contract; {@link paths} says what each does
   * @param init the request body (`body`), parameters where the operation declares some (`params`), and `headers`,
   *   `signal`, `timeoutMs`, `retries`; may be left out when nothing is left to give
   * @returns the data or the error; rejects only for a mistake in the caller's code, or with what middleware threw
   * @throws {BillingConfigError} for an operation the contract does not have, a bad `timeoutMs`, `retries`, header,
   *   body or region, or a missing `secretKey`; nothing has been sent
   * @example
   * ```ts
   * const { data, error } = await billing.POST('/checkout/create_client_session', {
   *   body: {
   *     integration_type: 'stripe',
   *     pp_ident: 'premium_monthly',
   *     external_id: 'user_1',
   *     email_address: 'a@example.com',
   *   },
   * });
   * if (error) throw error;
   * console.log(data.client_token, data.order_id);
   * ```
   */
  <P extends PathWith<M>>(
    path: P,
    ...init: Arguments<M, Filled, Region>[P]
  ): Promise<BillingResult<DataOf<Operation<M, P>>>>;
}

/** A method for each HTTP method that the contract uses. */
export type Methods<Filled, Region> = {
  [N in keyof HttpMethods as HttpMethods[N] extends Method ? N : never]: BillingMethod<
    HttpMethods[N],
    Filled,
    Region
  >;
};

/** The same with the method as the first argument. */
export interface RequestMethod<Filled, Region> {
  /**
   * Calls an operation of the Billing API: `billing.request('POST', path, init)` is `billing.POST(path, init)`.
   *
   * @param method the operation's HTTP method, in capitals or not
   * @param path the operation's path, as in the contract; {@link paths} says what each does
   * @param init as for `billing.POST`
   * @returns as `billing.POST`
   * @throws {BillingConfigError} as `billing.POST`
   * @example
   * ```ts
   * const { data, error } = await billing.request('POST', '/features');
   * ```
   */
  <M extends Method | Uppercase<Method>, P extends PathWith<Lowercase<M>>>(
    method: M,
    path: P,
    ...init: Arguments<Lowercase<M>, Filled, Region>[P]
  ): Promise<BillingResult<DataOf<Operation<Lowercase<M>, P>>>>;
}
