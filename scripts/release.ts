import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseOptions, runCommand, UserError, type Output } from './command.js';
import { describeTarball, pack, run } from './package/npm.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const HELP = `Usage: npm run release:check

Checks whether this version can be released, runs .ci/run, packs, and prints the next step. Publishes nothing.`;

/** What decides whether a version can be released. */
export interface ReleaseFacts {
  readonly version: string;
  readonly lockVersion: string;
  /** Empty when package.json has none. */
  readonly repository: string;
  readonly changelog: string;
  /** Empty when no branch is checked out. */
  readonly branch: string;
  readonly uncommitted: readonly string[];
  readonly tags: readonly string[];
}

/** The command `npm run release:check`; gives its exit code. */
export function main(args: readonly string[], output: Output): Promise<number> {
  return runCommand(output, async () => {
    if (parseOptions('release:check', args, { help: { type: 'boolean' } }).help) {
      output.log(HELP);
      return 0;
    }
    const facts = await readFacts(ROOT);
    const problems = findProblems(facts);
    if (problems.length > 0) throw new UserError(problems.join('\n'));

    await runCi();
    const tarball = await pack(ROOT, ROOT);
    output.log(`\n${describeTarball(tarball)}: ready, and not published. Next:`);
    output.log(`  git tag v${facts.version} && git push origin main v${facts.version}`);
    output.log('The tag starts .github/workflows/release.yml, which publishes.');
    return 0;
  });
}

/** It takes minutes, so its output is shown as it comes. */
async function runCi(): Promise<void> {
  const ci = spawn('bash', ['.ci/run'], { cwd: ROOT, stdio: 'inherit' });
  const [code] = (await once(ci, 'exit')) as [number | null];
  if (code !== 0) throw new UserError('.ci/run failed: see above');
}

interface Manifest {
  readonly version: string;
  readonly repository?: string | { readonly url?: string };
}

/** Reads the facts of the project in the folder `root`. */
export async function readFacts(root: string): Promise<ReleaseFacts> {
  const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8');
  const git = async (...args: string[]): Promise<readonly string[]> =>
    (await run('git', args, root)).split('\n').filter(Boolean);
  const { version, repository } = JSON.parse(await read('package.json')) as Manifest;
  const lock = JSON.parse(await read('package-lock.json')) as Manifest;
  return {
    version,
    lockVersion: lock.version,
    repository: (typeof repository === 'string' ? repository : repository?.url) ?? '',
    changelog: await read('CHANGELOG.md'),
    branch: (await git('branch', '--show-current')).join(),
    uncommitted: (await git('status', '--porcelain')).map((line) => line.slice(3)),
    tags: await git('tag', '--list'),
  };
}

/** What prevents a release: one line each, with what to do about it. */
export function findProblems(facts: ReleaseFacts): readonly string[] {
  const { version, lockVersion, repository, changelog, branch, uncommitted, tags } = facts;
  const heading = `## [${version}] - `;
  const date = changelog.split(/\r?\n/).find((line) => line.startsWith(heading));
  const rules: Record<string, boolean> = {
    [`package.json: version ${version} cannot be released; set the next x.y.z`]:
      version === '0.0.0' || !/^\d+\.\d+\.\d+$/.test(version),
    [`package-lock.json: version ${lockVersion} differs from package.json; run npm install --package-lock-only`]:
      lockVersion !== version,
    'package.json: repository is missing; set its address, npm compares it with where the package was built':
      repository === '',
    [`CHANGELOG.md: no heading for this version; put "${heading}YYYY-MM-DD" above its entries`]:
      !/\d{4}-\d\d-\d\d$/.test(date ?? ''),
    [`git: on ${branch ? `branch ${branch}` : 'no branch'}; release from main`]: branch !== 'main',
    [`git: not committed: ${uncommitted.join(', ')}; commit or remove`]: uncommitted.length > 0,
    [`git: the tag v${version} exists; set the next version`]: tags.includes(`v${version}`),
  };
  return Object.keys(rules).filter((problem) => rules[problem]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2), console);
}
