import { BillingConfigError } from './errors.js';
import { server } from './generated/contract.js';

/** Where the calls of one client go. */
export interface Server {
  /** The server's URL with the organization filled in, without a trailing slash. */
  url: string;
  origin: string;
}

const hint =
  'give the organization ID that stands in the address of your Billing API (not the project ID)';

/** Fills the organization into the contract's server URL, or into the caller's `baseUrl`. */
export function resolveServer(orgId: string, baseUrl: string = server): Server {
  const filled = shape(baseUrl).replaceAll('{org_id}', organization(orgId));
  const leftOver = /\{[^{}]*\}/.exec(filled)?.[0];
  if (leftOver !== undefined) throw refuse(baseUrl, `it holds ${leftOver}; write {org_id}`);
  const url = parse(filled);
  if (url === undefined) throw refuse(baseUrl, 'it is no URL; write https://host/path');
  return { url: url.href.replace(/\/+$/, ''), origin: url.origin };
}

/** The one segment of a path that names the organization. */
function organization(orgId: unknown): string {
  if (typeof orgId !== 'string')
    throw new BillingConfigError(`orgId: got ${typeof orgId}; ${hint}`);
  const name = orgId.trim();
  if (/^(\.{0,2}|your-org-id|\{org_?id\})$/i.test(name) || name !== orgId)
    throw new BillingConfigError(`orgId: got ${JSON.stringify(orgId)}; ${hint}`);
  try {
    return encodeURIComponent(orgId);
  } catch {
    throw new BillingConfigError(`orgId: got text with half a character in it; ${hint}`);
  }
}

/** Refuses what no base URL may have, before anything is filled in. */
function shape(baseUrl: unknown): string {
  if (typeof baseUrl !== 'string')
    throw new BillingConfigError(`baseUrl: got ${typeof baseUrl}; write https://host/path`);
  if (!/^https?:\/\//i.test(baseUrl.trim()))
    throw refuse(baseUrl, 'it is no absolute http(s) URL; write https://host/path');
  if (/^[^/]*\/\/[^/?#]*@/.test(baseUrl))
    throw refuse(baseUrl, 'it holds credentials; remove them, the key is the option secretKey');
  if (/[?#]/.test(baseUrl)) throw refuse(baseUrl, 'it has a query or a fragment; remove it');
  return baseUrl;
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** Names the URL without what may be a secret in it. */
function refuse(baseUrl: string, why: string): BillingConfigError {
  const shown = baseUrl.replace(/[?#].*/s, '').replace(/^([^/]*\/\/)?[^/]*@/, '$1');
  return new BillingConfigError(`baseUrl: got ${JSON.stringify(shown)}; ${why}`);
}
