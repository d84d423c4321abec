import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../scripts/sandbox.js';

const root = join(import.meta.dirname, '..');
const folder = join(import.meta.dirname, '.samples');
const readme = await readFile(join(root, 'README.md'), 'utf8');

interface Sample {
  heading: string;
  code: string;
}

/** The TypeScript samples of a text, each with the heading above it. */
function samplesOf(text: string): Sample[] {
  let heading = '';
  return [...text.matchAll(/^#+ ([^\n]+)$|^```ts\n(.*?)^```$/gms)].flatMap(([, title, code]) => {
    heading = title ?? heading;
    return code === undefined ? [] : [{ heading, code }];
  });
}

const samples = samplesOf(readme);
const first = samples[0]?.code ?? '';

/** A sample as a module of its own: after the first one, which it may go on from. */
function moduleOf({ code }: Sample): string {
  if (code === first) return `${code}export {};\n`;
  const imports = [...code.matchAll(/^import .*$/gm)].join('\n');
  const rest = code.replace(/^import .*$/gm, '');
  return `${imports}\n${first}\n{\n${rest}}\nexport {};\n`;
}

const files = samples.map((_, at) => join(folder, `sample-${at}.ts`));
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  await mkdir(folder, { recursive: true });
  for (const [at, sample] of samples.entries()) await writeFile(files[at] ?? '', moduleOf(sample));
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

test('the first sample has at most 15 lines', () => {
  expect(first.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
});

test('every sample compiles', () => {
  const program = ts.createProgram(files, {
    ...ts.getDefaultCompilerOptions(),
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    paths: { 'funnelfox-billing-client': [join(root, 'src/index.ts')] },
  });
  const found = ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) => [
      diagnostic.file?.fileName,
      ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
    ]);
  expect(found).toEqual([]);
}, 60_000);

describe('every sample runs', () => {
  test.each(samples.map((sample, at) => ({ ...sample, at })))('$at: $heading', async ({ at }) => {
    const sent: string[] = [];
    const { fetch } = globalThis;
    vi.stubEnv('FUNNELFOX_SECRET_KEY', 's3cret');
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.stubGlobal('fetch', (input: string | Request, init?: RequestInit) => {
      const { url } = new Request(input, init);
      sent.push(url);
      const here = url.replace('https://billing.funnelfox.com', sandbox.origin);
      return fetch(typeof input === 'string' ? here : new Request(here, input), init);
    });
    try {
      await import(files[at] ?? '');
    } finally {
      vi.unstubAllGlobals();
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    }
    expect(sent.length).toBeGreaterThan(0);
    for (const url of sent) expect(url).toMatch(/^https:\/\/billing\.funnelfox\.com\/acme\/v1\//);
  });
});
