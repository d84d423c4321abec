import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ContractError } from './error.js';
import { displayName } from './files.js';

/** How every generated file begins, and no other. */
const MARK = '// Generated from ';

/** A generated file: its text as it is and as it should be. */
export interface GeneratedFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The first line of a generated file. */
export function headerFor(sources: readonly string[]): string {
  // A line break in a file's name must not end the comment.
  const names = sources.join(', ').replace(/\s+/g, ' ');
  return `${MARK}${names} by \`npm run generate\`. Do not edit.`;
}

/** Whether a file is written by hand and no part of what is generated. */
export function isForeign({ before, after }: GeneratedFile): boolean {
  return after === undefined && before?.startsWith(MARK) === false;
}

/** Holds the .ts files of a folder against what should be there, by file name. */
export async function compareFolder(
  dir: string,
  wanted: ReadonlyMap<string, string>,
): Promise<GeneratedFile[]> {
  const present = (await listFolder(dir)).filter((name) => name.endsWith('.ts'));
  const names = [...new Set([...wanted.keys(), ...present])].sort();
  return Promise.all(names.map((name) => compareFile(join(dir, name), wanted.get(name))));
}

/** Holds one file against what it should be. */
export async function compareFile(path: string, after: string | undefined): Promise<GeneratedFile> {
  try {
    return { path, before: await readFile(path, 'utf8'), after };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { path, before: undefined, after };
    throw new ContractError(
      `${displayName(path)}: it cannot be read (${code ?? message}); check what is there`,
    );
  }
}

/** Writes what changed and removes what is no longer wanted: all of it, or, where anything fails, nothing. */
export async function writeFiles(files: readonly GeneratedFile[]): Promise<void> {
  const changed = files.filter(({ before, after }) => before !== after);
  const own = `.${String(process.pid)}`;
  const [fresh, kept] = [`${own}.tmp`, `${own}.bak`];
  try {
    // What can fail, fails before the first file is replaced.
    for (const { path, before, after } of changed) {
      await makeFolder(dirname(path));
      if (before !== undefined) await copyFile(path, `${path}${kept}`);
      if (after !== undefined) await writeFile(`${path}${fresh}`, after);
    }
    for (const { path, after } of changed) {
      await (after === undefined ? rm(path) : rename(`${path}${fresh}`, path));
    }
  } catch (error) {
    for (const { path, before } of changed) {
      const restored =
        before === undefined ? rm(path, { force: true }) : rename(`${path}${kept}`, path);
      // Where there is no copy yet, nothing was replaced.
      await restored.catch(() => undefined);
    }
    throw folderError(folderOf(error) ?? dirname(changed[0]?.path ?? ''), 'written', error);
  } finally {
    const leftovers = changed.flatMap(({ path }) => [`${path}${fresh}`, `${path}${kept}`]);
    await Promise.allSettled(leftovers.map((path) => rm(path, { force: true })));
  }
}

/** The folder that a system call failed with, or in. */
function folderOf(error: unknown): string | undefined {
  const { path, syscall } = error as NodeJS.ErrnoException;
  return path === undefined || syscall === 'mkdir' ? path : dirname(path);
}

/** Node's own recursive mkdir never ends where a folder can hold none, as in /proc. */
async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(dir) === dir) throw error;
    await makeFolder(dirname(dir));
    await mkdir(dir);
  }
}

async function listFolder(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw folderError(dir, 'read', error);
  }
}

function folderError(dir: string, action: string, error: unknown): ContractError {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOTDIR' || code === 'EEXIST'
    ? new ContractError(`${displayName(dir)}: this is a file; name a folder`)
    : new ContractError(
        `${displayName(dir)}: it cannot be ${action} (${code ?? message}); check the folder`,
      );
}
