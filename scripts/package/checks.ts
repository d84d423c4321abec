import { join } from 'node:path';
import { startSandbox } from '../sandbox.js';
import { runNode } from './command.js';

/** What publint finds in the tarball, suggestions included; empty when nothing. */
export async function runPublint(tarball: string, tools: string): Promise<string> {
  const cli = join(tools, 'node_modules/publint/src/cli.js');
  const { ok, output } = await runNode([cli, 'run', tarball, '--strict'], tools);
  // A suggestion alone is no failure to it.
  return ok && output.includes('All good!') ? '' : output || 'said nothing';
}

/** What attw finds in the tarball; empty when nothing. */
export async function runAttw(tarball: string, tools: string): Promise<string> {
  const cli = join(tools, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const args = ['--profile', 'esm-only', '--no-definitely-typed', '--no-emoji', '--no-color'];
  const { ok, output } = await runNode([cli, tarball, ...args], tools);
  return ok ? '' : output;
}

/** What fails when the project's program calls the sandbox; empty when nothing. */
export async function runProgram(project: string): Promise<string> {
  const sandbox = await startSandbox({ port: 0 });
  try {
    const { ok, output } = await runNode(['run.mjs', sandbox.url], project);
    return ok ? '' : output;
  } finally {
    await sandbox.close();
  }
}
