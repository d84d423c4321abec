import { knownRegion, type Defaults } from './defaults.js';
import { BillingConfigError } from './errors.js';
import { readHeaders } from './headers.js';
import type { BillingClientOptions } from './options.js';
import { resolveServer, type Server } from './server.js';

/** The options of a client, checked and with their defaults. */
export interface Settings extends Limits {
  server: Server;
  defaults: Defaults;
  secretKey: string | undefined;
  fetch: typeof globalThis.fetch | undefined;
  headers: Record<string, string>;
}

/** How long and how often. */
export interface Limits {
  timeoutMs: number;
  retries: number;
}

/** Checks the options, each where it stands, and fills in what was left out. */
export function readSettings(options: BillingClientOptions): Settings {
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new BillingConfigError(`options: got ${typeof options}; give at least { orgId }`);
  const { orgId, baseUrl, region, regions, defaults, secretKey, fetch } = options;
  const server = resolveServer(orgId, baseUrl);
  if (region !== undefined) knownRegion(region, regions);
  checkSecretKey(secretKey, server, options.dangerouslyAllowBrowser === true);
  if (fetch !== undefined && typeof fetch !== 'function')
    throw new BillingConfigError(
      `fetch: got ${typeof fetch}; give a function like the global fetch`,
    );
  return {
    server,
    secretKey,
    fetch,
    defaults: { region, regions, defaults },
    headers: readHeaders(options.headers),
    ...readLimits(options, { timeoutMs: 30_000, retries: 2 }),
  };
}

/** Reads the limits of a client or of one call. */
export function readLimits(
  given: { [K in keyof Limits]?: Limits[K] | undefined },
  otherwise: Limits,
): Limits {
  const { timeoutMs = otherwise.timeoutMs, retries = otherwise.retries } = given;
  // A timer that is longer fires at once.
  if (!(typeof timeoutMs === 'number' && timeoutMs >= 1 && timeoutMs <= 2 ** 31 - 1))
    throw new BillingConfigError(
      `timeoutMs: got ${String(timeoutMs)}; give milliseconds from 1 to 2147483647`,
    );
  if (!(Number.isInteger(retries) && retries >= 0))
    throw new BillingConfigError(`retries: got ${String(retries)}; give a whole number from 0`);
  return { timeoutMs, retries };
}

function checkSecretKey(key: unknown, server: Server, allowBrowser: boolean): void {
  if (key === undefined) return;
  if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key))
    throw new BillingConfigError(
      'secretKey: got something that is empty or no plain text (not shown); leave it out or copy the key again',
    );
  const { protocol, hostname } = new URL(server.url);
  if (protocol === 'http:' && !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
    throw new BillingConfigError(
      `secretKey: got one for the baseUrl ${server.url}, where everyone on the way can read it; use https`,
    );
  if (isBrowser() && !allowBrowser)
    throw new BillingConfigError(
      'secretKey: got one in a browser, where every visitor can read it; call from your server, or set dangerouslyAllowBrowser',
    );
}

/** Pages have a document; their workers share the browser's name. */
function isBrowser(): boolean {
  const { document, navigator } = globalThis as { document?: unknown; navigator?: Navigator };
  return document !== undefined || /^Mozilla\//.test(navigator?.userAgent ?? '');
}
