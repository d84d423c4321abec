import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.js';
import { PackageError } from './error.js';
import { shorten } from './report.js';

export interface Tarball {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** What it holds, sorted. */
  readonly files: readonly string[];
}

/** What `npm pack --json` says of a package. */
interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Packs the project in `root` into the folder `to`, as `npm publish` would. */
export async function pack(root: string, to: string): Promise<Tarball> {
  // As in a fresh clone: packing has to build.
  await rm(join(root, 'dist'), { recursive: true, force: true });
  const args = ['pack', '--json', '--silent', '--pack-destination', to];
  const { ok, stdout, output } = await run('npm', args, root);
  if (!ok) throw new PackageError(`npm pack failed:\n${shorten(output)}`);
  const [{ filename, size, files }] = JSON.parse(stdout) as [Packed];
  const paths = files.map(({ path }) => path).sort();
  return { name: filename, path: join(to, filename), bytes: size, files: paths };
}

export function describeTarball({ name, bytes, files }: Tarball): string {
  return `${name}, ${files.length} files, ${(bytes / 1000).toFixed(1)} kB`;
}
