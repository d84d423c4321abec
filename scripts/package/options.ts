import { parseArgs } from 'node:util';
import { PackageError } from './error.js';
import { explainUsage } from '../contract/usage.js';

export const HELP = `Usage: npm run check:package [-- options]

Packs the project and tries the package as its users have it: what it holds, installed in an empty
project, run, and compiled by each TypeScript that it supports.

  --write  only bring test/package/files.txt up to date: what the package may hold
  --help   show this`;

interface Options {
  readonly write: boolean;
  readonly help: boolean;
}

export function readOptions(args: readonly string[]): Options {
  try {
    return parseArgs({
      args: [...args],
      options: {
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new PackageError(explainUsage(error, 'check:package'));
  }
}
