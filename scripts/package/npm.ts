import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { UserError } from '../command.js';

export interface Tarball {
  readonly path: string;
  readonly bytes: number;
  /** Paths inside the package, sorted. */
  readonly files: readonly string[];
}

/** Runs a command; gives its standard output, or rejects with everything that it printed. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const options = { cwd, env: { ...process.env, NO_COLOR: '1', ...env }, maxBuffer: 2 ** 26 };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error) reject(new UserError(`${stdout}${stderr}`.trim() || error.message));
      else resolve(stdout);
    });
  });
}

/** Runs npm, without requests other than those for packages. */
export async function npm(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  // The command `npm` is a shell script on Windows; npm tells the scripts that it runs where its program is.
  const program = process.env['npm_execpath'];
  const isFile = program?.endsWith('npm-cli.js') === true;
  const all = [
    ...(isFile ? [program] : []),
    ...args,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  return run(isFile ? process.execPath : 'npm', all, cwd, env).catch((error: unknown) => {
    throw new UserError(`npm ${args.join(' ')} failed: ${(error as Error).message}`);
  });
}

/** Builds and packs the project `root` into the folder `to`, as `npm publish` would. */
export async function pack(root: string, to: string): Promise<Tarball> {
  const output = await npm(['pack', '--json', '--silent', '--pack-destination', to], root);
  // The build may have printed something before.
  const [packed] = JSON.parse(output.slice(output.search(/^\[/m))) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  const files = packed.files.map(({ path }) => path).sort();
  return { path: join(to, packed.filename), bytes: packed.size, files };
}

export function describeTarball({ path, bytes, files }: Tarball): string {
  return `${basename(path)}, ${files.length} files, ${(bytes / 1000).toFixed(1)} kB`;
}
