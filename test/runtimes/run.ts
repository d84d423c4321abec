import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './conformance/program.js';
import { startLab, type Lab } from './lab.js';
import { compileWithHermes, EXAMPLE, install, type Packed } from './packed.js';
import { judge, table, type Outcome } from './report.js';
import { runtimes, type Runtime } from './runtimes.js';

const PLATFORM = 'linux-x64';
const REPORT_MS = 120_000;
const EXIT_MS = 10_000;

async function tryRuntime(runtime: Runtime, packed: Packed): Promise<Outcome> {
  const lab = await startLab(runtime.engine, [packed.bundles, join(EXAMPLE, 'dist')]);
  let version = '-';
  try {
    version = await runtime.version();
    const url = runtime.page ? `${lab.world.lab}/${runtime.page}` : lab.world.lab;
    const command = await runtime.command(packed, url, lab.world.baseUrl);
    const findings = await observe(command, packed.folder, lab, !runtime.page);
    return judge(runtime, version, findings);
  } catch (error) {
    return judge(runtime, version, error as Error);
  } finally {
    await lab.close();
  }
}

/** Runs a command until it has reported to the lab, and a process until it ends. */
async function observe(
  [file = '', ...args]: readonly string[],
  cwd: string,
  { findings }: Lab,
  mustEnd: boolean,
): Promise<readonly Finding[]> {
  // A group of its own, because a browser starts further processes.
  const child = spawn(file, args, { cwd, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close');
  const failed = closed.then(() => {
    throw new Error(`ended without a report: ${stderr.trim()}`);
  });
  try {
    const reported = await Promise.race([findings, failed, late(REPORT_MS, 'no report')]);
    if (mustEnd) await Promise.race([closed, late(EXIT_MS, 'still running after its report')]);
    return reported;
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
    await closed.catch(() => undefined);
  }
}

async function late(ms: number, problem: string): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
  throw new Error(`${problem} after ${ms / 1000} s`);
}

async function main(folder: string): Promise<void> {
  const here = `${process.platform}-${process.arch}`;
  if (here !== PLATFORM) {
    throw new Error(`test/runtimes/package.json has runtimes for ${PLATFORM}, and this is ${here}`);
  }
  console.log('Installing the runtimes and the packed client');
  const packed = await install(folder);
  const hermes = await compileWithHermes(packed);

  const outcomes: Outcome[] = [];
  for (const runtime of runtimes) {
    const outcome = await tryRuntime(runtime, packed);
    console.log(`${outcome.name}: ${outcome.passed}/${outcome.rows}`);
    outcomes.push(outcome);
  }
  console.log(`\n${await table(outcomes)}\nHermes ${hermes} compiles the bundle.`);
  const failures = outcomes.flatMap((one) => one.failures.map((text) => `${one.name}: ${text}`));
  if (failures.length > 0) throw new Error(`\n${failures.join('\n\n')}`);
}

const folder = await mkdtemp(join(tmpdir(), 'runtimes-'));
try {
  await main(folder);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  // A browser that was stopped may still be writing into its profile.
  await rm(folder, { recursive: true, maxRetries: 5 });
}
