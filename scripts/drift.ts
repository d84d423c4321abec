import { fileURLToPath } from 'node:url';
import { commandLine, parseOptions, usageError, type Output } from './command.js';
import { reportWritten } from './files.js';
import { compare } from './drift/compare.js';
import { TIMEOUT_MS } from './drift/source.js';
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
    const { contract, upstream: sources, write, format, failOn } = options;
    const vendored = await readVendored(root, contract);
    const from = sources ?? [vendored.manifest.index];
    const upstream = await readUpstream(from, vendored, timeoutMs);
    const problems = [...upstream.problems];
    const changes = await compare(vendored, upstream).catch((error: unknown) => {
      problems.push(messageOf(error));
      return [];
    });
    const isUnknown = problems.length > 0;
    [...upstream.notes, ...problems].forEach((line) => output.error(oneLine(line)));
    // The gravest change comes first.
    const status = isUnknown ? 'unknown' : (changes[0]?.level ?? 'same');
    let next = write && isUnknown ? 'Nothing was written.' : '';
    if (write && !isUnknown) {
      // Loaded only now: the generator takes a second.
      const { adopt } = await import('./drift/adopt.js');
      next = reportWritten(await adopt(root, vendored, upstream));
    } else if (changes.length > 0 && !isUnknown && !contract) {
      const given = sources?.flatMap((source) => ['--upstream', source]) ?? [];
      next = `To adopt it: ${commandLine('drift', [...given, '--write'])}`;
    }
    output.log(report(format, { status, changes, problems }, next));
    const isFine = status === 'same' || (failOn === 'breaking' && status !== 'breaking');
    return isUnknown ? 2 : Number(!isFine);
  } catch (error) {
    // Whatever happened, it is not drift.
    output.error(oneLine(messageOf(error)));
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
