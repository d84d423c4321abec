import { parseArgs } from 'node:util';
import { ContractError } from './error.js';
import { explainUsage } from './usage.js';

export const HELP = `Usage: npm run generate [-- options]

Makes TypeScript of the contract: schema.ts (its types), schemas.ts (each schema by its name)
and contract.ts (what the client reads at run time).

  --contract FILE  an OpenAPI 3.x document, YAML or JSON; repeatable (default: openapi/*.yaml)
  --out DIR        the folder of the generated files (default: src/generated)
  --check          write nothing; exit 1 and show what differs unless all is up to date
  --help           show this`;

/** What the command line of `npm run generate` asks for. */
interface GenerateOptions {
  readonly check: boolean;
  readonly help: boolean;
  readonly contract?: readonly string[];
  readonly out?: string;
}

export function readOptions(args: readonly string[]): GenerateOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        contract: { type: 'string', multiple: true },
        out: { type: 'string' },
      },
    });
    if (values.contract?.includes('')) throw new Error("Option '--contract <value>' is empty");
    if (values.out === '') throw new Error("Option '--out <value>' is empty");
    return values;
  } catch (error) {
    throw new ContractError(explainUsage(error, 'generate'));
  }
}

/** The command that a user can paste to bring the generated files up to date. */
export function mendingCommand({ contract = [], out }: GenerateOptions): string {
  const options = [
    ...contract.flatMap((file) => ['--contract', file]),
    ...(out === undefined ? [] : ['--out', out]),
  ];
  return ['npm run generate', ...(options.length > 0 ? ['--', ...options.map(quoted)] : [])].join(
    ' ',
  );
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
