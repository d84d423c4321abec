import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { npm, pack, run } from '../../scripts/package/npm.js';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
export const EXAMPLE = join(ROOT, 'examples/browser');

/** The conformance program in a folder of its own, where `funnelfox-billing-client` is the packed package. */
export interface Packed {
  readonly folder: string;
  /** The program for runtimes that resolve packages themselves. */
  readonly program: string;
  /** A folder with `worker.js` and `page.js`, each a bundle. */
  readonly bundles: string;
}

/**
 * Installs the runtimes, the example, and the packed client as a user does, in `folder`. That has to be outside of this
 * repository: inside, a package without its dependencies would still find them.
 */
export async function install(folder: string): Promise<Packed> {
  const changed = async (file: string) => (await stat(join(HERE, file))).mtimeMs;
  // npm writes this file last.
  const installed = await changed('node_modules/.package-lock.json').catch(() => 0);
  if (installed < (await changed('package-lock.json'))) await npm(['ci'], HERE);

  const { path } = await pack(ROOT, folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  await npm(['install', path, '--ignore-scripts'], folder);
  // Always, because it gets a copy of the client.
  await npm(['ci'], EXAMPLE);

  const target = 'es2022';
  await build({ entryPoints: [join(HERE, 'conformance/*.ts')], outdir: folder, target });
  const bundles = join(folder, 'bundles');
  const entryPoints = ['worker', 'page'].map((name) => join(folder, `${name}.js`));
  await build({ entryPoints, outdir: bundles, bundle: true, format: 'esm', target });
  return { folder, program: join(folder, 'process.js'), bundles };
}

/** Builds the page of examples/browser as its README describes, for the sandbox at this address. */
export async function buildExample(baseUrl: string): Promise<void> {
  await npm(['run', 'build'], EXAMPLE, { VITE_BILLING_URL: baseUrl });
}

/** Compiles the client's bundle with the compiler of React Native's engine; gives the engine's version. */
export async function compileWithHermes({ folder }: Packed): Promise<string> {
  const hermesc = join(HERE, 'node_modules/hermes-compiler/hermesc/linux64-bin/hermesc');
  const bundle = join(folder, 'client.js');
  const stdin = { contents: "export * from 'funnelfox-billing-client'", resolveDir: folder };
  await build({ stdin, outfile: bundle, bundle: true, format: 'iife', globalName: 'billing' });
  await run(hermesc, ['-w', '-emit-binary', '-out', `${bundle}.hbc`, bundle], folder);
  const version = await run(hermesc, ['--version'], folder);
  return /release version: (\S+)/.exec(version)?.[1] ?? version;
}
