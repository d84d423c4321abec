import { fileURLToPath } from 'node:url';
import { commandLine, parseOptions, usageError, type Output } from './command.js';
import { compare } from './drift/compare.js';
import { TIMEOUT_MS } from './drift/fetch.js';
import { messageOf, oneLine, report } from './drift/report.js';
import { readManifest, readUpstream, readVendored } from './drift/upstream.js';

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
    const options = readOptions(args);
    if (options.help) {
      output.log(HELP);
      return 0;
    }
    const manifest = await readManifest(root);
    const vendored = await readVendored(root, manifest, options.contract);
    const sources = options.upstream ?? [manifest.index];
    const upstream = await readUpstream(sources, manifest, vendored, timeoutMs);
    const problems = [...upstream.problems];
    const changes = await compare(vendored, upstream).catch((error: unknown) => {
      problems.push(messageOf(error));
      return [];
    });
    const isStopped = options.write && problems.length > 0;
    const lines = [...upstream.notes, ...problems, ...(isStopped ? ['nothing was written'] : [])];
    lines.forEach((line) => output.error(oneLine(line)));
    // Loaded only now: the generator takes a second.
    const adopt = options.write && !isStopped && (await import('./drift/adopt.js')).adopt;
    const files = adopt ? await adopt(root, manifest, vendored, upstream) : undefined;
    // The gravest change comes first.
    const status = problems.length > 0 ? 'unknown' : (changes[0]?.level ?? 'same');
    const given = options.upstream?.flatMap((source) => ['--upstream', source]) ?? [];
    const command = options.contract ? undefined : commandLine('drift', [...given, '--write']);
    output.log(report(options.format, { status, changes, problems, files, command }));
    if (status === 'unknown') return 2;
    return status === 'same' || (options.failOn === 'breaking' && status !== 'breaking') ? 0 : 1;
  } catch (error) {
    // Whatever happened, it is not drift.
    output.error(oneLine(messageOf(error)));
    return 2;
  }
}

const FORMATS = ['text', 'json', 'markdown'];
const OPTIONS = {
  upstream: { type: 'string', multiple: true },
  contract: { type: 'string', multiple: true },
  write: { type: 'boolean' },
  json: { type: 'boolean' },
  format: { type: 'string' },
  'fail-on': { type: 'string' },
  help: { type: 'boolean' },
} as const;

function readOptions(args: readonly string[]) {
  const values = parseOptions('drift', args, OPTIONS);
  const { upstream, contract, json = false, 'fail-on': failOn = 'any' } = values;
  const { format = json ? 'json' : 'text' } = values;
  const rules: readonly (readonly [isBroken: unknown, problem: string])[] = [
    [!FORMATS.includes(format), `--format takes text, json or markdown, not ${format}`],
    [!/^(any|breaking)$/.test(failOn), `--fail-on takes any or breaking, not ${failOn}`],
    [json && format !== 'json', `--json contradicts --format ${format}`],
    [contract && values.write, '--write goes without --contract'],
    [contract && !upstream, '--contract needs --upstream'],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken) throw usageError('drift', broken[1]);
  return { ...values, format, failOn };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // Whoever reads the report may have seen enough.
  process.stdout.on('error', () => undefined);
  process.exitCode = await main(process.argv.slice(2), console);
}
