import { basename, dirname } from 'node:path';
import { diffLines } from './diff.js';
import { displayName } from './files.js';
import { isForeign, type GeneratedFile } from './generated.js';

/** How much of a difference is shown for a file. */
const DIFF_LIMIT = 20;

/** What became of each file, after writing. */
export function reportWritten(files: readonly GeneratedFile[]): string {
  return files
    .map(({ path, before, after }) => {
      const outcome = before === after ? 'unchanged' : after === undefined ? 'removed' : 'written';
      return `${outcome.padEnd(9)} ${displayName(path)}`;
    })
    .join('\n');
}

/** That the files are what they should be, by folder. */
export function reportCurrent(files: readonly GeneratedFile[]): string {
  const folders = [...new Set(files.map(({ path }) => dirname(path)))];
  const lists = folders.map((folder) => {
    const own = files.filter(({ path }) => dirname(path) === folder);
    return `${own.map(({ path }) => basename(path)).join(', ')} in ${displayName(folder)}`;
  });
  return `Up to date: ${lists.join('; ')}`;
}

/** What is wrong with the files, and the command that mends it; undefined when they are up to date. */
export function reportDifferences(
  files: readonly GeneratedFile[],
  command: string,
): string | undefined {
  const wrong = files.filter(({ before, after }) => before !== after);
  if (wrong.length === 0) return undefined;
  return [...wrong.flatMap(describe), '', `To mend it: ${command}`].join('\n');
}

function describe(file: GeneratedFile): readonly string[] {
  const { path, before, after } = file;
  const name = displayName(path);
  if (before === undefined) return [`${name} is missing`];
  if (after !== undefined) {
    const diff = diffLines(before, after, DIFF_LIMIT);
    return [`${name} is stale`, ...diff.map((line) => `  ${line}`)];
  }
  return [
    `${name} is surplus${isForeign(file) ? ': it is written by hand; move it elsewhere' : ''}`,
  ];
}
