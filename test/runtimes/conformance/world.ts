import { createBillingClient, type BillingResult } from 'funnelfox-billing-client';
import type { Engine } from './capabilities.js';

/** Where the program runs, and whom it can call. */
export interface World {
  readonly engine: Engine;
  /** The origin of the lab, which starts and observes the program: `http://127.0.0.1:1234` */
  readonly lab: string;
  /** A sandbox as a client's `baseUrl`. */
  readonly baseUrl: string;
  /** Others, to which no connection has been made yet. */
  readonly unused: readonly string[];
}

/** A request that reached a sandbox. */
export interface Seen {
  /** Without the port. */
  readonly host: string;
  /** Without the organization and the version. */
  readonly path: string;
  readonly key: string | null;
  readonly trace: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export const secretKey = 'sk_conformance';

/** A client as a page has it: without a key. */
export const open = (baseUrl = '') => createBillingClient({ orgId: 'acme', baseUrl, region: 'eu' });

/** A client with the key, in a page too: some rows observe where a key goes. */
export const backend = ({ baseUrl }: World, { retries = 2 } = {}) =>
  createBillingClient({
    orgId: 'acme',
    baseUrl,
    secretKey,
    dangerouslyAllowBrowser: true,
    retries,
  });

/** The request header that makes the sandbox simulate something. */
export const sandbox = (scenario: string) => ({ headers: { 'x-sandbox': scenario } });

/** The requests that reached the sandboxes since the last call. */
export async function seen({ lab }: World): Promise<Seen[]> {
  return (await (await fetch(`${lab}/seen`)).json()) as Seen[];
}

/** What a caller can tell about a result. */
export function facts({ data, error, attempts }: BillingResult<object>): object {
  if (!error) return { data, attempts };
  const { kind, status, code, outcome } = error;
  const details = { ...(status !== undefined && { status }), ...(code && { code }) };
  return { kind, outcome, attempts: error.attempts, ...details };
}
