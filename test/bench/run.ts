import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

// `npm run bench:speed`: runs speed.ts as plain JavaScript, because tsx would add work to every call.
const outdir = join(import.meta.dirname, '.build');
await build({
  entryPoints: ['speed.ts', 'server.ts'].map((file) => join(import.meta.dirname, file)),
  outdir,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
});
const args = [join(outdir, 'speed.js'), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
