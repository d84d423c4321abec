import { fileURLToPath } from 'node:url';
import { commandLine, parseOptions, usageError, type Output } from './command.js';
import { reportWritten } from './files.js';
import { compare } from './drift/compare.js';
import { messageOf, oneLine, report } from './drift/report.js';
import { readUpstream, readVendored } from './drift/upstream.js';

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

/** The command `npm run drift`. @param timeoutMs the time for each address @returns its exit code */
export async function main(
  args: readonly string[],
  output: Output,
  root = fileURLToPath(new URL('..', import.meta.url)),
  timeoutMs = 15_000,
): Promise<number> {
  let format = args.includes('--json') ? 'json' : 'text';
  try {
    const options = readOptions(args);
    format = options.format;
    if (options.help) {
      output.log(HELP);
      return 0;
    }
    const { contract, upstream: sources, write, failOn } = options;
    const vendored = await readVendored(root, contract);
    const from = sources ?? [vendored.manifest.index];
    const upstream = await readUpstream(from, vendored, timeoutMs);
    const problems = [...upstream.problems];
    const fail = (error: unknown): undefined => void problems.push(messageOf(error));
    const changes = (await compare(vendored, upstream).catch(fail)) ?? [];
    // Loaded only now: the generator takes a second.
    const { adopt } = write && problems.length === 0 ? await import('./drift/adopt.js') : {};
    const files = await adopt?.(root, vendored, upstream).catch(fail);
    [...upstream.notes, ...problems].forEach((line) => output.error(oneLine(line)));
    // The gravest change comes first.
    const status = problems.length > 0 ? 'unknown' : (changes[0]?.level ?? 'same');
    let next = files ? reportWritten(files) : write ? 'Nothing was written.' : '';
    if (!write && !contract && status !== 'same' && status !== 'unknown') {
      const given = sources?.flatMap((source) => ['--upstream', source]) ?? [];
      next = `To adopt it: ${commandLine('drift', [...given, '--write'])}`;
    }
    output.log(report(format, { status, changes, problems }, next));
    const isFine = status === 'same' || (failOn === 'breaking' && status !== 'breaking');
    return status === 'unknown' ? 2 : Number(!isFine);
  } catch (error) {
    // Whatever happened, it is not drift.
    const problems = [messageOf(error)];
    output.error(oneLine(problems.join()));
    if (format === 'json') {
      output.log(report(format, { status: 'unknown', changes: [], problems }, ''));
    }
    return 2;
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

function readOptions(args: readonly string[]) {
  const { json, ...values } = parseOptions('drift', args, OPTIONS);
  const { upstream, contract, write, format = 'text', 'fail-on': failOn = 'any' } = values;
  const rules: readonly (readonly [isBroken: unknown, problem: string])[] = [
    [
      !/^(text|json|markdown)$/.test(format),
      `--format takes text, json or markdown, not ${format}`,
    ],
    [!/^(any|breaking)$/.test(failOn), `--fail-on takes any or breaking, not ${failOn}`],
    [contract && write, '--write goes without --contract'],
    [contract && !upstream, '--contract needs --upstream'],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken) throw usageError('drift', broken[1]);
  return { ...values, format: json ? 'json' : format, failOn };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // Whoever reads the report may have seen enough.
  process.stdout.on('error', () => undefined);
  process.exitCode = await main(process.argv.slice(2), console);
}
