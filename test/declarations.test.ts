import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { asObject, dereference, readContract } from '../src/sandbox/contract.js';

const root = join(import.meta.dirname, '..');

const client = (options = ''): string => `
  import { createBillingClient } from '../src/index.js';
  const billing = createBillingClient({ orgId: 'acme', ${options} });`;
const call = (init: string): string => `billing.POST('/checkout/create_client_session', ${init});`;
const body = (field: string): string => call(`{ body: { ${field} } }`);

const regional = client("regions: { eu: { client_metadata: {}, pp_ident: 'x' } }");
const germany = client("regions: { eu: { country_code: 'DE' } }");
const regions = 'regions: { eu: {}, us: {} }';

const { document, operations } = readContract();

/** What the contract says of a field of a request or a response: how its description begins, and its constraints. */
function factsOf(field: string, path = '/checkout/create_client_session'): string[] {
  const { requestSchema, responseSchema } = operations.find((one) => one.path === path) ?? {};
  const fields = [responseSchema, requestSchema].map(
    (schema) => asObject(asObject(dereference(document, schema))['properties'])[field],
  );
  const found = fields.find(Boolean);
  if (!found) throw new Error(`The contract has no ${field} at ${path}.`);
  const { description = '', ...facts } = asObject(found);
  const tags = ['maxLength', 'pattern', 'format'].filter((name) => facts[name] !== undefined);
  const [begin = ''] = /^[\w ]*/.exec(String(description)) ?? [];
  return [begin, ...tags.map((name) => `@${name} ${String(facts[name])}`)];
}

/** What an editor shows over the place marked `|`. */
const hovers: readonly (readonly [place: string, source: string, shown: readonly string[]])[] = [
  [
    'a body field shows its description and constraints',
    client() + body("|pp_ident: 'x'"),
    ['pp_ident: string', ...factsOf('pp_ident')],
  ],
  ['a field with a default does, too', regional + body("|pp_ident: 'x'"), factsOf('pp_ident')],
  ['region, too', regional + body("|region: 'eu'"), ['"eu"', ...factsOf('region')]],
  ['a default shows the same', client("defaults: { |pp_ident: 'x' }"), factsOf('pp_ident')],
  [
    'a response field shows its format',
    `${client()}
      const { data } = await billing.POST('/checkout/create_payment', { body: {} as never });
      data?.|order_id;`,
    factsOf('order_id', '/checkout/create_payment'),
  ],
  [
    'a client names what it fills',
    germany.replace('const b', 'const |b'),
    ['BillingClient<"country_code", "eu">'],
  ],
];

/** What tsc says about a mistake, in one message. */
const mistakes: readonly (readonly [name: string, source: string, message: RegExp])[] = [
  ['a misspelt option', client('timeout: 1'), /Did you mean to write 'timeoutMs'\?/],
  [
    'a wrong region of the client',
    client(`region: 'asia', ${regions}`),
    /^Type '"asia"' is not assignable to type '"eu" \| "us" \| undefined'\.$/,
  ],
  ['a region that is missing in a call', client(regions) + call('{ body: {} }'), /region/],
  ['no regions', client('regions: {}'), /'at least one region'/],
  [
    'a misspelt field of a region',
    client("regions: { eu: { nation: 'DE' } }"),
    /'nation' does not exist in type 'BillingDefaults'/,
  ],
  ['a misspelt path', `${client()} billing.POST('/feature');`, /'"\/feature"' is not assignable/],
  ['a missing body', `${client()} billing.POST('/my_assets');`, /^Expected 2 arguments, but got 1/],
  [
    'an option of a call',
    `${client()} billing.POST('/features', { retry: 1 });`,
    /'retry' does not exist in type 'BillingCallInit<"POST", "\/features", /,
  ],
];

const naming = `${germany} export const { POST, request, use } = billing;`;

const sources = [naming, ...[...hovers, ...mistakes].map(([, source]) => source)];
const fileOf = (source: string) => join(root, `test/program-${sources.indexOf(source)}.ts`);
const files = new Map(sources.map((source) => [fileOf(source), source.replace('|', '')]));

/** One editor for all of them, which are nowhere on disk, and for the tests of the types. */
const config = join(root, 'test/types/tsconfig.json');
const { options, fileNames } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(config, (name) => ts.sys.readFile(name)).config,
  ts.sys,
  join(root, 'test/types'),
);
const editor = ts.createLanguageService({
  getScriptFileNames: () => [...files.keys(), ...fileNames],
  getScriptVersion: () => '0',
  getScriptSnapshot: (name) => {
    const text = files.get(name) ?? ts.sys.readFile(name);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => root,
  // `vitest --typecheck` runs the tests of the types with exactOptionalPropertyTypes; here, they run without.
  getCompilationSettings: () => ({
    ...options,
    exactOptionalPropertyTypes: false,
    declaration: true,
    stripInternal: true,
    noEmit: false,
  }),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => files.has(name) || ts.sys.fileExists(name),
  readFile: (name) => ts.sys.readFile(name),
});

const messagesOf = (file: string): string[] =>
  [...editor.getSyntacticDiagnostics(file), ...editor.getSemanticDiagnostics(file)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
const declarationOf = (file: string): string =>
  editor.getEmitOutput(file, true, true).outputFiles[0]?.text ?? '';

test.each(hovers)('in an editor, %s', (_, source, shown) => {
  const info = editor.getQuickInfoAtPosition(fileOf(source), source.indexOf('|'));
  const tags = info?.tags?.map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`);
  const texts = [info?.displayParts, info?.documentation].map(ts.displayPartsToString);
  const all = [...texts, ...(tags ?? [])].join('\n');
  for (const one of shown) expect(all).toContain(one);
});

test.each(mistakes)('the compiler explains %s', (_, source, message) => {
  expect(messagesOf(fileOf(source))).toEqual([expect.stringMatching(message)]);
});

test('the methods of a client have names in a declaration', () => {
  expect(messagesOf(fileOf(naming))).toEqual([]);
  const declaration = declarationOf(fileOf(naming));
  expect(declaration).toContain('BillingMethod<"POST", "country_code", "eu">');
  expect(declaration).toContain('BillingRequest<"country_code", "eu">');
});

test('the types hold without exactOptionalPropertyTypes, too', () => {
  expect(fileNames).not.toEqual([]);
  expect(fileNames.flatMap(messagesOf)).toEqual([]);
});

test('the published declarations mention neither openapi-fetch nor openapi-typescript', () => {
  const all = editor
    .getProgram()
    ?.getSourceFiles()
    .map(({ fileName }) => fileName);
  const published = all?.filter((name) => name.startsWith(join(root, 'src/'))) ?? [];
  expect(published).toContain(join(root, 'src/index.ts'));
  for (const file of published.filter((name) => name.endsWith('.ts'))) {
    const declaration = declarationOf(file);
    expect(declaration, file).not.toBe('');
    expect(declaration, file).not.toMatch(/openapi-fetch|openapi-typescript|reference types/);
  }
});
