import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../src/sandbox/index.js';
import { findUndocumented } from './support/docstrings.js';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFile(join(root, path), 'utf8');

/** A piece of TypeScript that users read, and the code that goes before it. */
interface Sample {
  name: string;
  code: string;
  prelude: string;
}

/** The samples of a page, each with the heading above it. The first one makes the client with which the others go on. */
async function samplesIn(page: string): Promise<Sample[]> {
  let [heading, prelude] = ['', ''];
  const found = [...(await read(page)).matchAll(/^#+ ([^\n]+)$|^```ts\n(.*?)^```$/gms)];
  return found.flatMap(([, title, code]) => {
    heading = title ?? heading;
    if (code === undefined) return [];
    const sample = { name: `${page}: ${heading}`, code, prelude };
    prelude ||= code;
    return [sample];
  });
}

// What an example may use when it imports nothing: see CONTRIBUTING.
const CLIENT = `
import { BillingConfigError, BillingError, createBillingClient, unwrap } from 'funnelfox-billing-client';
const billing = createBillingClient({ orgId: 'acme', secretKey: process.env.FUNNELFOX_SECRET_KEY });
`;

/** The text of every `@example` in a file. */
async function examplesIn(file: string): Promise<[name: string, text: string][]> {
  const comments = [...(await read(file)).matchAll(/ \* @example\n(.*?\n)(?= *\*(?:\/| @))/gs)];
  return comments.map(([, text = ''], at) => [`${file} ${at + 1}`, text.replace(/^ *\* ?/gm, '')]);
}

const sources = (await readdir(join(root, 'src'))).filter((name) => name.endsWith('.ts'));
const examples = (await Promise.all(sources.map((name) => examplesIn(`src/${name}`)))).flat();
const samples: Sample[] = [
  ...(await samplesIn('README.md')),
  ...(await samplesIn('docs/recipes.md')),
  ...examples.map(([name, text]) => {
    const code = text.replace(/^```ts\n|```\n?$/g, '');
    return { name, code, prelude: code.includes('import ') ? '' : CLIENT };
  }),
];

/** A sample as a module that goes on from its prelude: imports first, and names of its own. */
function moduleOf({ code, prelude }: Sample): string {
  if (prelude === '') return `${code}\nexport {};\n`;
  const imports = [...code.matchAll(/^import [^;]*;/gm)].join('\n');
  const rest = code.replace(/^import [^;]*;.*$/gm, '');
  return `${imports}\n${prelude}\n{\n${rest}}\nexport {};\n`;
}

// Inside of this repository, so that its packages are found.
const folder = join(root, 'test/.samples');
const modules = samples.map((sample, at) => [join(folder, `${at}.ts`), moduleOf(sample)] as const);
mkdirSync(folder, { recursive: true });
for (const [file, text] of modules) writeFileSync(file, text);
afterAll(() => rmSync(folder, { recursive: true }));

const entries = ['src/index.ts', 'src/sandbox/index.ts', 'test/fixtures/docstrings/index.ts'];
const [client = '', sandboxEntry = '', bare = ''] = entries.map((file) => join(root, file));

/** One program for everything: to read the libraries takes most of the time. */
const program = ts.createProgram([client, sandboxEntry, bare, ...modules.map(([file]) => file)], {
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
    'funnelfox-billing-client': [client],
    'funnelfox-billing-client/sandbox': [sandboxEntry],
  },
});

test('every export, and every member that can be reached from one, has a docstring', () => {
  expect(findUndocumented(program, client)).toEqual([]);
  expect(findUndocumented(program, sandboxEntry)).toEqual([]);
  expect(findUndocumented(program, bare)).toEqual([
    'call',
    'Options',
    'Shared.hidden',
    'Options.timeout',
    'Result.error',
    'Failure.code',
    'Failure()',
    'Failure.name',
  ]);
});

test('every example is one block of TypeScript', () => {
  expect(examples.length).toBeGreaterThan(10);
  for (const [name, text] of examples) expect(text, name).toMatch(/^```ts\n[^`]*```\n$/);
});

test('every sample compiles', () => {
  const messages = modules.flatMap(([file], at) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => [
        samples[at]?.name,
        ts.flattenDiagnosticMessageText(messageText, '\n'),
      ]),
  );
  expect(messages).toEqual([]);
});

describe('with the sandbox in the place of the API', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  test.each(samples.map(({ name }, at) => [name, modules[at]?.[0] ?? '']))(
    'runs %s',
    async (_, file) => {
      const { fetch } = globalThis;
      const { origin } = new URL(sandbox.baseUrl);
      onTestFinished(() => {
        vi.unstubAllGlobals();
        vi.unstubAllEnvs();
        vi.restoreAllMocks();
      });
      vi.stubEnv('FUNNELFOX_SECRET_KEY', 's3cret');
      vi.spyOn(console, 'log').mockImplementation(() => undefined);
      vi.spyOn(console, 'error').mockImplementation(() => undefined);
      const [called, responses]: [string[], string[]] = [[], []];
      vi.stubGlobal('fetch', async (input: string | Request, init?: RequestInit) => {
        const { url } = new Request(input, init);
        called.push(url);
        const here = url.replace('https://billing.funnelfox.com', origin);
        const target = typeof input === 'string' ? here : new Request(here, input);
        const response = await fetch(target, init);
        responses.push(await response.clone().text());
        return response;
      });
      await import(file);
      const address = /^(https:\/\/billing\.funnelfox\.com|http:\/\/127\.0\.0\.1:\d+)\/acme\/v1\//;
      for (const url of called) expect(url).toMatch(address);
      // What users copy must be what the contract takes.
      for (const response of responses) expect(response).not.toContain('"bad_request"');
    },
  );

  test('passes the sample of Testing', async () => {
    const [, code = ''] =
      /^## Testing\n.*?^```js\n(.*?)^```$/ms.exec(await read('README.md')) ?? [];
    expect(code).toContain('assert.');
    writeFileSync(join(folder, 'testing.ts'), code);
    await import(join(folder, 'testing.ts'));
  });
});
