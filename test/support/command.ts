import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { ROOT } from './folder.js';

/** What a command gave, and what it printed. */
export interface Run<Code = number> {
  code: Code;
  out: string;
  err: string;
}

/** Runs a command in-process. */
export async function capture<Code>(
  main: (output: Pick<Console, 'log' | 'error'>) => Promise<Code>,
): Promise<Run<Code>> {
  const [log, error]: [string[], string[]] = [[], []];
  const code = await main({
    log: (text: string) => log.push(text),
    error: (text: string) => error.push(text),
  });
  return { code, out: log.join('\n'), err: error.join('\n') };
}

export interface Program {
  child: ChildProcess;
  ended: Promise<Run>;
  /** Resolves with what it has printed as soon as that matches; rejects if it ends before. */
  printed: (pattern: RegExp) => Promise<string>;
}

/** Runs Node.js with these arguments, in a process of its own. */
export function start(
  args: readonly string[],
  { cwd = ROOT, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Program {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code]: number[]) => ({ code: code ?? NaN, out, err }));
  const printed = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(out)) {
      const more = once(child.stdout, 'data').then(() => true);
      const isRunning = await Promise.race([more, ended.then(() => false)]);
      if (!isRunning && !pattern.test(out)) throw new Error(`ended without ${pattern}: ${err}`);
    }
    return pattern.exec(out)?.[0] ?? '';
  };
  return { child, ended, printed };
}

/** Runs a program of this repository as `npm run` does. */
export function runScript(file: string, ...args: readonly string[]): Promise<Run> {
  return start(['--import', 'tsx', file, ...args]).ended;
}

/** Bundles a program of this repository into one file, which starts faster than its sources; gone after all tests of the file. */
export async function bundle(entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  afterAll(() => rm(folder, { recursive: true }));
  const outfile = join(folder, 'program.mjs');
  const entryPoints = [join(ROOT, entry)];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  return outfile;
}
