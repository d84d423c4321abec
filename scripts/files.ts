import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { displayName, UserError } from './command.js';

/** A file as it is and as it should be; undefined means no file. */
export interface GeneratedFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const MARK = 'Generated from ';

/** How many lines of a difference are shown. */
const MAX_DIFF_LINES = 20;

/** What a generated file says of itself. */
export function generatedBy(source: string): string {
  // A line break in the name of a file must not end a comment.
  return `${MARK}${source.replace(/\s+/g, ' ')} by \`npm run generate\`. Do not edit.`;
}

/** Reads a text file; a failure names the path. */
export async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    // Node names no path for a folder.
    throw Object.assign(error as Error, { path });
  }
}

/** Compares a folder with the files that should be there, by name. */
export async function compareFolder(
  dir: string,
  wanted: ReadonlyMap<string, string>,
): Promise<GeneratedFile[]> {
  const present = (await unlessMissing(readdir(dir))) ?? [];
  const names = new Set([...wanted.keys(), ...present.filter((name) => name.endsWith('.ts'))]);
  const sorted = [...names].sort();
  return Promise.all(sorted.map((name) => compareFile(join(dir, name), wanted.get(name))));
}

/** Compares a file with what it should be. */
export async function compareFile(path: string, after: string | undefined): Promise<GeneratedFile> {
  return { path, before: await unlessMissing(readText(path)), after };
}

function unlessMissing<T>(result: Promise<T>): Promise<T | undefined> {
  return result.catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
}

/** @throws {UserError} if a file would be removed that is not generated */
export function refuseHandwritten(files: readonly GeneratedFile[]): void {
  const foreign = files.find(isHandwritten);
  if (foreign) {
    throw new UserError(
      `${displayName(foreign.path)}: this file is not generated; move it out of the folder of generated files`,
    );
  }
}

/**
 * Writes the files that differ: all of them or, if anything fails, none.
 *
 * @throws {UserError} if a file cannot be written
 */
export async function writeFiles(files: readonly GeneratedFile[]): Promise<void> {
  const changed = files.filter(({ before, after }) => before !== after);
  const staged = (path: string): string => `${path}.${process.pid}.tmp`;
  const touched: GeneratedFile[] = [];
  try {
    // What can fail, fails before the first file is replaced.
    for (const { path, after } of changed) {
      await mkdir(dirname(path), { recursive: true });
      if (after !== undefined) await writeFile(staged(path), after);
    }
    for (const file of changed) {
      touched.push(file);
      await (file.after === undefined ? rm(file.path) : rename(staged(file.path), file.path));
    }
  } catch (error) {
    for (const { path, before } of touched) {
      await (before === undefined ? rm(path, { force: true }) : writeFile(path, before));
    }
    throw error;
  } finally {
    await Promise.allSettled(changed.map(({ path }) => rm(staged(path), { force: true })));
  }
}

/** What became of each file. */
export function reportWritten(files: readonly GeneratedFile[]): string {
  const outcome = ({ before, after }: GeneratedFile): string =>
    before === after ? 'unchanged' : after === undefined ? 'removed' : 'written';
  return files.map((file) => `${outcome(file).padEnd(9)} ${displayName(file.path)}`).join('\n');
}

/** What is wrong with each file, and the command that fixes it; undefined if all are up to date. */
export function reportDifferences(
  files: readonly GeneratedFile[],
  command: string,
): string | undefined {
  const wrong = files.filter(({ before, after }) => before !== after);
  if (wrong.length === 0) return undefined;
  return [...wrong.flatMap(describeDifference), '', `To fix: ${command}`].join('\n');
}

function describeDifference(file: GeneratedFile): readonly string[] {
  const { path, before, after } = file;
  const name = displayName(path);
  if (before === undefined) return [`missing: ${name}`];
  if (after === undefined) {
    return [
      `unexpected: ${name}${isHandwritten(file) ? ' (not generated: move it elsewhere)' : ''}`,
    ];
  }
  // Undefined where the texts have too little in common.
  const patch = createTwoFilesPatch('', '', before, after, '', '', { context: 0, timeout: 2_000 });
  const lines = patch?.split('\n').filter((line) => /^[-+](?!--|\+\+)/.test(line)) ?? [];
  const rest = lines.length - MAX_DIFF_LINES;
  return [
    `out of date: ${name}`,
    ...lines.slice(0, MAX_DIFF_LINES).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  … ${rest} more lines`] : []),
  ];
}

function isHandwritten({ before, after }: GeneratedFile): boolean {
  return after === undefined && before !== undefined && !before.split('\n', 1)[0]?.includes(MARK);
}
