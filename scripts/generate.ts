import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ContractError, explainUsage, userMessage } from './openapi/error.js';
import {
  refuseHandwritten,
  reportDifferences,
  reportWritten,
  writeFiles,
} from './openapi/output.js';
import { planContracts, planProject } from './openapi/project.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const HELP = `Usage: npm run generate [-- options]

Generates TypeScript from the contract: schema.ts (its types), schemas.ts (each schema by its name), operations.ts (what the
client reads at run time) and openapi.json (the merged document).

  --contract FILE  an OpenAPI 3.x document, YAML or JSON; repeatable (default: the documents in openapi/)
  --out DIR        the folder of the generated files (default: src/generated)
  --check          write nothing; exit with 1 and show the differences unless all files are up to date
  --help           show this`;

/** Where the command prints. */
export type Output = Pick<Console, 'log' | 'error'>;

/** The command `npm run generate`. @returns its exit code */
export async function main(args: readonly string[], output: Output): Promise<number> {
  try {
    const { contract, out, check, help } = parseOptions(args);
    if (help) {
      output.log(HELP);
      return 0;
    }
    const { files, notes } = contract
      ? await planContracts(contract, out ?? `${ROOT}/src/generated`)
      : await planProject(ROOT, new Map(), out);
    if (notes.length > 0) output.log(notes.join('\n'));
    if (!check) {
      refuseHandwritten(files);
      await writeFiles(files);
      output.log(reportWritten(files));
      return 0;
    }
    const problem = reportDifferences(files, fixingCommand(args));
    if (problem !== undefined) {
      output.error(problem);
      return 1;
    }
    output.log(`Up to date: ${files.length} generated files`);
    return 0;
  } catch (error) {
    const message = userMessage(error);
    if (message === undefined) throw error;
    output.error(message);
    return 1;
  }
}

/** The same command without --check, ready to paste. */
function fixingCommand(args: readonly string[]): string {
  const rest = args.filter((arg) => arg !== '--check');
  const words = rest.map((arg) => (/^[\w./:=@-]+$/.test(arg) ? arg : JSON.stringify(arg)));
  return ['npm run generate', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

function parseOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        contract: { type: 'string', multiple: true },
        out: { type: 'string' },
        check: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.contract?.includes('')) throw new Error("Option '--contract <value>' is empty");
    if (values.out === '') throw new Error("Option '--out <value>' is empty");
    return values;
  } catch (error) {
    throw new ContractError(explainUsage(error, 'generate'));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2), console);
}
