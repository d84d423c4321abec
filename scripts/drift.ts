import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { member } from './contract/document.js';
import { ContractError } from './contract/error.js';
import { operationNames, operationsOf } from './contract/facts.js';
import { isReference } from './contract/files.js';
import { contractFiles } from './contract/load.js';
import { readContract, type Contract } from './contract/read.js';
import { statusOf } from './drift/change.js';
import { compare } from './drift/compare.js';
import { TIMEOUT_MS } from './drift/fetch.js';
import { adoptingCommand, HELP, readOptions } from './drift/options.js';
import { leaveOutOtherApis } from './drift/other-apis.js';
import { inOneLine, reportJson, reportText } from './drift/report.js';
import { readPublished, type Source } from './drift/sources.js';
import { readEntries, type Entry } from './drift/upstream.js';
import type { Output } from './generate.js';

/** Where the command works, and how patient it is. */
export interface Surroundings {
  /** The folder of the project. */
  readonly root: string;
  /** The time for one address, in milliseconds. */
  readonly timeoutMs: number;
}

const HERE: Surroundings = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  timeoutMs: TIMEOUT_MS,
};

/** The command `npm run drift`; gives its exit code. */
export async function main(
  args: readonly string[],
  output: Output,
  { root, timeoutMs }: Surroundings = HERE,
): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help) {
      output.log(HELP);
      return 0;
    }
    const files = options.contract ?? (await contractFiles(join(root, 'openapi')));
    const vendored = await Promise.all(files.map(readContract));
    const entries = options.contract ? [] : await readEntries(root);
    const sources =
      options.upstream?.map((address) => ({ address, operations: [] })) ??
      ownSources(vendored, entries);
    const read = await readPublished(sources, timeoutMs);
    const { published, notes } = leaveOutOtherApis(read, vendored);
    const { changes, gone, problems: contradictions } = await compare(vendored, published);
    const problems = [...published.problems, ...contradictions];
    for (const line of [...notes, ...problems]) output.error(inOneLine(line));

    const isAdopted = options.write && problems.length === 0;
    // The generator takes a second to load.
    const adoption = isAdopted ? await import('./drift/adopt.js') : undefined;
    const adopted = await adoption?.adopt(root, vendored, entries, published, gone);
    if (options.write && !adopted) output.error('nothing was adopted, and no file was changed');
    const isBlind = published.slices.length === 0;
    const findings = { changes, problems, isBlind, ...(adopted && { adopted }) };
    const command = options.contract ? undefined : adoptingCommand(options);
    output.log(options.json ? reportJson(findings) : reportText(findings, command));

    if (problems.length > 0) return 2;
    const status = statusOf(changes);
    const fails = options.failOn === 'any' ? status !== 'same' : status === 'breaking';
    return fails ? 1 : 0;
  } catch (error) {
    // Whatever happened, nothing was found out: 1 would mean drift.
    output.error(inOneLine(error instanceof ContractError ? error.message : unexpected(error)));
    return 2;
  }
}

function unexpected(error: unknown): string {
  const [problem = ''] = String(error).split('\n');
  return `drift: it failed in a way that it should not (${problem}); report it with the sources`;
}

/** Where the vendored documents come from: the list of them, and the pages that the hand-kept one names. */
function ownSources(vendored: readonly Contract[], entries: readonly Entry[]): readonly Source[] {
  const namesIn = (file: string) =>
    vendored
      .filter((contract) => basename(contract.file) === file)
      .flatMap(({ document }) => operationNames(document));
  const pages = vendored
    .filter(({ file }) => isReference(file))
    .flatMap(({ document }) => Object.entries(operationsOf(document)))
    .flatMap(([name, operation]) => {
      const page = member(operation, 'x-reference');
      return typeof page === 'string' ? [{ address: page, operations: [name] }] : [];
    });
  return [
    ...entries.map(({ file, url }) => ({ address: url, operations: namesIn(file) })),
    ...pages,
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // Whoever reads the result may have seen enough.
  process.stdout.on('error', () => undefined);
  process.exitCode = await main(process.argv.slice(2), console);
}
