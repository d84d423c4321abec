import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JsonObject } from '../contract/document.js';
import { ContractError } from '../contract/error.js';

/** A change as `redocly diff` reports it. */
export interface RawChange {
  /** The place, as `#/paths/~1refund/post/…`. */
  readonly path: string;
  /** What stands there: `Schema`, `Parameter`, … */
  readonly typeName: string;
  readonly kind: 'added' | 'removed' | 'modified';
  readonly impact: 'major' | 'minor' | 'patch';
  readonly verdicts: readonly { readonly message: string }[];
  /** The field that was modified. */
  readonly property?: string;
  readonly base?: { readonly value?: unknown };
  readonly revision?: { readonly value?: unknown };
}

/** Stands for $ in the name of a field that would be taken for a reference: here all references are written out. */
const DOLLAR = '\uE024';

/** What `redocly diff` finds between two documents without references. */
export async function classify(
  before: JsonObject,
  after: JsonObject,
): Promise<readonly RawChange[]> {
  const folder = await mkdtemp(join(tmpdir(), 'drift-'));
  const write = async (name: string, value: JsonObject) => {
    const text = JSON.stringify(value).replaceAll('"$ref":', `"${DOLLAR}ref":`);
    await writeFile(join(folder, name), text);
    return name;
  };
  try {
    const files = [await write('before.json', before), await write('after.json', after)];
    // A configuration of its own, so that none of the project's or the user's has a say.
    const config = await write('redocly.yaml', { extends: ['diff-recommended'], telemetry: 'off' });
    const options = [
      '--config',
      config,
      '--format',
      'json',
      '--fail-on',
      'none',
      '-o',
      'diff.json',
    ];
    const cli = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');
    await promisify(execFile)(process.execPath, [cli, 'diff', ...files, ...options], {
      cwd: folder,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
    const text = await readFile(join(folder, 'diff.json'), 'utf8');
    const report = JSON.parse(text.replaceAll(DOLLAR, '$')) as { changes: readonly RawChange[] };
    return report.changes;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const reason = (stderr ?? message).trim().split('\n').at(-1) ?? '';
    throw new ContractError(
      `redocly diff failed (${reason}); run npm ci, and report it if it stays`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
