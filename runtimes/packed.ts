import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { npm } from './npm.js';

const root = join(import.meta.dirname, '..');

/** The conformance program in a folder of its own, where `funnelfox-billing-client` is the packed package. */
export interface Packed {
  readonly folder: string;
  /** The program for runtimes that find packages by themselves. */
  readonly program: string;
  /** A folder with `worker.js` and `page.js`, everything in one file, as bundlers do it. */
  readonly bundles: string;
}

/**
 * Packs the client and installs it as a user does. The folder must lie outside of this repository: inside, a wrong
 * package would still find its dependencies, and a bundler the sources.
 */
export async function installPacked(folder: string): Promise<Packed> {
  await npm(root, ['pack', '--pack-destination', folder]);
  const [tarball] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  await npm(folder, ['install', `./${tarball ?? ''}`, '--ignore-scripts']);

  await build({
    entryPoints: [join(import.meta.dirname, 'conformance/*.ts')],
    outdir: folder,
    target: 'es2022',
  });
  const bundles = join(folder, 'bundles');
  await build({
    entryPoints: ['worker', 'page'].map((name) => join(folder, `${name}.js`)),
    outdir: bundles,
    bundle: true,
    format: 'esm',
    target: 'es2022',
  });
  await writeFile(
    join(bundles, 'index.html'),
    '<!doctype html><title>conformance</title><script type="module" src="page.js"></script>\n',
  );
  return { folder, program: join(folder, 'process.js'), bundles };
}
