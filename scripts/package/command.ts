import { execFile } from 'node:child_process';

/** How a command ended. */
export interface Ended {
  readonly ok: boolean;
  readonly stdout: string;
  /** All it said, stdout first. */
  readonly output: string;
}

/** Runs a command in a folder; one that cannot be started has failed, too. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim();
      resolve({ ok: !error, stdout, output: said || (error?.message ?? '') });
    });
  });
}

/** Runs a script in a process of its own. */
export function runNode(args: readonly string[], cwd: string): Promise<Ended> {
  return run(process.execPath, args, cwd);
}
