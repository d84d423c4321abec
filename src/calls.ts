import type { paths } from './generated/schema.js';
import type { BillingHeaders } from './headers.js';
import type { BillingResult } from './result.js';

type HttpMethod = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';

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
 * without `region` itself.
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
    : { body?: B | undefined };

/** A member that may be left out when nothing in it is required. */
type Part<Name extends string, T> = Nothing extends T
  ? { [K in Name]?: T | undefined }
  : { [K in Name]: T };

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

/** What every call takes beside `body` and `params`. */
export interface BillingCallOptions {
  /** More request headers, over those of the client. The secret key is an option of the client, never a header. */
  headers?: BillingHeaders | undefined;
  /** Ends the call at once, during a wait between attempts too; the call then returns an `aborted` error. */
  signal?: AbortSignal | undefined;
  /** The deadline of this call in milliseconds: all attempts, waits and reading the reply. Default: the client's. */
  timeoutMs?: number | undefined;
  /** How often this call may be sent again when that is safe. Default: the client's. */
  retries?: number | undefined;
}

type Init<O, Filled, Region> = BodyPart<O, CallBody<BodyOf<O>, Filled, Region>> &
  ParamsPart<O> &
  BillingCallOptions;

type InitArgument<I> = Nothing extends I ? [init?: I | undefined] : [init: I];

/** For each path with an operation of this method: the arguments that follow the path. */
type Arguments<M extends HttpMethod, Filled, Region> = {
  [P in PathWith<M>]: InitArgument<Init<Operation<M, P>, Filled, Region>>;
};

/** One HTTP method of the client: every path of the contract that has it. */
export interface BillingMethod<M extends HttpMethod, Filled, Region> {
  /**
   * Calls an operation of the Billing API.
   *
   * @param path the operation's path, as in the contract
   * @param init the request body and the options of this call; may be left out when nothing is left to give
   * @returns the data or the error; rejects only for a mistake in the caller's code
   * @throws {BillingConfigError} for a bad option, header or region, or a missing secret key
   */
  <P extends PathWith<M>>(
    path: P,
    ...init: Arguments<M, Filled, Region>[P]
  ): Promise<BillingResult<DataOf<Operation<M, P>>>>;
}

/** A method for each HTTP method that the contract uses. */
export type Methods<Filled, Region> = {
  [M in Method as Uppercase<M>]: BillingMethod<M, Filled, Region>;
};

/** The same with the method as the first argument, in capitals or not. */
export type RequestMethod<Filled, Region> = <
  M extends Method | Uppercase<Method>,
  P extends PathWith<Lowercase<M>>,
>(
  method: M,
  path: P,
  ...init: Arguments<Lowercase<M>, Filled, Region>[P]
) => Promise<BillingResult<DataOf<Operation<Lowercase<M>, P>>>>;
