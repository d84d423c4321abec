import { fileURLToPath } from 'node:url';
import { commandLine, parseOptions, runCommand, usageError, type Output } from './command.js';
import { refuseHandwritten, reportDifferences, reportWritten, writeFiles } from './files.js';
import { planContracts, planProject } from './openapi/project.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const HELP = `Usage: npm run generate [-- options]

Generates TypeScript from the contract: schema.ts (its types), schemas.ts (each schema by its name), operations.ts (what the
client reads at run time) and openapi.json (the merged document).

  --contract FILE  an OpenAPI 3.x document, YAML or JSON; repeatable, with --out (default: the documents in openapi/)
  --out DIR        the folder of the generated files (default: src/generated)
  --check          write nothing; exit with 1 and show the differences unless all files are up to date
  --help           show this`;

const OPTIONS = {
  contract: { type: 'string', multiple: true },
  out: { type: 'string' },
  check: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** The command `npm run generate`. @returns its exit code */
export function main(args: readonly string[], output: Output): Promise<number> {
  return runCommand(output, async () => {
    const { contract, out, check, help } = parseOptions('generate', args, OPTIONS);
    if (help) {
      output.log(HELP);
      return 0;
    }
    if (contract && out === undefined) throw usageError('generate', '--contract needs --out');
    const { files, notes } =
      contract && out !== undefined
        ? await planContracts(contract, out)
        : await planProject(ROOT, new Map(), out);
    if (notes.length > 0) output.log(notes.join('\n'));
    if (!check) {
      refuseHandwritten(files);
      await writeFiles(files);
      output.log(reportWritten(files));
      return 0;
    }
    const rest = args.filter((arg) => arg !== '--check');
    const problem = reportDifferences(files, commandLine('generate', rest));
    if (problem === undefined) output.log(`Up to date: ${files.length} generated files`);
    else output.error(problem);
    return problem === undefined ? 0 : 1;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2), console);
}
