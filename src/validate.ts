import { defaultableFields, regionDefaults } from './defaults.js';
import { BillingConfigError, isRecord, must, tryTo } from './errors.js';
import { secretKeyHeader, serverUrl } from './generated/operations.js';
import type { BillingClientOptions } from './options.js';
import type { BillingCallOptions } from './types.js';

type Check = readonly [expected: string, isValid: (value: never) => unknown];

/** What the members of an object must be, if they are given: not `undefined`. */
type Checks<T> = { [K in keyof T]-?: Check };

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const object: Check = ['an object', isRecord];
const anything: Check = ['anything', () => true];
const fieldChecks = Object.fromEntries(defaultableFields.map((field) => [field, anything]));
const baseUrlForm = 'an http(s) URL without credentials, query, fragment or braces but {org_id}';
const headersForm = 'a Headers, a list of pairs, or an object';
const headers: Check = [headersForm, (value: unknown) => isRecord(value) || isIterable(value)];
const timeoutMs: Check = [
  'a number of milliseconds from 1 to 2147483647',
  // A longer timer would fire at once.
  (ms: number) => Number.isFinite(ms) && ms >= 1 && ms <= 2_147_483_647,
];
const retries: Check = ['an integer from 0', (n: number) => Number.isInteger(n) && n >= 0];

/** The last alternative is half of a character, which no URL can hold. */
const noOrgId = /^\s|\s$|:\/\/|^(\.\.?|your-org-id|\{org_id\})$|[\ud800-\udfff]/u;

const clientChecks: Checks<BillingClientOptions> = {
  orgId: [
    'your organization ID, not the project ID or an address',
    (id: unknown) => isText(id) && !noOrgId.test(id),
  ],
  region: ['the name of a region', isText],
  defaults: ['an object', (fields: unknown) => readMembers('defaults', fields, fieldChecks)],
  regions: [
    'an object with at least one named region',
    (regions: unknown) => isRecord(regions) && Object.keys(regions).length && !('' in regions),
  ],
  secretKey: [
    'the key as issued, without spaces or line breaks, or left out',
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
  const { orgId, baseUrl = serverUrl, region, regions, secretKey } = given;
  must(orgId, 'orgId', clientChecks.orgId[0], orgId);
  const { href, origin } = resolveBaseUrl(orgId, baseUrl);
  if (region) regionDefaults(region, regions);
  if (secretKey) checkSecretKeyUse(href, given.dangerouslyAllowBrowser);
  for (const name in regions) readMembers(`regions.${name}`, regions[name], fieldChecks);
  return {
    timeoutMs: 30_000,
    retries: 2,
    ...given,
    baseUrl: href.replace(/\/+$/, ''),
    origin,
    headers: resolveHeaders(given.headers),
  };
}

type CallInit = BillingCallOptions & { body?: Record<string, unknown>; params?: object };
type Params = { [place in 'path' | 'query' | 'header']?: object };

/** Checks the last argument of a call. */
export function resolveInit(init: unknown = {}) {
  const hint = ' Fields of the request go into body.';
  const { params, headers, ...given } = readMembers('init', init, callChecks, hint);
  const { header, ...places } = params ? readMembers('params', params, paramsChecks) : {};
  return {
    ...given,
    params: { ...places, header: header && Object.fromEntries(resolveHeaders(header)) },
    headers: headers && resolveHeaders(headers),
  };
}

/** Checks the members of an object that are given: not `undefined`. Returns them. */
function readMembers<T>(name: string, object: unknown, checks: Checks<T>, hint = ''): Given<T> {
  must(isRecord(object), name, 'an object', object);
  const members: Record<string, unknown> = {};
  // Members of a class of the caller's are inherited: they count only where they are known.
  for (const key of new Set([...Object.keys(checks), ...Object.keys(object)])) {
    const value = object[key];
    if (value === undefined) continue;
    if (!Object.hasOwn(checks, key)) {
      const known = Object.keys(checks).join(', ');
      throw new BillingConfigError(`${name} has no member ${key}; it takes ${known}.${hint}`);
    }
    const [expected, isValid] = checks[key as keyof T];
    must(isValid(value as never), name === 'params' ? `params.${key}` : key, expected, value);
    members[key] = value;
  }
  return members as Given<T>;
}

/** Fills the organization into a server URL. */
function resolveBaseUrl(orgId: string, baseUrl: string): URL {
  const filled = baseUrl.replaceAll('{org_id}', encodeURIComponent(orgId));
  // Shown without the parts that may hold a secret.
  const shown = baseUrl.replace(/^(\w+:\/\/)?.*@|[?#].*/gs, '$1');
  const url = /^https?:\/\/[^@?#{}]+$/i.test(filled) && tryTo(() => new URL(filled));
  must(url, 'baseUrl', baseUrlForm, shown);
  return url;
}

/** Checks that the secret key is sent from a server, and where nobody can read it on its way. */
function checkSecretKeyUse(url: string, allowBrowser = false): void {
  const isSafe = /^https:|^http:\/\/(([^/]+\.)?localhost|127\.[\d.]+|\[::1\])[:/]/.test(url);
  must(isSafe, 'baseUrl', 'an https URL when there is a secretKey', url);
  const { window, document, navigator } = globalThis as Partial<typeof globalThis>;
  // A worker of a browser has neither of the first two.
  const isBrowser = window ?? document ?? /^Mozilla/.test(navigator?.userAgent ?? '');
  const expected = 'left out in a browser, unless dangerouslyAllowBrowser is set';
  must(allowBrowser || !isBrowser, 'secretKey', expected, '***');
}

/** Reads headers of any form. Refuses those that cannot be sent, and those that are not a caller's. */
function resolveHeaders(given: object = {}): Headers {
  const headers = new Headers();
  for (const pair of isIterable(given) ? given : Object.entries(given)) {
    must(Array.isArray(pair) && pair.length === 2, 'headers', headersForm, '***');
    const [name, value] = pair as [string, string | undefined];
    if (value === undefined) continue;
    const label = `The header ${name}`;
    const hasText = /^(string|number)$/.test(typeof value);
    const canSend = hasText && headerForm.test(`${name}:${value}`) && !fetchHeaders.test(name);
    // The value may be a secret: it is not shown.
    must(canSend, label, 'one that fetch can send', '***');
    must(name.toLowerCase() !== secretKeyHeader, label, 'given as the option secretKey', '***');
    headers.append(name, value);
  }
  return headers;
}

const headerForm = /^[\w!#$%&'*+.^`|~-]+:[\t -~\x80-\xff]*$/;

/** Headers of the connection. With those of a caller, fetch fails or never ends. */
const fetchHeaders = /^(connection|content-length|expect|keep-alive|transfer-encoding|upgrade)$/i;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && Symbol.iterator in Object(value);
}
