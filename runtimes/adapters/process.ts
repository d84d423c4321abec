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
    const options = { cwd: folder, timeout: 60_000 };
    try {
      const { stdout } = await promisify(execFile)(command, [...args, program, world], options);
      return JSON.parse(stdout) as Report;
    } catch (error) {
      const { killed, stderr } = error as { killed?: boolean; stderr?: string };
      // It may have left something behind that keeps it running.
      if (killed) throw new Error('did not end within a minute');
      throw stderr ? new Error(stderr.trim()) : error;
    }
  };
}
