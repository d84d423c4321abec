import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runChromium } from './adapters/chromium.js';
import { exampleRows, runExample } from './adapters/example.js';
import { runProcess } from './adapters/process.js';
import { runWorkerd } from './adapters/workerd.js';
import { rows as conformance } from './conformance/rows.js';
import type { Runtime } from './runtime.js';

const installed = (path: string): string => join(import.meta.dirname, 'node_modules', path);
const rows = conformance.map(({ name }) => name);

const node = (alias: string) => runProcess('node', installed(`${alias}/bin/node`));

const deno = runProcess(
  'deno',
  installed('@deno/linux-x64-glibc/deno'),
  ...['run', '--no-prompt', '--cached-only', '--allow-net=127.0.0.1,localhost', '--quiet'],
);

const workerd: Runtime['run'] = async (...given) => {
  const folder = '@cloudflare/workerd-linux-64';
  const manifest = await readFile(installed(`${folder}/package.json`), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return runWorkerd(installed(`${folder}/bin/workerd`), version)(...given);
};

export const runtimes: readonly Runtime[] = [
  { name: 'Node.js 20', rows, run: node('node20') },
  { name: 'Node.js 22', rows, run: node('node22') },
  { name: 'Node.js 24', rows, run: node('node24') },
  { name: 'Bun', rows, run: runProcess('bun', installed('@oven/bun-linux-x64/bin/bun')) },
  { name: 'Deno', rows, run: deno },
  { name: 'workerd', rows, run: workerd },
  { name: 'Chromium', rows, run: runChromium },
  { name: 'examples/browser in Chromium', rows: exampleRows, run: runExample },
];
