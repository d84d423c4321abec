import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ContractError } from './contract/error.js';
import { contractFiles, loadContract } from './contract/load.js';
import { createAnswer } from './sandbox/answer.js';
import { corsHeaders, createApi } from './sandbox/api.js';
import { serverPath } from './sandbox/definition.js';
import { greeting, USAGE } from './sandbox/help.js';
import { readOptions, UsageError } from './sandbox/options.js';
import { listen, PortError } from './sandbox/server.js';

const DEFAULT_PORT = 4010;

export interface SandboxOptions {
  /** 0 takes a free one. Default: 4010. */
  readonly port?: number;
  /** The files of the contract. Default: those in `openapi/`. */
  readonly contract?: readonly string[];
  /** How long `x-sandbox: slow` keeps a caller waiting. Default: a minute. */
  readonly slowMs?: number;
}

export interface Sandbox {
  /** The base URL for a client, the organization left open: `http://127.0.0.1:4010/{org_id}/v1`. */
  readonly url: string;
  /** `http://127.0.0.1:4010` */
  readonly origin: string;
  /** What there is to know for someone about to use it. */
  readonly greeting: string;
  /** Cuts every connection and frees the port. */
  readonly close: () => Promise<void>;
}

/** Serves the Billing API on this machine, from the contract. Rejects with a `ContractError` or a `PortError`. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = DEFAULT_PORT, slowMs = 60_000 } = options;
  const files = options.contract ?? (await contractFiles(join(import.meta.dirname, '../openapi')));
  const contract = await loadContract(files);
  const api = await createApi(contract);
  const { origin, close } = await listen(createAnswer(api, slowMs), corsHeaders(api), port);
  const url = origin + serverPath(contract);
  return { url, origin, greeting: greeting(api, url), close };
}

async function main(): Promise<void> {
  const { help, ...options } = readOptions(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return;
  }
  const sandbox = await startSandbox(options);
  console.log(sandbox.greeting);
  const stop = () => void sandbox.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main();
  } catch (error) {
    const expected = [UsageError, PortError, ContractError].some((kind) => error instanceof kind);
    if (!expected) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
