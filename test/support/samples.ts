import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.js';

const root = join(import.meta.dirname, '../..');

/** A piece of TypeScript that users read. */
export interface Sample {
  name: string;
  code: string;
}

/** A sample as a module of its own that goes on from another: imports first, and names of its own. */
export function after(prelude: string, code: string): string {
  const imports = [...code.matchAll(/^import [^;]*;/gm)].join('\n');
  const rest = code.replace(/^import [^;]*;.*$/gm, '');
  return `${imports}\n${prelude}\n{\n${rest}}\nexport {};\n`;
}

/**
 * Tests that these modules compile and run: every call to the API reaches a sandbox.
 *
 * @param name what they are, for a folder of their own
 */
export function testSamples(name: string, modules: readonly Sample[]): void {
  const folder = join(root, 'test/.samples', name);
  const files = modules.map((_, at) => join(folder, `sample-${at}.ts`));
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
    await mkdir(folder, { recursive: true });
    for (const [at, { code }] of modules.entries()) await writeFile(files[at] ?? '', code);
  });

  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  test('every sample compiles', () => {
    expect(mistakesIn(files)).toEqual([]);
  });

  test.each(modules.map((sample, at) => ({ ...sample, at })))('$at runs: $name', async ({ at }) => {
    const { called, refused } = await run(files[at] ?? '', sandbox);
    expect(refused).toEqual([]);
    for (const url of called) {
      expect(url).toMatch(
        /^(https:\/\/billing\.funnelfox\.com|http:\/\/127\.0\.0\.1:\d+)\/acme\/v1\//,
      );
    }
  });
}

function mistakesIn(files: readonly string[]): unknown[] {
  const program = ts.createProgram(files, {
    ...ts.getDefaultCompilerOptions(),
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    // The sandbox is compiled from its sources here.
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    paths: {
      'funnelfox-billing-client': [join(root, 'src/index.ts')],
      'funnelfox-billing-client/sandbox': [join(root, 'src/sandbox/index.ts')],
    },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => [
      file?.fileName,
      ts.flattenDiagnosticMessageText(messageText, '\n'),
    ]);
}

/** Runs a module with the sandbox in the place of the API; gives what it called, and what was refused there. */
async function run(
  file: string,
  { baseUrl }: Sandbox,
): Promise<{ called: string[]; refused: string[] }> {
  const [called, refused]: [string[], string[]] = [[], []];
  const { fetch } = globalThis;
  const { origin } = new URL(baseUrl);
  vi.stubEnv('FUNNELFOX_SECRET_KEY', 's3cret');
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.stubGlobal('fetch', async (input: string | Request, init?: RequestInit) => {
    const { url } = new Request(input, init);
    called.push(url);
    const here = url.replace('https://billing.funnelfox.com', origin);
    const response = await fetch(typeof input === 'string' ? here : new Request(here, input), init);
    // What users copy must be what the contract takes.
    const text = await response.clone().text();
    if (text.includes('"bad_request"')) refused.push(`${url}: ${text}`);
    return response;
  });
  try {
    await import(file);
  } finally {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  }
  return { called, refused };
}
