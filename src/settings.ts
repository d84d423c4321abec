import { ofRegion, type Defaults } from './defaults.js';
import { mistake } from './errors.js';
import { readHeaders } from './headers.js';
import type { BillingClientOptions } from './options.js';
import { resolveServer } from './server.js';

/** How long a call may take, and how often it may be sent again. */
export interface Limits {
  timeoutMs: number;
  retries: number;
}

/** The options of a client, checked. */
export interface Settings
  extends Defaults, Limits, Pick<BillingClientOptions, 'secretKey' | 'fetch'> {
  server: URL;
  headers: Headers | undefined;
}

/** Checks the options, and fills in what was left out. */
export function readSettings(options: BillingClientOptions): Settings {
  const { orgId, baseUrl, region, regions, secretKey, fetch } = options;
  const server = resolveServer(orgId, baseUrl);
  if (region !== undefined) ofRegion(region, regions);
  if (fetch !== undefined && typeof fetch !== 'function')
    throw mistake('fetch', fetch, 'a function');
  if (secretKey !== undefined) checkSecretKey(secretKey, server, options);
  return {
    ...options,
    ...readLimits(options, { timeoutMs: 30_000, retries: 2 }),
    server,
    headers: readHeaders(options.headers),
  };
}

/** Reads the limits of a client or of one call. */
export function readLimits(
  given: { [K in keyof Limits]?: Limits[K] | undefined },
  otherwise: Limits,
): Limits {
  const { timeoutMs = otherwise.timeoutMs, retries = otherwise.retries } = given;
  // A longer timer would fire at once.
  if (!Number.isFinite(timeoutMs) || timeoutMs < 1 || timeoutMs > 2_147_483_647)
    throw mistake('timeoutMs', timeoutMs, '1 to 2147483647 milliseconds');
  if (!Number.isInteger(retries) || retries < 0)
    throw mistake('retries', retries, 'a whole number from 0');
  return { timeoutMs, retries };
}

function checkSecretKey(
  key: string,
  { protocol, hostname, href }: URL,
  { dangerouslyAllowBrowser }: BillingClientOptions,
): void {
  if (!/^[!-~]+$/.test(key)) throw mistake('secretKey', '***', 'the key as issued, or none');
  if (protocol === 'http:' && !/^(.+\.)?localhost$|^127\.[\d.]+$|^\[::1\]$/.test(hostname))
    throw mistake('baseUrl', href, 'an https URL for a secretKey');
  const { window, document, navigator } = globalThis as Partial<typeof globalThis>;
  // The workers of a browser have neither of the first two.
  if (
    !dangerouslyAllowBrowser &&
    (window ?? document ?? /^Mozilla/.test(navigator?.userAgent ?? ''))
  )
    throw mistake('secretKey', '***', 'it to servers only, or set dangerouslyAllowBrowser');
}
