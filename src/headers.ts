import { mistake } from './errors.js';
import { secretHeader } from './generated/contract.js';

/**
 * Request headers: a `Headers`, a list of pairs, or an object, in which `undefined` counts as not given. Names may be in
 * any case.
 */
export type BillingHeaders =
  | Headers
  | readonly (readonly [name: string, value: string])[]
  | Readonly<Record<string, string | undefined>>;

/** Reads any form of headers; refuses what cannot be sent, and the secret key, which has an option of its own. */
export function readHeaders(given: BillingHeaders | undefined): Headers | undefined {
  if (!given) return undefined;
  const headers = new Headers();
  for (const [name, value] of Symbol.iterator in given ? given : Object.entries(given))
    try {
      if (value !== undefined) headers.append(name, value);
    } catch {
      throw mistake('headers', name, 'what HTTP can carry');
    }
  if (headers.has(secretHeader))
    throw mistake('headers', secretHeader, 'the key as option secretKey');
  return headers;
}
