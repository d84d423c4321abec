import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Finding } from '../conformance/program.js';
import type { Runtime } from '../runtime.js';

// Without `private`, a worker reaches nothing on this machine.
const CONFIG = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "main",
      worker = (
        modules = [ ( name = "worker.js", esModule = embed "worker.js" ) ],
        compatibilityDate = "2026-11-01",
      ),
    ),
    ( name = "internet", network = ( allow = [ "private" ] ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:0", http = (), service = "main" ) ],
);
`;

/** workerd serves a worker, which runs the rows for the request that brings the world. */
export function runWorkerd(command: string, version: string): Runtime['run'] {
  return async ({ bundles }, { origin, baseUrl }) => {
    const config = join(bundles, 'config.capnp');
    await writeFile(config, CONFIG);
    const workerd = spawn(command, ['serve', config, '--control-fd=3'], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    });
    try {
      const port = await listening(workerd);
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body: JSON.stringify({ runtime: 'workerd', origin, baseUrl }),
        signal: AbortSignal.timeout(60_000),
      });
      if (!response.ok) throw new Error(`the worker answered ${response.status}`);
      return { version, findings: (await response.json()) as Finding[] };
    } finally {
      workerd.kill();
    }
  };
}

/** The port that workerd tells on its control pipe. */
async function listening(workerd: ChildProcess): Promise<number> {
  const control = createInterface({ input: workerd.stdio[3] as Readable });
  const ended = once(workerd, 'exit').then(([code]: unknown[]) => {
    throw new Error(`workerd ended with ${String(code)} before it listened`);
  });
  const told = once(control, 'line').then(([line]: unknown[]) => {
    return (JSON.parse(String(line)) as { port: number }).port;
  });
  return Promise.race([told, ended]);
}
