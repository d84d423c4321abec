import type { BillingDefaults, DefaultField } from './calls.js';
import type { BillingHeaders } from './headers.js';

/**
 * The options of `createBillingClient`; only `orgId` is required, and `undefined` counts as not given. What cannot work
 * is a `BillingConfigError` when the client is made.
 *
 * Options of this type make no body field optional, because it does not say which defaults are given: hand the object
 * itself to `createBillingClient`, or use `satisfies BillingClientOptions`.
 */
export interface BillingClientOptions {
  /**
   * Your organization ID: the part of your Billing API address before `/v1`. It is not the FunnelFox project ID.
   * One client serves one organization, and no call takes an `org_id`. Refused when empty, with spaces around it, `.`,
   * `..`, or the contract's placeholder `your-org-id`.
   */
  orgId: string;
  /**
   * The region of calls that name none. Default: `default`, as in the official SDK. With `regions`, one of its keys,
   * else any string: the contract's pattern is not enforced, because real regions such as `ff_first` break it.
   */
  region?: string | undefined;
  /**
   * Body fields for every call of an operation that declares `region`, where the call leaves them out. Default: none.
   * They become optional in those calls. A field given in the call replaces the default whole; `undefined` counts as
   * not given, `null` as given.
   *
   * @example
   * ```ts
   * const billing = createBillingClient({
   *   orgId: 'acme',
   *   defaults: { integration_type: 'stripe', client_metadata: { source: 'web' } },
   * });
   * ```
   */
  defaults?: BillingDefaults | undefined;
  /**
   * The same for each region, over `defaults`. Default: none. Lists the regions there are: another one does not
   * compile, and is a `BillingConfigError` before anything is sent. A field that every region has is optional in calls.
   *
   * @example
   * ```ts
   * const billing = createBillingClient({
   *   orgId: 'acme',
   *   region: 'eu',
   *   regions: {
   *     eu: { integration_type: 'stripe' },
   *     us: { integration_type: 'primer', country_code: 'US' },
   *   },
   * });
   * const { data, error } = await billing.POST('/checkout/create_client_session', {
   *   body: {
   *     region: 'us', // 'eu' without this line
   *     pp_ident: 'premium_monthly',
   *     external_id: 'user_1',
   *     email_address: 'a@example.com',
   *   },
   * });
   * ```
   */
  regions?: Readonly<Record<string, BillingDefaults>> | undefined;
  /**
   * The secret key, sent as header `ff-secret-key` with the operations that need it, and with no others; never to
   * another origin, and never shown in an error or to middleware. Default: none, and such operations then reject with
   * a `BillingConfigError`.
   *
   * Keep it on servers: it is refused in a browser, and over plain http to anything but loopback.
   *
   * @example
   * ```ts
   * const billing = createBillingClient({
   *   orgId: 'acme',
   *   secretKey: process.env.FUNNELFOX_SECRET_KEY,
   * });
   * ```
   */
  secretKey?: string | undefined;
  /** Permits `secretKey` in a browser, where every visitor can read it. Default: `false`. */
  dangerouslyAllowBrowser?: boolean | undefined;
  /**
   * Another server, for example the sandbox: an absolute http(s) URL without credentials, query or fragment. May hold
   * `{org_id}`; without it, the URL is used as it is. Default: the contract's server,
   * `https://billing.funnelfox.com/{org_id}/v1`.
   *
   * @example
   * ```ts
   * const billing = createBillingClient({
   *   orgId: 'acme',
   *   baseUrl: 'http://127.0.0.1:4010/{org_id}/v1', // npm run sandbox
   * });
   * ```
   */
  baseUrl?: string | undefined;
  /**
   * The deadline of a call in milliseconds, 1 to 2147483647: all attempts, the waits between them and reading the
   * reply. When it passes, the call returns a `timeout` error; it is not sent again. Default: 30000. The API documents
   * no limit of its own.
   */
  timeoutMs?: number | undefined;
  /**
   * How often a call may be sent again when that is safe, a whole number from 0. Default: 2, so at most 3 requests.
   *
   * Any call is sent again when it was provably not processed (never connected, or 429); after a 5xx or a lost
   * connection only what cannot harm: operations that only read, and bodies with an `idempotency_key`. Never after a
   * timeout or an abort. The wait is what `Retry-After` says, else random up to 0.5 s, doubling, at most 8 s; one that
   * does not fit into the deadline is not begun.
   */
  retries?: number | undefined;
  /**
   * Sends the requests: called with a URL and an init, or with a `Request` once middleware is registered. Default:
   * `globalThis.fetch`, looked up at each call. Give one to go through a proxy, or to test without a network.
   *
   * @example
   * ```ts
   * const billing = createBillingClient({
   *   orgId: 'acme',
   *   fetch: async () => Response.json({ features: [] }),
   * });
   * ```
   */
  fetch?: typeof globalThis.fetch | undefined;
  /**
   * Headers of every request; those of a call go over them. Default: none. `ff-secret-key` is refused: it has the
   * option `secretKey`.
   */
  headers?: BillingHeaders | undefined;
}

/** Brings the docstrings to the hover over an option, which else shows nothing but the type of what is given. */
type Documented = {
  [K in keyof BillingClientOptions]?: K extends 'region' | 'defaults' | 'regions'
    ? unknown
    : BillingClientOptions[K];
};

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
export type CheckedOptions<O> = Exact<O, BillingClientOptions> &
  Documented & {
    // The second member is never given: without it, a wrong region would make the whole object `never`.
    region?: RegionOf<O> | { 'one of': RegionOf<O> } | undefined;
    defaults?: (Exact<Option<O, 'defaults'>, BillingDefaults> & BillingDefaults) | undefined;
    regions?: EachExact<Option<O, 'regions'>>;
  };

type EachExact<R> = { [K in keyof R]: Exact<R[K], BillingDefaults> & BillingDefaults };
