import { mistake } from './errors.js';
import { server } from './generated/contract.js';

/** Fills the organization into the contract's server URL, or into the caller's `baseUrl`. */
export function resolveServer(orgId: unknown, baseUrl: unknown = server): URL {
  if (typeof orgId !== 'string' || /^\s|\s$|^(|\.\.?|your-org-id|\{org_id\})$/.test(orgId))
    throw mistake('orgId', orgId, 'your organization ID, not the project ID');
  try {
    const filled = String(baseUrl).replaceAll('{org_id}', encodeURIComponent(orgId));
    const url = new URL(filled);
    if (/^https?:\/\/[^@?#{}]+$/i.test(filled)) return url;
  } catch {
    // Not even a URL.
  }
  // Shown without what may be a secret in it.
  const shown = String(baseUrl).replace(/^(\w+:\/\/)?.*@|[?#].*/gs, '$1');
  throw mistake(
    'baseUrl',
    shown,
    'an http(s) URL without credentials, query, fragment, or braces but {org_id}',
  );
}
