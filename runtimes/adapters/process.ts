import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RuntimeKind } from '../conformance/traits.js';
import type { Report, Runtime } from '../runtime.js';

/** A runtime that is a command: it gets a file to run, and the world as its argument. */
export function runProcess(
  runtime: RuntimeKind,
  command: string,
  ...args: readonly string[]
): Runtime['run'] {
  return async ({ folder, program }, { origin, baseUrl }) => {
    const world = JSON.stringify({ runtime, origin, baseUrl });
    // One that does not end by itself has left something behind.
    const { stdout } = await promisify(execFile)(command, [...args, program, world], {
      cwd: folder,
      timeout: 60_000,
    });
    return JSON.parse(stdout) as Report;
  };
}
