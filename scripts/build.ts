import { spawnSync } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SANDBOX = join(ROOT, 'dist/sandbox');

/** The sandbox with its own dependencies in it, so that installing the package brings none of them. */
async function bundleSandbox(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['index', 'command'].map((name) => `src/sandbox/${name}.ts`),
    outdir: SANDBOX,
    bundle: true,
    splitting: true,
    chunkNames: 'sandbox',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}

/** The declarations of the sandbox's entry alone: they mention nothing that is bundled. */
async function declareSandbox(): Promise<void> {
  const source = await readFile(join(ROOT, 'src/sandbox/index.ts'), 'utf8');
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {});
  if (diagnostics.length > 0) throw new Error('src/sandbox/index.ts: declare every type in full');
  await writeFile(join(SANDBOX, 'index.d.ts'), outputText);
}

/** The names and licenses of the packages that bundled files are from. */
async function renderNotices(inputs: readonly string[]): Promise<string> {
  const packages = inputs.flatMap(
    (file) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  const notices = [...new Set(packages)].sort().map(async (folder) => {
    const manifest = await readFile(join(ROOT, folder, 'package.json'), 'utf8');
    const { name, version, license } = JSON.parse(manifest) as Record<string, string>;
    const file = (await readdir(join(ROOT, folder))).find((one) => /^licen[cs]e/i.test(one));
    if (!file) throw new Error(`${folder} has no license file, so it must not be bundled`);
    const text = await readFile(join(ROOT, folder, file), 'utf8');
    return `${name ?? ''} ${version ?? ''} (${license ?? ''})\n\n${text.trim()}\n`;
  });
  const intro = 'The files of this folder contain these packages.\n';
  return [intro, ...(await Promise.all(notices))].join(`\n${'-'.repeat(72)}\n\n`);
}

await rm(join(ROOT, 'dist'), { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const compiled = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
// tsc has printed what is wrong.
if (compiled.status !== 0) process.exit(1);
const notices = join(SANDBOX, 'THIRD-PARTY-LICENSES.txt');
await writeFile(notices, await renderNotices(await bundleSandbox()));
await declareSandbox();
console.log(`built dist/, with ${relative(ROOT, notices)}`);
