import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm.js';

/** Installs what a folder's lock file says, unless that is there already. */
export async function install(folder: string): Promise<void> {
  const wanted = await changed(join(folder, 'package-lock.json'));
  const installed = await changed(join(folder, 'node_modules/.package-lock.json'));
  if (installed < wanted || wanted === 0) await npm(folder, ['ci']);
}

async function changed(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}
