import { isAbsolute, relative, sep } from 'node:path';

/** A user's mistake, in one line: `file:line:col: what is wrong; what to do`. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** The name of a file in messages: relative to the current folder if it is below it. */
export function displayName(path: string): string {
  const inside = relative('.', path);
  const isBelow = inside !== '' && !isAbsolute(inside) && inside.split(sep)[0] !== '..';
  return isBelow ? inside.split(sep).join('/') : path;
}

/** One line for an error that a user can fix: a ContractError, or a file or folder that cannot be used. */
export function userMessage(error: unknown): string | undefined {
  if (error instanceof ContractError) return error.message;
  const { code, path = '.' } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') return undefined;
  const problems = new Map([
    ['ENOENT', 'no such file or folder'],
    ['EISDIR', 'this is a folder, not a file'],
    ['ENOTDIR', 'a file is where a folder is expected'],
    ['EEXIST', 'a file is where a folder is expected'],
  ]);
  return `${displayName(path)}: ${problems.get(code) ?? `cannot use it (${code})`}; check the path`;
}

/** A wrong command line in one line. */
export function explainUsage(error: unknown, command: string): string {
  // Node adds advice in further sentences.
  const [problem = ''] = (error as Error).message.split(/\.\s|\n/);
  return `${problem}; npm run ${command} -- --help shows the options`;
}
