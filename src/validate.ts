import { regionDefaults } from './defaults.js';
import { BillingConfigError, isRecord, must } from './errors.js';
import { secretKeyHeader, serverUrl } from './generated/operations.js';
import { defaultableFields } from './operation.js';
import type { BillingClientOptions } from './options.js';
import type { BillingCallOptions } from './types.js';

type Check = readonly [expected: string, isValid: (value: never) => unknown];

/** What the members of an object must be, if they are given: not `undefined`. */
type Checks<T> = { [K in keyof T]-?: Check };

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const object: Check = ['an object', isRecord];
const baseUrlForm =
  'an http(s) URL without credentials, query, fragment, or braces other than {org_id}';
const headersForm = 'a Headers, a list of pairs, or an object';
const headers: Check = [headersForm, (value: unknown) => isRecord(value) || isIterable(value)];
const timeoutMs: Check = [
  'a number of milliseconds from 1 to 2147483647',
  // A longer timer would fire at once.
  (ms: number) => Number.isFinite(ms) && ms >= 1 && ms <= 2_147_483_647,
];
const retries: Check = [
  'an integer from 0',
  (count: number) => Number.isInteger(count) && count >= 0,
];

const clientChecks: Checks<BillingClientOptions> = {
  orgId: [
    'your organization ID, not the project ID',
    (id: unknown) => isText(id) && !/^\s|\s$|^(\.\.?|your-org-id|\{org_id\})$/.test(id),
  ],
  region: ['the name of a region', isText],
  defaults: object,
  regions: [
    'an object of named regions',
    (regions: object) => isRecord(regions) && Object.keys(regions).length && !('' in regions),
  ],
  secretKey: [
    'the key as issued, or left out',
    (key: string) => isText(key) && /^[!-~]+$/.test(key),
  ],
  dangerouslyAllowBrowser: ['a boolean', (flag: unknown) => typeof flag === 'boolean'],
  baseUrl: [baseUrlForm, isText],
  timeoutMs,
  retries,
  fetch: ['a function', (fetch: unknown) => typeof fetch === 'function'],
  headers,
};

const callChecks: Checks<CallInit> = {
  body: object,
  params: object,
  headers,
  signal: [
    'an AbortSignal, such as controller.signal',
    // Looks at the members only: polyfills and jsdom have classes of their own.
    (signal: Partial<AbortSignal> | null) =>
      typeof signal?.aborted === 'boolean' && typeof signal.addEventListener === 'function',
  ],
  timeoutMs,
  retries,
};

const paramsChecks: Checks<Params> = { path: object, query: object, header: headers };

/** The options of a client, checked, with their defaults. */
export type ClientSettings = ReturnType<typeof resolveOptions>;

/** Checks the options of a client and fills in their defaults. */
export function resolveOptions(options: unknown) {
  const given = readMembers('The options object', options, clientChecks);
  const { orgId, baseUrl = serverUrl, region, defaults = {}, regions } = given;
  const { href, origin } = resolveBaseUrl(orgId, baseUrl);
  checkNames('defaults', defaults, defaultableFields);
  for (const [name, fields] of Object.entries(regions ?? {})) {
    checkNames(`regions.${name}`, fields, defaultableFields);
  }
  if (region !== undefined) {
    regionDefaults(region, regions);
  }
  if (given.secretKey !== undefined) {
    checkSecretKeyUse(href, given.dangerouslyAllowBrowser);
  }
  const headers = resolveHeaders(given.headers);
  return {
    timeoutMs: 30_000,
    retries: 2,
    ...given,
    baseUrl: href.replace(/\/+$/, ''),
    origin,
    headers,
  };
}

type CallInit = BillingCallOptions & { body?: Record<string, unknown>; params?: object };
type Params = { [place in 'path' | 'query' | 'header']?: object };

/** Checks the last argument of a call, and fills in the limits of the client. */
export function resolveInit(init: unknown = {}, { timeoutMs, retries }: ClientSettings) {
  const hint = ' Fields of the request go into body.';
  const { params = {}, headers, ...given } = readMembers('init', init, callChecks, hint);
  const { header, ...places } = readMembers('params', params, paramsChecks);
  return {
    timeoutMs,
    retries,
    ...given,
    params: { ...places, header: Object.fromEntries(resolveHeaders(header) ?? []) },
    headers: resolveHeaders(headers),
  };
}

/** The members whose texts a message shows; another text may be a secret in the wrong place. */
const shownTexts = /^(orgId|region|baseUrl|timeoutMs|retries)$/;

/** Checks the members of an object, and returns those that are given. */
function readMembers<T>(name: string, object: unknown, checks: Checks<T>, hint = ''): Given<T> {
  checkNames(name, object, Object.keys(checks), hint);
  const members: Record<string, unknown> = {};
  for (const [key, [expected, isValid]] of Object.entries<Check>(checks)) {
    const value = object[key];
    if (value !== undefined || key === 'orgId') {
      const mayBeSecret =
        key === 'secretKey' || (typeof value === 'string' && !shownTexts.test(key));
      const shown = mayBeSecret ? '***' : value;
      must(isValid(value as never), name === 'params' ? `params.${key}` : key, expected, shown);
      members[key] = value;
    }
  }
  return members as Given<T>;
}

/** Checks that a value is an object without unknown members. */
function checkNames(
  name: string,
  value: unknown,
  known: readonly string[],
  hint = '',
): asserts value is Record<string, unknown> {
  must(isRecord(value), name, 'an object', typeof value === 'string' ? '***' : value);
  for (const key of Object.keys(value)) {
    if (!known.includes(key) && value[key] !== undefined) {
      const remedy = `known are ${known.join(', ')}.${hint}`;
      throw new BillingConfigError(`${name} has no member ${key}: ${remedy}`);
    }
  }
}

/** Fills the organization into a server URL. */
function resolveBaseUrl(orgId: string, baseUrl: string): URL {
  let url: URL | undefined;
  try {
    const filled = baseUrl.replaceAll('{org_id}', encodeURIComponent(orgId));
    url = /^https?:\/\/[^@?#{}]+$/i.test(filled) ? new URL(filled) : undefined;
  } catch {
    // Not a URL, or an organization that a URL cannot hold: half of a surrogate pair.
  }
  // Shown without the parts that may hold a secret.
  must(url, 'baseUrl', baseUrlForm, baseUrl.replace(/^(\w+:\/\/)?.*@|[?#].*/gs, '$1'));
  return url;
}

/** Checks that the secret key is sent from a server, and where nobody can read it on its way. */
function checkSecretKeyUse(url: string, allowBrowser = false): void {
  const isSafe = /^https:|^http:\/\/(([^/]+\.)?localhost|127\.[\d.]+|\[::1\])[:/]/.test(url);
  must(isSafe, 'baseUrl', 'an https URL when there is a secretKey', url);
  const { window, document, navigator } = globalThis as Partial<typeof globalThis>;
  // A worker of a browser has neither of the first two.
  const isBrowser = window ?? document ?? /^Mozilla/.test(navigator?.userAgent ?? '');
  const expected =
    'left out in a browser, where everyone can read it, unless dangerouslyAllowBrowser is set';
  must(allowBrowser || !isBrowser, 'secretKey', expected, '***');
}

/** Reads headers of any form. Refuses those that cannot be sent, and the secret key, which has an option of its own. */
function resolveHeaders(given: object | undefined): Headers | undefined {
  if (!given) {
    return undefined;
  }
  const headers = new Headers();
  for (const pair of isIterable(given) ? given : Object.entries(given)) {
    must(Array.isArray(pair) && pair.length === 2, 'headers', headersForm, '***');
    const [name, value] = pair as [string, unknown];
    // The value may be a secret: it is not shown.
    const isSent = value === undefined || canSend(headers, name, value);
    must(isSent, 'A header', 'text that HTTP can carry', name);
    must(!connectionHeaders.test(name), 'A header', 'other than those of the connection', name);
  }
  const isSecret = headers.has(secretKeyHeader);
  must(!isSecret, 'The secret key', 'given as the option secretKey', secretKeyHeader);
  return headers;
}

/** Headers of the connection, which fetch sets itself: it fails or never ends with those of a caller. */
const connectionHeaders =
  /^(connection|content-length|expect|keep-alive|transfer-encoding|upgrade)$/i;

/** Adds a header; tells whether HTTP can carry it. */
function canSend(headers: Headers, name: string, value: unknown): boolean {
  try {
    headers.append(name, value as string);
    return /^(string|number)$/.test(typeof value);
  } catch {
    return false;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
