import type { operations } from './generated/operations.js';
import type { paths } from './generated/schema.js';
import type { BillingHeaders } from './options.js';
import type { BillingResult } from './result.js';

/** For example `POST /features`. */
type OperationName = keyof typeof operations;

/** The HTTP methods that the contract uses, in capitals. */
export type Method = OperationName extends `${infer M} ${string}` ? M : never;

/** The paths with an operation of this method. */
type PathWith<M extends Method> = {
  [N in OperationName]: N extends `${M} ${infer P extends keyof paths}` ? P : never;
}[OperationName];

/**
 * A path of the contract; {@link paths} tells what each operation does.
 *
 * @example
 * ```ts
 * import type { BillingPath } from 'funnelfox-billing-client';
 *
 * const path: BillingPath = '/payments_history';
 * console.log(path);
 * ```
 */
export type BillingPath = PathWith<Method>;

type Operation<M extends Method, P extends keyof paths> = paths[P][Lowercase<M> & keyof paths[P]];

type Json<T> = T extends { content: infer C } ? C[keyof C & `application/json${string}`] : never;

type BodyOf<O> = O extends { requestBody?: infer B } ? Json<NonNullable<B>> : never;

type Success = 200 | 201 | 202 | 203 | 204 | '2XX';

/** The JSON of the contract's success response; an empty object if it has none. */
type DataOf<O> = O extends { responses: infer R } ? OrEmpty<Json<R[keyof R & Success]>> : never;

type OrEmpty<T> = [T] extends [never] ? Record<string, never> : T;

/** The empty object type: whatever it extends can be left out. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- meant
type Nothing = Record<never, never>;

/** Makes every optional member accept `undefined`. */
type Relaxed<T> = { [K in keyof T]: Nothing extends Pick<T, K> ? T[K] | undefined : T[K] };

type Flat<T> = { [K in keyof T]: T[K] };

/** The body of a call: the fields that the client fills in are optional, and `region` is one of the client's. */
type CallBody<B, Filled, Region> = B extends { region: unknown }
  ? Flat<
      Relaxed<{ [K in keyof B as Exclude<K, Filled>]: K extends 'region' ? Region : B[K] }> & {
        [K in keyof B as Extract<K, Filled>]?: (K extends 'region' ? Region : B[K]) | undefined;
      }
    >
  : Relaxed<B>;

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
   * - Fields that the client fills in (`defaults`, `regions`, `region`) may be left out; a field given here replaces
   *   the whole default. `undefined` means not given, `null` is a value.
   * - The fields are not validated before they are sent: the API does that, with an `api` error.
   */
  body: unknown;
  /** Parameters that are not in the body, as the contract declares them: `path`, `query`, `header`. */
  params: unknown;
}

/** A member that may be left out when nothing in it is required. */
type Part<Name extends keyof Parts, T> = Nothing extends T
  ? { [K in keyof Parts as Extract<K, Name>]?: T | undefined }
  : { [K in keyof Parts as Extract<K, Name>]: T };

type Declared<P> = {
  [K in keyof P as [NonNullable<P[K]>] extends [never] ? never : Exclude<K, 'cookie'>]: Relaxed<
    P[K]
  >;
};

type ParamsPart<O> = O extends { parameters: infer P }
  ? [keyof Declared<P>] extends [never]
    ? unknown
    : Part<'params', Relaxed<Declared<P>>>
  : unknown;

/**
 * The options of a call, beside `body` and `params`.
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
   * More request headers, with precedence over those of the client. Default: none. The secret key is an option of the
   * client, never a header: with `ff-secret-key` here, or a header that fetch cannot send, the call rejects with a
   * `BillingConfigError`.
   */
  headers?: BillingHeaders | undefined;
  /**
   * Ends the call at once, also during a delay between attempts; the call then returns an `aborted` error with the
   * signal's reason as `cause`. Many calls may share one signal. Default: none.
   */
  signal?: AbortSignal | undefined;
  /**
   * The deadline of this call in milliseconds, 1 to 2147483647, over all attempts, the delays between them and reading
   * the response. When it passes, the call returns a `timeout` error. Default: that of the client, 30000.
   */
  timeoutMs?: number | undefined;
  /**
   * How many times this call may be retried when that is safe, an integer from 0; see the client's option of the same
   * name. Default: that of the client, 2.
   */
  retries?: number | undefined;
}

/** The last argument of a call: `body` and `params` as the operation declares them, and {@link BillingCallOptions}. */
type BillingCallInit<M extends Method, P extends PathWith<M>, F, R> = Init<Operation<M, P>, F, R>;

type Init<O, Filled, Region> = BodyPart<O, CallBody<BodyOf<O>, Filled, Region>> &
  ParamsPart<O> &
  BillingCallOptions;

type InitArgument<I> = Nothing extends I ? [init?: I | undefined] : [init: I];

/** For each path with an operation of this method: the arguments that follow the path. */
type Arguments<M extends Method, Filled, Region> = {
  [P in PathWith<M>]: InitArgument<BillingCallInit<M, P, Filled, Region>>;
};

/** What every client has; see `BillingClient`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- every client is assignable to it
type AnyClient = Methods<never, any>;

/**
 * The body of an operation, by its path: as the contract has it or, with the type of a client, as that client takes it,
 * where the fields that it fills in are optional.
 *
 * @typeParam P the path
 * @typeParam Client the type of a client, for example `typeof billing`
 * @example
 * ```ts
 * import { createBillingClient, type BillingRequestBody } from 'funnelfox-billing-client';
 *
 * const billing = createBillingClient({ orgId: 'acme', defaults: { integration_type: 'stripe' } });
 *
 * type Session = BillingRequestBody<'/checkout/create_client_session', typeof billing>;
 * const body: Session = { pp_ident: 'premium', external_id: 'u1', email_address: 'a@example.com' };
 * await billing.POST('/checkout/create_client_session', { body });
 * ```
 */
export type BillingRequestBody<P extends BillingPath, Client extends AnyClient = never> = [
  Client,
] extends [never]
  ? BodyOf<Operation<Method, P>>
  : Client extends Methods<infer Filled, infer Region>
    ? CallBody<BodyOf<Operation<Method, P>>, Filled, Region>
    : never;

/**
 * The data of an operation, by its path.
 *
 * @typeParam P the path
 * @example
 * ```ts
 * import type { BillingResponseData } from 'funnelfox-billing-client';
 *
 * const count = ({ features }: BillingResponseData<'/features'>) => features.length;
 * console.log(count);
 * ```
 */
export type BillingResponseData<P extends BillingPath> = DataOf<Operation<Method, P>>;

/**
 * The arguments of a call after its path, for functions around a client.
 *
 * @typeParam P the path
 * @typeParam Client the type of a client with defaults, for example `typeof billing`
 * @example
 * ```ts
 * import {
 *   createBillingClient,
 *   unwrap,
 *   type BillingCallArguments,
 *   type BillingPath,
 *   type BillingResponseData,
 * } from 'funnelfox-billing-client';
 *
 * const billing = createBillingClient({ orgId: 'acme', defaults: { country_code: 'DE' } });
 *
 * async function call<P extends BillingPath>(
 *   path: P,
 *   ...args: BillingCallArguments<P, typeof billing>
 * ): Promise<BillingResponseData<P>> {
 *   console.log(path);
 *   return unwrap(billing.POST(path, ...args));
 * }
 * await call('/my_assets', { body: { external_id: 'user_1' } });
 * ```
 */
export type BillingCallArguments<P extends BillingPath, Client extends AnyClient = AnyClient> =
  Client extends Methods<infer Filled, infer Region> ? Arguments<Method, Filled, Region>[P] : never;

/**
 * One HTTP method of a client, such as `billing.POST`.
 *
 * @typeParam M the method, in capitals
 * @typeParam Filled the body fields that the client fills in
 * @typeParam Region the regions that the client takes
 */
export interface BillingMethod<M extends Method, Filled, Region> {
  /**
   * Calls an operation of the Billing API, and retries it only where that cannot charge twice.
   *
   * Everything that can go wrong at run time is `error`; look at `error.outcome` before you retry a call. A payment
   * that the bank refuses is not an error but data: see `data.checkout_status`.
   *
   * @param path the operation's path, as in the contract; {@link paths} tells what each does
   * @param init the request body (`body`), parameters where the operation declares some (`params`), and `headers`,
   *   `signal`, `timeoutMs`, `retries`; may be left out when nothing is required
   * @returns the data or the error; rejects only for a mistake in the caller's code, or with what middleware threw
   * @throws {BillingConfigError} for an operation that the contract does not have, a wrong member of `init`, an unknown
   *   region, or a missing `secretKey`; nothing was sent
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

/** A method for each HTTP method that the contract uses, such as `POST`; see {@link BillingMethod}. */
export type Methods<Filled, Region> = { [M in Method]: BillingMethod<M, Filled, Region> };

/**
 * The function `billing.request`, which takes the method as an argument.
 *
 * @typeParam Filled the body fields that the client fills in
 * @typeParam Region the regions that the client takes
 */
export interface BillingRequest<Filled, Region> {
  /**
   * Calls an operation of the Billing API: `billing.request('POST', path, init)` is `billing.POST(path, init)`.
   *
   * @param method the operation's HTTP method, in capitals or not
   * @param path the operation's path, as in the contract; {@link paths} tells what each does
   * @param init as for `billing.POST`
   * @returns as `billing.POST`
   * @throws {BillingConfigError} as `billing.POST`
   * @example
   * ```ts
   * const { data, error } = await billing.request('POST', '/features');
   * ```
   */
  <M extends Method | Lowercase<Method>, P extends PathWith<Uppercase<M>>>(
    method: M,
    path: P,
    ...init: Arguments<Uppercase<M>, Filled, Region>[P]
  ): Promise<BillingResult<DataOf<Operation<Uppercase<M>, P>>>>;
}
