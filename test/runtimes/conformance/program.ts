import { capabilities } from './capabilities.js';
import { rows } from './rows.js';
import { seen, type World } from './world.js';

/** What came of a row; plain data, so that it can leave the engine as JSON. */
export interface Finding {
  readonly name: string;
  readonly got: unknown;
  readonly expected: unknown;
}

/** The time for one row, in milliseconds; the slowest takes a few seconds. */
const ROW_MS = 20_000;

/** Runs rows in this engine, one after the other: each looks at the requests that it caused. */
export async function conform(world: World, some = rows): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, run] of Object.entries(some)) {
    await seen(world);
    const row = inTime(run(world, capabilities[world.engine]));
    const [got, expected] = await row.catch((error: unknown) => [String(error), 'no error']);
    findings.push({ name, got, expected });
  }
  return findings;
}

/** A row that hangs fails alone. */
async function inTime<T>(row: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ROW_MS / 1000} s`)), ROW_MS);
  });
  return Promise.race([row, late]).finally(() => clearTimeout(timer));
}

/** Runs a program in the world that the lab describes, and posts what it found to the lab. */
export async function report(
  lab: string,
  program: (world: World) => Promise<Finding[]>,
): Promise<void> {
  const world = (await (await fetch(`${lab}/world`)).json()) as World;
  const findings = await program(world).catch((error: unknown) => String(error));
  await fetch(`${lab}/findings`, { method: 'POST', body: JSON.stringify(findings) });
}
