import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs npm in a folder; it says nothing unless it fails. */
export async function npm(
  folder: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
  const options = { cwd: folder, env: { ...process.env, ...env } };
  try {
    await promisify(execFile)('npm', [...args, ...quiet], options);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(
      `npm ${args.join(' ')} failed in ${folder}: ${stderr?.trim() ?? String(error)}`,
    );
  }
}
