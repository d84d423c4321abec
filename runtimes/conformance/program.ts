import { rows } from './rows.js';
import { traits } from './traits.js';
import { seen, type World } from './world.js';

/** What came of one row; plain data, so that it can leave the runtime as JSON. */
export interface Finding {
  readonly name: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** The time for one row, in milliseconds; the slowest takes a few seconds. */
const ROW_MS = 20_000;

/** A row that hangs fails alone. */
async function inTime<T>(running: Promise<T>): Promise<T | string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`did not end within ${ROW_MS / 1000} s`), ROW_MS);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs every row in this runtime, one after the other: each looks at what the sandbox has seen of it. */
export async function conform(world: World): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, run, expected } of rows) {
    await seen(world);
    const got = await inTime(run(world)).catch((error: unknown) => `threw ${String(error)}`);
    findings.push({ name, expected: expected(traits[world.runtime]), got });
  }
  return findings;
}
