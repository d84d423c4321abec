import {
  createBillingClient,
  type BillingClient,
  type BillingResult,
} from 'funnelfox-billing-client';
import type { RuntimeKind } from './traits.js';

/** Where the program runs, and what it may call there. */
export interface World {
  readonly runtime: RuntimeKind;
  /** The sandbox: `http://127.0.0.1:1234` */
  readonly origin: string;
  /** The sandbox as a client's `baseUrl`. */
  readonly baseUrl: string;
}

/** A request as the sandbox saw it. */
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

/** A client with the key, in a page too: some rows ask what becomes of a key that is there. */
export function backend(world: World, options: { retries?: number } = {}): BillingClient {
  const { baseUrl } = world;
  return createBillingClient({
    orgId: 'acme',
    baseUrl,
    secretKey,
    dangerouslyAllowBrowser: true,
    ...options,
  });
}

/** The request header that makes the sandbox misbehave. */
export const sandbox = (wish: string) => ({ headers: { 'x-sandbox': wish } });

/** The requests since the last time of asking. */
export async function seen({ origin }: World): Promise<Seen[]> {
  const response = await fetch(`${origin}/seen`);
  return (await response.json()) as Seen[];
}

/** What a caller can tell about a result. */
export function facts({ data, error }: BillingResult<object>): object {
  if (!error) return { data };
  const { kind, status, code, outcome, attempts } = error;
  return {
    kind,
    outcome,
    attempts,
    ...(status !== undefined && { status }),
    ...(code && { code }),
  };
}
