import type { RegionalFields } from './generated/operations.js';

/**
 * Request headers: a `Headers`, a list of pairs, or an object, in which `undefined` means not given. Names may be in
 * any case.
 */
export type BillingHeaders =
  | Headers
  | readonly (readonly [name: string, value: string])[]
  | Readonly<Record<string, string | undefined>>;

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
export type BillingDefaults = { [K in keyof RegionalFields]?: RegionalFields[K] | undefined };

/** A body field that a client may fill in. */
export type FillableField = keyof RegionalFields | 'region';

/**
 * The options of `createBillingClient`; only `orgId` is required, and `undefined` means not given. An option that
 * cannot work is a `BillingConfigError` when the client is created.
 *
 * Options of this type make no body field optional, because the type does not tell which defaults are given: pass the
 * object itself to `createBillingClient`, or use `satisfies BillingClientOptions`.
 */
export interface BillingClientOptions {
  /**
   * Your organization ID: the part of your Billing API address before `/v1`. It is not the FunnelFox project ID.
   * One client serves one organization, and no call takes an `org_id`. Refused when empty, with spaces around it, `.`,
   * `..`, or the contract's placeholder `your-org-id`.
   */
  orgId: string;
  /**
   * The region of calls without one. Default: `default`, as in the official SDK. With `regions`, it is one of their
   * keys, otherwise any string: the contract's pattern is not enforced, because real regions such as `ff_first` break
   * it.
   */
  region?: string | undefined;
  /**
   * Body fields for every call of an operation that declares `region`, where the call leaves them out. Default: none.
   * They become optional in those calls. A field given in the call replaces the whole default; `undefined` means
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
   * The same for each region, with precedence over `defaults`. Default: none. These are all the regions there are:
   * another one does not compile, and is a `BillingConfigError` before anything is sent. A field that every region has
   * is optional in calls. Without the option `region`, a call must give its region, unless one of them is `default`.
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
   * The secret key, sent as header `ff-secret-key` to the operations that need it, and to no others; never to another
   * origin, and never shown in an error or to middleware. Default: none, and such operations then reject with a
   * `BillingConfigError`. In text of the server that an error shows, a key of 8 or more characters is replaced by
   * `***`.
   *
   * Keep it on servers: it is refused in a browser, and over plain http to a host other than loopback.
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
   * Another server, for example the sandbox: an absolute http(s) URL without credentials, query or fragment. May
   * contain `{org_id}`; without it, the URL is used as it is. Default: the contract's server,
   * `https://billing.funnelfox.com/{org_id}/v1`.
   *
   * @example
   * ```ts
   * const billing = createBillingClient({
   *   orgId: 'acme',
   *   baseUrl: 'http://127.0.0.1:4010/{org_id}/v1', // npx funnelfox-billing-sandbox
   * });
   * ```
   */
  baseUrl?: string | undefined;
  /**
   * The deadline of a call in milliseconds, 1 to 2147483647, over all attempts, the delays between them and reading the
   * response. When it passes, the call returns a `timeout` error; it is not retried. Default: 30000. The API documents
   * no limit of its own.
   */
  timeoutMs?: number | undefined;
  /**
   * How many times a call may be retried when that is safe, an integer from 0. Default: 2, so at most 3 requests.
   *
   * Any call is retried if it certainly was not processed (no connection, or 429); after a 5xx or a lost connection
   * only read-only operations and bodies with an `idempotency_key` are. There is no retry after a timeout or an abort.
   * The delay is what `Retry-After` asks for, otherwise random up to 0.5 s, doubling, at most 8 s; a delay that does
   * not fit into the deadline is not started.
   */
  retries?: number | undefined;
  /**
   * Sends the requests: always called with a URL and an init. Any standard fetch works, those of the npm packages
   * `undici` and `node-fetch` included. Default: `globalThis.fetch`, looked up at each call. Pass one to use a proxy,
   * or to test without a network.
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
   * Headers of every request; those of a call take precedence. Default: none. `ff-secret-key` is refused: use the
   * option `secretKey`.
   */
  headers?: BillingHeaders | undefined;
}

/**
 * An option whose exact type is inferred, `undefined` included: an optional member would lose that, and with it whether
 * the option is certainly given.
 */
type Inferred<Name extends keyof BillingClientOptions, T> =
  | { [K in keyof Required<Pick<BillingClientOptions, Name>>]: T }
  | { [K in keyof Pick<BillingClientOptions, Name>]?: undefined };

/** Turns every unknown field into a compile error at its place. */
type KnownFields<D> = D extends object
  ? BillingDefaults & { [K in Exclude<keyof D, keyof BillingDefaults>]: never }
  : unknown;

/** At least one region, with known fields. */
type KnownRegions<R> = R extends object
  ? [keyof R] extends [never]
    ? { 'at least one region': BillingDefaults }
    : { [K in keyof R]: KnownFields<R[K]> }
  : unknown;

/** The options of a client, with the exact types of three of them. */
export type OptionsOf<D, R, N> = Omit<BillingClientOptions, 'defaults' | 'regions' | 'region'> &
  Inferred<'defaults', D & KnownFields<D>> &
  Inferred<'regions', R & KnownRegions<R>> &
  Inferred<'region', N>;

/** The names of the regions; without `regions`, any string. */
export type RegionOf<R> = [R] extends [undefined] ? string : keyof NonNullable<R> & string;

type DefaultField = keyof BillingDefaults;

/** The fields that are not certainly given. */
type Missing<D> = D extends unknown
  ? Exclude<DefaultField, { [K in keyof D]-?: undefined extends D[K] ? never : K }[keyof D]>
  : never;

/** The defaults of the regions, one or another. */
type AnyRegion<R> = R extends object ? R[keyof R] : undefined;

/** A call may leave out its region if there are no `regions`, one of them is `default`, or the client has one. */
type FilledRegion<R, N> = [R] extends [{ default: object } | undefined]
  ? 'region'
  : undefined extends N
    ? never
    : 'region';

/**
 * The body fields that a client is certain to fill in. The intersection makes the compiler write the fields themselves
 * into the declaration of a client that somebody exports.
 */
export type FilledBy<D, R, N> = FillableField &
  (Exclude<DefaultField, Missing<D> & Missing<AnyRegion<R>>> | FilledRegion<R, N>);
