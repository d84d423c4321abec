import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from './command.js';
import { PackageError } from './error.js';

/** Quiet, and without a request beside those for packages. */
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Copies the folder of the tools and installs what its lock file says; gives the copy. */
export async function installTools(folder: string, to: string): Promise<string> {
  const copy = await copyFolder(folder, join(to, 'tools'));
  await npm(['ci', ...QUIET], copy);
  return copy;
}

/** Copies a user's project, where nothing is installed, and installs the tarball; gives the copy. */
export async function installPackage(folder: string, tarball: string, to: string): Promise<string> {
  const copy = await copyFolder(folder, join(to, 'project'));
  await npm(['install', '--no-save', '--no-package-lock', ...QUIET, tarball], copy);
  return copy;
}

async function copyFolder(from: string, to: string): Promise<string> {
  const filter = (file: string): boolean => basename(file) !== 'node_modules';
  await cp(from, to, { recursive: true, filter });
  return to;
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const { ok, output } = await run('npm', args, cwd);
  if (!ok) throw new PackageError(`npm ${args[0] ?? ''} failed in ${cwd}: ${output}`);
}
