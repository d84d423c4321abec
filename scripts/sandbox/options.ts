import { parseArgs } from 'node:util';

/** The command line makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the command line. */
export function readOptions(args: readonly string[]): { port?: number; help: boolean } {
  const { port, help = false } = parse(args);
  if (port === undefined) return { help };
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not ${JSON.stringify(port)}`);
  }
  return { port: Number(port), help };
}

function parse(args: readonly string[]) {
  try {
    const options = { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.replace(/\. .*/s, '')}; see --help`);
  }
}
