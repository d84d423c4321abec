import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { displayName } from '../contract/files.js';
import { run } from './command.js';
import { PackageError } from './error.js';
import { shorten } from './report.js';

/** Quiet, and without a request beside those for packages. */
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Installs the tools that a folder's lock file names, in a copy; gives the copy. */
export async function installTools(folder: string, to: string): Promise<string> {
  return install(['ci'], folder, join(to, 'tools'));
}

/** Installs the tarball in a copy of a user's project, which has nothing else; gives the copy. */
export async function installPackage(folder: string, tarball: string, to: string): Promise<string> {
  return install(
    ['install', '--no-save', '--no-package-lock', tarball],
    folder,
    join(to, 'project'),
  );
}

async function install(args: readonly string[], folder: string, copy: string): Promise<string> {
  const filter = (file: string): boolean => basename(file) !== 'node_modules';
  await cp(folder, copy, { recursive: true, filter });
  const { ok, output } = await run('npm', [...args, ...QUIET], copy);
  if (!ok)
    throw new PackageError(
      `npm ${args[0] ?? ''} failed in a copy of ${displayName(folder)}:\n${shorten(output)}`,
    );
  return copy;
}
