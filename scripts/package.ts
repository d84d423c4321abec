import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseOptions, runCommand, type Output } from './command.js';
import { checks, type Check, type Subject } from './package/checks.js';
import { describeTarball, npm, pack } from './package/npm.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'test/package');
const LISTING = join(FOLDER, 'files.txt');

const HELP = `Usage: npm run check:package [-- options]

Packs the project, installs the tarball in an empty project, and checks it there.

  --write  only update test/package/files.txt, the list of the files in the package
  --help   show this`;

/** The command `npm run check:package`; gives its exit code. */
export function main(args: readonly string[], output: Output): Promise<number> {
  return runCommand(output, async () => {
    const options = { write: { type: 'boolean' }, help: { type: 'boolean' } } as const;
    const { help, write } = parseOptions('check:package', args, options);
    if (help) {
      output.log(HELP);
      return 0;
    }
    const folder = await mkdtemp(join(tmpdir(), 'package-'));
    try {
      return await (write ? writeListing(folder, output) : checkPackage(folder, output));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function writeListing(folder: string, output: Output): Promise<number> {
  const { files } = await pack(ROOT, folder);
  await writeFile(LISTING, files.map((file) => `${file}\n`).join(''));
  output.log(`Wrote test/package/files.txt: ${files.length} files`);
  return 0;
}

async function checkPackage(folder: string, output: Output): Promise<number> {
  const steps = [pack(ROOT, folder), install('tools', folder, ['ci'])] as const;
  // When one fails, the other must not go on writing into a folder that is removed.
  await Promise.allSettled(steps);
  const [tarball, tools] = await Promise.all(steps);
  output.log(`${describeTarball(tarball)}\n`);
  const args = ['install', '--no-save', '--no-package-lock', tarball.path];
  const project = await install('project', folder, args);
  const subject = { tarball, listing: LISTING, project, tools };
  return (await runChecks(checks, subject, output)) ? 0 : 1;
}

/** Runs npm in a copy of a folder of test/package; gives the copy. */
async function install(name: string, to: string, args: readonly string[]): Promise<string> {
  const copy = join(to, name);
  const filter = (path: string): boolean => basename(path) !== 'node_modules';
  await cp(join(FOLDER, name), copy, { recursive: true, filter });
  await npm(args, copy);
  return copy;
}

const MAX_LINES = 30;

/** Runs all checks side by side, prints each result as it comes, and gives whether all have passed. */
export async function runChecks(
  all: Readonly<Record<string, Check>>,
  subject: Subject,
  output: Output,
): Promise<boolean> {
  const passed = Object.entries(all).map(async ([name, check]) => {
    const problem = await check(subject).catch((error: unknown) => (error as Error).message);
    if (problem === '') {
      output.log(`ok     ${name}`);
      return true;
    }
    const lines = problem.split('\n');
    const more = lines.length - MAX_LINES;
    const shown = more > 0 ? [...lines.slice(0, MAX_LINES), `… ${more} more lines`] : lines;
    output.error([`FAILS  ${name}`, ...shown].join('\n         '));
    return false;
  });
  return (await Promise.all(passed)).every(Boolean);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2), console);
}
