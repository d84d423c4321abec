import { parseArgs } from 'node:util';
import { ContractError } from '../contract/error.js';
import { quoted } from '../contract/options.js';
import { explainUsage } from '../contract/usage.js';

export const HELP = `Usage: npm run drift [-- options]

Compares the vendored contract with what is published now: is it still the same, and does what
changed break anyone? Meaning counts, not order, format or where a $ref leads.

  --upstream SRC   a URL or file: OpenAPI as YAML or JSON, a docs page with an OpenAPI block, or an
                   index of such pages (llms.txt); repeatable. A page speaks for its operation, the
                   others for the whole API (default: openapi/upstream.json and the reference pages)
  --contract FILE  compare this file instead of openapi/*.yaml; repeatable
  --json           print { status, changes: [{ level, operation, pointer, message }], problems }
  --fail-on LEVEL  any (default) or breaking: what of drift makes the exit code 1
  --write          adopt what is published: openapi/, src/generated/; all of it or nothing
  --help           show this

Exit code: 0 the same; 1 drift: wording, compatible or breaking; 2 it could not be found out, which
is the status unknown, with what the other sources show.
The result is on stdout, everything else on stderr (npm run --silent drift keeps npm quiet).`;

/** What the command line of `npm run drift` asks for. */
export interface DriftOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly write: boolean;
  readonly failOn: 'any' | 'breaking';
  readonly upstream?: readonly string[];
  readonly contract?: readonly string[];
}

export function readOptions(args: readonly string[]): DriftOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        'fail-on': { type: 'string', default: 'any' },
        upstream: { type: 'string', multiple: true },
        contract: { type: 'string', multiple: true },
      },
    });
    const { 'fail-on': failOn, ...others } = values;
    for (const name of ['upstream', 'contract'] as const) {
      if (values[name]?.includes('')) throw new Error(`Option '--${name} <value>' is empty`);
    }
    if (failOn !== 'any' && failOn !== 'breaking') {
      throw new Error(`--fail-on takes any or breaking, not ${quoted(failOn)}`);
    }
    if (values.write && values.contract) {
      throw new Error('--write adopts into openapi/, so it goes without --contract');
    }
    if (values.contract && !values.upstream) {
      throw new Error('--contract wants to know what to compare with: add --upstream');
    }
    return { ...others, failOn };
  } catch (error) {
    throw new ContractError(explainUsage(error, 'drift'));
  }
}

/** The command that adopts what the same options compared with. */
export function adoptingCommand({ upstream = [] }: DriftOptions): string {
  const sources = upstream.flatMap((source) => ['--upstream', quoted(source)]);
  return ['npm run drift --', ...sources, '--write'].join(' ');
}
