import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from './drift/compare.js';
import { TIMEOUT_MS } from './drift/fetch.js';
import { oneLine, report, type Findings } from './drift/report.js';
import {
  readManifest,
  readUpstream,
  readVendored,
  type Upstream,
  type Vendored,
} from './drift/upstream.js';
import type { Output } from './generate.js';
import { ContractError, explainUsage, userMessage } from './openapi/error.js';

const HELP = `Usage: npm run drift [-- options]

Compares the vendored contract with the published one, and lists what the changes mean for a caller.

  --upstream SRC   a URL or file: an OpenAPI document, a docs page with an OpenAPI block, or an index of
                   such pages (llms.txt); repeatable (default: the index in openapi/upstream.json)
  --contract FILE  compare this file instead of those in openapi/; repeatable
  --write          adopt what is published: openapi/ and src/generated/, all of it or nothing
  --json           print { status, changes: [{ level, operation, message, id }], problems }
  --format FORMAT  text (default), json or markdown
  --fail-on LEVEL  any (default) or breaking: which changes make the exit code 1
  --help           show this

Exit code: 0 same; 1 wording, compatible or breaking, also after --write; 2 something could not be compared.`;

/** The command `npm run drift`. @returns its exit code */
export async function main(
  args: readonly string[],
  output: Output,
  root = fileURLToPath(new URL('..', import.meta.url)),
  timeoutMs = TIMEOUT_MS,
): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options.help) {
      output.log(HELP);
      return 0;
    }
    const manifest = await readManifest(root);
    const vendored = await readVendored(root, manifest, options.contract);
    const sources = options.upstream ?? [manifest.index];
    const upstream = await readUpstream(sources, manifest, vendored, timeoutMs);
    const { changes, problems } = await compareAll(vendored, upstream);
    [...upstream.notes, ...problems].forEach((line) => output.error(oneLine(line)));
    // Loaded only now: the generator takes a second.
    const adopt =
      options.write && problems.length === 0 && (await import('./drift/adopt.js')).adopt;
    const files = adopt ? await adopt(root, manifest, vendored, upstream) : undefined;
    const quote = (word: string): string =>
      /^[\w./:@-]+$/.test(word) ? word : JSON.stringify(word);
    const words = options.upstream?.flatMap((source) => ['--upstream', quote(source)]) ?? [];
    const command = ['npm run drift --', ...words, '--write'].join(' ');
    // The gravest change comes first.
    const status = problems.length > 0 ? 'unknown' : (changes[0]?.level ?? 'same');
    const findings = { status, changes, problems, files } as const;
    output.log(report(options.format, findings, options.contract ? undefined : command));
    if (status === 'unknown') return 2;
    return status === 'same' || (options.failOn === 'breaking' && status !== 'breaking') ? 0 : 1;
  } catch (error) {
    // Whatever happened, it is not drift.
    const unexpected = `drift failed unexpectedly (${String(error).split('\n')[0] ?? ''}); report it`;
    output.error(oneLine(userMessage(error) ?? unexpected));
    return 2;
  }
}

/** The changes, and what could not be compared. */
async function compareAll(
  vendored: Vendored,
  { documents, gone, problems }: Upstream,
): Promise<Pick<Findings, 'changes' | 'problems'>> {
  if (documents.length === 0) return { changes: [], problems };
  try {
    const contracts = documents.map(({ contract }) => contract);
    return { changes: await compare(vendored, contracts, gone), problems };
  } catch (error) {
    const problem = userMessage(error);
    if (problem === undefined) throw error;
    return { changes: [], problems: [...problems, problem] };
  }
}

const OPTIONS = {
  upstream: { type: 'string', multiple: true },
  contract: { type: 'string', multiple: true },
  write: { type: 'boolean' },
  json: { type: 'boolean' },
  format: { type: 'string' },
  'fail-on': { type: 'string' },
  help: { type: 'boolean' },
} as const;

function parseOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const { upstream, contract, json = false, 'fail-on': failOn = 'any' } = values;
    const { format = json ? 'json' : 'text' } = values;
    const rules: readonly (readonly [isBroken: boolean | undefined, problem: string])[] = [
      [upstream?.includes(''), "Option '--upstream <value>' is empty"],
      [contract?.includes(''), "Option '--contract <value>' is empty"],
      [
        !/^(text|json|markdown)$/.test(format),
        `--format takes text, json or markdown, not ${format}`,
      ],
      [!/^(any|breaking)$/.test(failOn), `--fail-on takes any or breaking, not ${failOn}`],
      [json && format !== 'json', `--json contradicts --format ${format}`],
      [contract && values.write, '--write goes without --contract'],
      [contract && !upstream, '--contract needs --upstream'],
    ];
    const broken = rules.find(([isBroken]) => isBroken);
    if (broken) throw new Error(broken[1]);
    return { ...values, format, failOn };
  } catch (error) {
    throw new ContractError(explainUsage(error, 'drift'));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // Whoever reads the report may have seen enough.
  process.stdout.on('error', () => undefined);
  process.exitCode = await main(process.argv.slice(2), console);
}
