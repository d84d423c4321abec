import { rows } from './rows.js';
import { traits } from './traits.js';
import { seen, type World } from './world.js';

/** What came of one row; plain data, so that it can leave the runtime as JSON. */
export interface Finding {
  readonly name: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Runs every row in this runtime, one after the other: each looks at what the sandbox has seen of it. */
export async function conform(world: World): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, run, expected } of rows) {
    await seen(world);
    const got = await run(world).catch((error: unknown) => `threw ${String(error)}`);
    findings.push({ name, expected: expected(traits[world.runtime]), got });
  }
  return findings;
}
