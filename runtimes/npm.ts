import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs npm in a folder; it says nothing unless it fails. */
export async function npm(folder: string, ...args: string[]): Promise<void> {
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
  try {
    await promisify(execFile)('npm', [...args, ...quiet], { cwd: folder });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(
      `npm ${args.join(' ')} failed in ${folder}: ${stderr?.trim() ?? String(error)}`,
    );
  }
}
