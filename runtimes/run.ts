import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './install.js';
import { installPacked, type Packed } from './packed.js';
import type { Runtime } from './runtime.js';
import { runtimes } from './runtimes.js';
import { startWatchedSandbox } from './sandbox.js';
import { judge, table, type Outcome } from './table.js';

const PLATFORM = 'linux-x64';

async function tryRuntime({ name, rows, run }: Runtime, packed: Packed): Promise<Outcome> {
  const sandbox = await startWatchedSandbox();
  try {
    return judge(name, rows, await run(packed, sandbox));
  } catch (error) {
    return judge(name, rows, error as Error);
  } finally {
    await sandbox.close();
  }
}

async function main(folder: string): Promise<void> {
  console.log('Installing the runtimes and the packed client');
  await install(import.meta.dirname);
  const packed = await installPacked(folder);

  const outcomes: Outcome[] = [];
  for (const runtime of runtimes) outcomes.push(await tryRuntime(runtime, packed));
  console.log(`\n${table(outcomes)}`);
  for (const { name, failures } of outcomes)
    for (const failure of failures) console.error(`\n${name}: ${failure}`);
  if (outcomes.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

const here = `${process.platform}-${process.arch}`;
if (here === PLATFORM) {
  const folder = await mkdtemp(join(tmpdir(), 'runtimes-'));
  try {
    await main(folder);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
} else {
  console.error(
    `The runtimes in runtimes/package.json are those for ${PLATFORM}; this is ${here}.`,
  );
  process.exitCode = 1;
}
