import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** A client of this project, and the same calls through openapi-fetch's own types. */
const prelude = {
  'this client': `
    import { createBillingClient, type paths } from './src/index.js';
    const client = createBillingClient({ orgId: 'acme' });`,
  'openapi-fetch': `
    import createClient from 'openapi-fetch';
    import type { paths } from './src/generated/schema.js';
    const client = createClient<paths>();`,
};

/** A call with a body of the contract's type. */
const call = (path: string): string => `
    export const call${path.replace(/\W/g, '_')} = (body: NonNullable<paths['${path}']['post']['requestBody']>['content']['application/json']) =>
      client.POST('${path}', { body }).then(({ data, error }) => (error ? undefined : data));`;

/** Checks a source in memory, as a file of this project; gives what the compiler did. */
function check(source: string): { instantiations: number; ms: number } {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  ) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const file = join(root, 'calls.ts');
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022)
      : onDisk.getSourceFile(name, ...rest);
  host.fileExists = (name) => name === file || onDisk.fileExists(name);
  const program = ts.createProgram([file], options, host);
  const start = performance.now();
  const found = program.getSemanticDiagnostics(program.getSourceFile(file));
  const ms = performance.now() - start;
  if (found[0]) throw new Error(ts.flattenDiagnosticMessageText(found[0].messageText, '\n'));
  return { instantiations: program.getInstantiationCount(), ms };
}

const { operations } = await import('../../src/generated/operations.js');
const paths = Object.keys(operations).map((name) => name.replace('POST ', ''));
for (const count of [10, paths.length]) {
  console.log(`${count} calls`);
  for (const [name, start] of Object.entries(prelude)) {
    const source = start + paths.slice(0, count).map(call).join('');
    const { instantiations, ms } = check(source);
    console.log(
      `  ${name.padEnd(16)}${String(instantiations).padStart(8)} instantiations   ${ms.toFixed(0).padStart(5)} ms`,
    );
  }
}
