import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAttw, runProgram, runPublint } from './package/checks.js';
import { compileAll } from './package/compile.js';
import { PackageError } from './package/error.js';
import { installPackage, installTools } from './package/install.js';
import { compareListing, renderListing } from './package/listing.js';
import { HELP, readOptions } from './package/options.js';
import { describeTarball, pack, type Tarball } from './package/pack.js';
import { renderProblems, renderSummary, type Output } from './package/report.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'test/package');
const LISTING = join(FOLDER, 'files.txt');

/** The command `npm run check:package`; gives its exit code. */
export async function main(args: readonly string[], output: Output): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'package-'));
  try {
    const options = readOptions(args);
    if (options.help) {
      output.log(HELP);
      return 0;
    }
    const tarball = await pack(ROOT, dir);
    output.log(describeTarball(tarball));
    if (options.write) {
      await writeFile(LISTING, renderListing(tarball.files));
      output.log('written   test/package/files.txt');
      return 0;
    }
    return await check(tarball, dir, output);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    output.error(error.message);
    return 1;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function check(tarball: Tarball, dir: string, output: Output): Promise<number> {
  const tools = await installTools(join(FOLDER, 'tools'), dir);
  const project = await installPackage(join(FOLDER, 'project'), tarball.path, dir);
  const checks = [
    { name: 'files', problem: await checkListing(tarball) },
    { name: 'publint', problem: await runPublint(tarball.path, tools) },
    { name: 'attw', problem: await runAttw(tarball.path, tools) },
    { name: `run by Node ${process.versions.node}`, problem: await runProgram(project) },
  ];
  const compilations = await compileAll(project, tools);
  output.log(`\n${renderSummary(checks, compilations)}`);
  const problems = renderProblems(checks, compilations);
  if (problems === '') return 0;
  output.error(`\n${problems}`);
  return 1;
}

async function checkListing({ files }: Tarball): Promise<string> {
  const listing = await readFile(LISTING, 'utf8').catch(() => '');
  const differences = compareListing(listing, files);
  if (differences.length === 0) return '';
  return [
    'The package (+) differs from test/package/files.txt (-). If that is meant: npm run check:package -- --write',
    ...differences,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2), console);
}
