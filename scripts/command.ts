import { isAbsolute, relative, sep } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Where a command prints. */
export type Output = Pick<Console, 'log' | 'error'>;

/** A user's mistake, or a step that failed. The user sees the message alone: `file:line:col: what is wrong; what to do`. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Runs a command: what a user can fix is one message, and exit code 1. @returns the exit code */
export async function runCommand(output: Output, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const message = userMessage(error);
    if (message === undefined) throw error;
    output.error(message);
    return 1;
  }
}

/** Parses the options of `npm run <command>`. @throws {UserError} */
export function parseOptions<const O extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: O,
) {
  try {
    const { values } = parseArgs({ args: [...args], options });
    const empty = Object.entries(values).find(([, value]) => [value].flat().includes(''));
    if (empty) throw new Error(`Option '--${empty[0]} <value>' is empty`);
    return values;
  } catch (error) {
    throw usageError(command, (error as Error).message);
  }
}

/** `npm run <command>` with these arguments, ready to paste. */
export function commandLine(command: string, args: readonly string[]): string {
  const words = args.map((arg) => (/^[\w./:=@-]+$/.test(arg) ? arg : JSON.stringify(arg)));
  return [`npm run ${command}`, ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

/** An error for a wrong command line. */
export function usageError(command: string, problem: string): UserError {
  // Node adds advice in further sentences.
  const [first = ''] = problem.split(/\.\s|\n/);
  return new UserError(`${first}; npm run ${command} -- --help shows the options`);
}

/** The message for an error that a user can fix: a UserError, or a file or folder that cannot be used. */
export function userMessage(error: unknown): string | undefined {
  if (error instanceof UserError) return error.message;
  const { code, path = '.' } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') return undefined;
  const problems = new Map([
    ['ENOENT', 'no such file or folder'],
    ['EISDIR', 'this is a folder, not a file'],
    ['ENOTDIR', 'a file is where a folder is expected'],
    ['EEXIST', 'a file is where a folder is expected'],
    ['ERR_ENCODING_INVALID_ENCODED_DATA', 'this is no text in UTF-8'],
  ]);
  return `${displayName(path)}: ${problems.get(code) ?? `cannot use it (${code})`}; check the path`;
}

/** The name of a file in messages: relative to the current folder if it is below it. */
export function displayName(path: string): string {
  const inside = relative('.', path);
  const isBelow = inside !== '' && !isAbsolute(inside) && inside.split(sep)[0] !== '..';
  return isBelow ? inside.split(sep).join('/') : path;
}
