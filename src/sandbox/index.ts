import { secretKeyHeader } from '../generated/operations.js';
import { readContract } from './contract.js';
import { createRespond, isListing, parseBody, type Respond } from './respond.js';
import { findRoute, type Call } from './routing.js';
import { listen } from './server.js';

/** The options of `startSandbox`; each may be left out. */
export interface SandboxOptions {
  /** The port to listen on, 0 to 65535; 0 takes a free one. Default: 0. */
  readonly port?: number | undefined;
  /** The address to listen on. Default: `127.0.0.1`, which only this machine reaches. */
  readonly host?: string | undefined;
  /** Called with each request before its response; an error that it throws becomes a response with status 500. */
  readonly onRequest?: ((request: SandboxRequest) => void) | undefined;
}

/** A request that the sandbox received. */
export interface SandboxRequest {
  /** The operation, as `POST /checkout/create_payment`; for an unknown path the method and that path. */
  readonly operation: string;
  /** The organization ID in the path; empty where the path is not one of the API. */
  readonly organization: string;
  /** The body as JSON; as text where it is not JSON; `undefined` where there is none, or one over 1 MiB. */
  readonly body: unknown;
  /** The request headers by lower-case name, without the secret key. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A sandbox that listens. */
export interface Sandbox {
  /** For the `baseUrl` of a client: `http://127.0.0.1:49152/{org_id}/v1`. The client fills in its organization. */
  readonly baseUrl: string;
  /** The requests so far, oldest first, without preflights and `GET /`. `requests.length = 0` empties it. */
  readonly requests: SandboxRequest[];
  /** Ends open connections and frees the port; after it, the sandbox does not keep the process alive. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a server on this machine that behaves like the Billing API: it validates requests by the contract, demands a
 * secret key where the contract does (any value), and responds with samples that conform. The same request gets the same
 * response; no orders or users are kept. The request header `x-sandbox` simulates failures, such as `refuse`, `decline`
 * or `drop`; `GET /` lists all of them. Node.js only.
 *
 * @throws {Error} Rejects where an option is wrong, or the port is in use.
 *
 * @example
 * ```ts
 * import { createBillingClient } from 'funnelfox-billing-client';
 * import { startSandbox } from 'funnelfox-billing-client/sandbox';
 *
 * const sandbox = await startSandbox();
 * const billing = createBillingClient({ orgId: 'acme', baseUrl: sandbox.baseUrl });
 * await billing.POST('/features', { body: {}, headers: { 'x-sandbox': 'refuse' } });
 * console.log(sandbox.requests.map(({ operation }) => operation)); // ['POST /features']
 * await sandbox.close();
 * ```
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  checkOptions(options);
  const { port = 0, host = '127.0.0.1', onRequest } = options;
  const contract = readContract();
  const respond = createRespond(contract);
  const requests: SandboxRequest[] = [];

  const record = (call: Call): void => {
    const { organization, path, operation } = findRoute(contract, call);
    const headers = Object.entries(call.headers).filter(([name]) => name !== secretKeyHeader);
    const request: SandboxRequest = {
      operation: operation?.name ?? `${call.method} ${path}`,
      organization,
      body: parseBody(call),
      headers: Object.fromEntries(headers),
    };
    requests.push(request);
    onRequest?.(request);
  };
  const recorded: Respond = (call, signal) => {
    if (!isListing(call)) record(call);
    return respond(call, signal);
  };
  const { origin, close } = await listen(recorded, host, port);
  return { baseUrl: origin + contract.basePath, requests, close };
}

const isPort = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535;

/** What each option must be. */
const OPTIONS = new Map<string, [expected: string, isValid: (value: unknown) => boolean]>([
  ['port', ['a whole number from 0 to 65535', isPort]],
  ['host', ["an address, such as '127.0.0.1'", (value) => typeof value === 'string' && !!value]],
  ['onRequest', ['a function', (value) => typeof value === 'function']],
]);

/** From JavaScript, anything may come. */
function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('startSandbox: the options must be an object, such as { port: 4010 }');
  }
  for (const [name, value] of Object.entries(options)) {
    const option = OPTIONS.get(name);
    if (!option) {
      const known = [...OPTIONS.keys()].join(', ');
      throw new TypeError(`startSandbox: there is no option ${name}; the options are ${known}`);
    }
    const [expected, isValid] = option;
    if (value !== undefined && !isValid(value)) {
      const given = typeof value === 'string' ? JSON.stringify(value) : String(value);
      throw new TypeError(`startSandbox: ${name} must be ${expected}, not ${given}`);
    }
  }
}
