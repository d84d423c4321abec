import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm.js';

/** Installs what a folder's lock file says, unless that is there already. */
export async function install(folder: string): Promise<void> {
  const changed = async (file: string) => (await stat(join(folder, file))).mtimeMs;
  const wanted = await changed('package-lock.json');
  // npm writes it last.
  const installed = await changed('node_modules/.package-lock.json').catch(() => 0);
  if (installed < wanted) await npm(folder, ['ci']);
}
