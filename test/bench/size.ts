import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * What a page pays at most for the client and openapi-fetch, minified and gzipped, in bytes. It leaves room for the operations that
 * the next adopted contract may add.
 */
const LIMIT = 9_000;

const { outputFiles, metafile } = await build({
  entryPoints: ['src/index.ts'],
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  write: false,
  metafile: true,
  outfile: 'client.js',
});
const code = outputFiles[0]?.contents ?? new Uint8Array();
const inputs = Object.entries(metafile.outputs['client.js']?.inputs ?? {});
const minified = (part: string): number =>
  inputs
    .filter(([file]) => file.includes(part))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
const share = (part: string): string => `${Math.round((100 * minified(part)) / code.length)} %`;

const gzipped = gzipSync(code, { level: 9 }).length;
console.log(`${gzipped} bytes gzipped, ${code.length} minified; limit ${LIMIT} gzipped`);
console.log(
  `of the minified: openapi-fetch ${share('openapi-fetch')}, table of operations ${share('src/generated/')}`,
);
if (gzipped > LIMIT) {
  console.error(
    'Over the limit: make it smaller, or raise LIMIT in test/bench/size.ts and say why.',
  );
  process.exitCode = 1;
}
