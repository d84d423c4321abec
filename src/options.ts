import type { BillingDefaults, DefaultField } from './calls.js';
import type { BillingHeaders } from './headers.js';

/** The options of {@link createBillingClient}. Only `orgId` is required. */
export interface BillingClientOptions {
  /**
   * Your organization ID: the part of the server URL before `/v1`. It is not the FunnelFox project ID.
   * One client serves one organization.
   */
  orgId: string;
  /** The region of calls that name none. Default: `default`. With `regions`, one of its keys. */
  region?: string | undefined;
  /**
   * Body fields for every call of an operation that declares `region`, where the call leaves them out. They become
   * optional in those calls. A field given in the call replaces the default whole.
   */
  defaults?: BillingDefaults | undefined;
  /**
   * The same for each region, over `defaults`. Lists the regions there are: calls can then use no other.
   *
   * @example
   * regions: {
   *   eu: { integration_type: 'stripe' },
   *   us: { integration_type: 'primer', country_code: 'US' },
   * }
   */
  regions?: Readonly<Record<string, BillingDefaults>> | undefined;
  /**
   * The secret key, sent as `ff-secret-key` with the operations that need it, and with no others. Over https, or to
   * loopback, only. Keep it on servers.
   */
  secretKey?: string | undefined;
  /** Permits `secretKey` in a browser, where every visitor can read it. Default: `false`. */
  dangerouslyAllowBrowser?: boolean | undefined;
  /**
   * Another server, for example the sandbox. May hold `{org_id}`; without it, the URL is used as it is.
   * Default: the contract's server, `https://billing.funnelfox.com/{org_id}/v1`.
   */
  baseUrl?: string | undefined;
  /** The deadline of a call in milliseconds: all attempts, waits and reading the reply. Default: 30000. */
  timeoutMs?: number | undefined;
  /**
   * How often a call may be sent again when that is safe: it was provably not processed, or twice is harmless.
   * Default: 2.
   */
  retries?: number | undefined;
  /** Sends the requests. Default: `globalThis.fetch`, looked up at each call. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Headers of every request. */
  headers?: BillingHeaders | undefined;
}

type Option<O, Name extends string> = O extends unknown
  ? Name extends keyof O
    ? O[Name]
    : undefined
  : never;

/** The fields that are not certainly given; `undefined` gives none. */
type Missing<D> = D extends unknown
  ? Exclude<DefaultField, { [K in keyof D]-?: undefined extends D[K] ? never : K }[keyof D]>
  : never;

/** The fields that some region lacks. */
type MissingInRegions<R> = R extends object
  ? [keyof R] extends [never]
    ? DefaultField
    : { [K in keyof R]-?: Missing<R[K]> }[keyof R]
  : DefaultField;

/** The body fields that a client with these options is certain to fill: in `defaults`, or in every region. */
export type FilledBy<O> =
  | Exclude<DefaultField, Missing<Option<O, 'defaults'>>>
  | Exclude<DefaultField, MissingInRegions<Option<O, 'regions'>>>;

/** The regions that a client with these options takes. */
export type RegionOf<O> = [NonNullable<Option<O, 'regions'>>] extends [never]
  ? string
  : keyof NonNullable<Option<O, 'regions'>> & string;

/** Turns every key that the shape lacks into a compile error at its place. */
type Exact<T, Shape> = { [K in keyof T]: K extends keyof Shape ? unknown : never };

/** Options whose every key is known, down into `defaults` and `regions`, and whose region is one of `regions`. */
export type CheckedOptions<O> = Exact<O, BillingClientOptions> & {
  // The second member is never given: without it, a wrong region would make the whole object `never`.
  region?: RegionOf<O> | { 'one of': RegionOf<O> } | undefined;
  defaults?: (Exact<Option<O, 'defaults'>, BillingDefaults> & BillingDefaults) | undefined;
  regions?: EachExact<Option<O, 'regions'>>;
};

type EachExact<R> = { [K in keyof R]: Exact<R[K], BillingDefaults> & BillingDefaults };
