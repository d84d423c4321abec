import { BillingConfigError } from './errors.js';
import { secretHeader } from './generated/contract.js';

/** Request headers: a `Headers`, a list of pairs, or an object, in which `undefined` counts as not given. */
export type BillingHeaders =
  | Headers
  | readonly (readonly [name: string, value: string])[]
  | Readonly<Record<string, string | undefined>>;

/** Reads any form of headers; refuses what cannot be sent, and the secret key, which has an option of its own. */
export function readHeaders(headers: BillingHeaders | undefined): Record<string, string> {
  if (headers === undefined) return {};
  const read = new Headers();
  const entries = Symbol.iterator in headers ? headers : Object.entries(headers);
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    try {
      read.append(name, value);
    } catch {
      throw new BillingConfigError(
        `headers: ${JSON.stringify(name)} has a name or a value that HTTP cannot carry; remove line breaks and characters beyond Latin-1`,
      );
    }
  }
  if (read.has(secretHeader))
    throw new BillingConfigError(
      `headers: got ${secretHeader}; give the key as the option secretKey, so that it goes only where it is needed`,
    );
  return Object.fromEntries(read);
}
