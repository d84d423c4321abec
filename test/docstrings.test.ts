import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { readDocstrings } from './support/docstrings.js';
import { after, testSamples } from './support/samples.js';

const settings: ts.CompilerOptions = {
  strict: true,
  types: ['node'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
};
const src = join(import.meta.dirname, '../src/index.ts');
const bare = join(import.meta.dirname, 'fixtures/docstrings/index.ts');

const { undocumented, examples } = readDocstrings(src, settings);

test('every export, and every member that can be reached from one, has a docstring', () => {
  expect(undocumented).toEqual([]);
  const sandbox = join(import.meta.dirname, '../src/sandbox/index.ts');
  expect(readDocstrings(sandbox, { ...settings, resolveJsonModule: true }).undocumented).toEqual(
    [],
  );
});

test('none goes unnoticed', () => {
  expect(readDocstrings(bare, settings).undocumented).toEqual([
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
  for (const { text } of examples) expect(text).toMatch(/^```ts\n[^`]*```$/);
});

// What an example may use when it imports nothing: see CONTRIBUTING.
const prelude = `
import { BillingConfigError, BillingError, createBillingClient, unwrap } from 'funnelfox-billing-client';
const billing = createBillingClient({ orgId: 'acme', secretKey: process.env.FUNNELFOX_SECRET_KEY });
`;

testSamples(
  'docstrings',
  examples.map(({ name, text }) => {
    const code = text.replace(/^```ts\n|```$/g, '');
    return {
      name,
      code: code.includes('import ') ? `${code}\nexport {};\n` : after(prelude, code),
    };
  }),
);
