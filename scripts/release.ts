import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PackageError } from './package/error.js';
import { describeTarball, pack } from './package/pack.js';
import { readFacts } from './package/release-facts.js';
import { findProblems } from './package/release-rules.js';
import type { Output } from './package/report.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const HELP = `Usage: npm run release

Checks that this version can be released, runs .ci/run, packs, and says what to do next. Publishes nothing.`;

/** The command `npm run release`; gives its exit code. */
export async function main(args: readonly string[], output: Output): Promise<number> {
  try {
    if (args[0] === '--help') {
      output.log(HELP);
      return 0;
    }
    if (args.length > 0) throw new PackageError('npm run release takes no options but --help');
    const facts = await readFacts(ROOT);
    const problems = findProblems(facts);
    if (problems.length > 0) throw new PackageError(problems.join('\n'));

    await runCi();
    const tarball = await pack(ROOT, ROOT);
    output.log(`\n${describeTarball(tarball)}: ready, and not published. Next:`);
    output.log(`  git tag v${facts.version} && git push origin main v${facts.version}`);
    output.log('The tag starts .github/workflows/release.yml, which publishes.');
    return 0;
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    output.error(error.message);
    return 1;
  }
}

/** Shows what it says as it goes: it takes minutes. */
async function runCi(): Promise<void> {
  const ci = spawn('bash', ['.ci/run'], { cwd: ROOT, stdio: 'inherit' });
  const [code] = (await once(ci, 'exit')) as [number | null];
  if (code !== 0) throw new PackageError('.ci/run failed: see above');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2), console);
}
