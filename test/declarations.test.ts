import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

function options(config: string): ts.ParsedCommandLine {
  const path = join(root, config);
  const read = ts.readConfigFile(path, (file) => ts.sys.readFile(file)).config as object;
  return ts.parseJsonConfigFileContent(read, ts.sys, root, undefined, path);
}

/** An editor on a program that imports this client. */
function openEditor(): (source: string) => string {
  const file = join(root, 'test/hover.ts');
  const { options: settings } = options('tsconfig.json');
  let version = 0;
  let text = '';
  const service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? String(version) : '0'),
    getScriptSnapshot: (name) => {
      const content = name === file ? text : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => settings,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
  });
  return (source) => {
    version++;
    text = source.replace('|', '');
    const info = service.getQuickInfoAtPosition(file, source.indexOf('|'));
    const tags = info?.tags ?? [];
    return [
      ts.displayPartsToString(info?.displayParts),
      ts.displayPartsToString(info?.documentation),
      ...tags.map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`),
    ].join('\n');
  };
}

/** What it shows over the place marked `|`. */
const hover = openEditor();

const client = (options = ''): string => `
  import { createBillingClient } from '../src/index.js';
  const billing = createBillingClient({ orgId: 'acme', ${options} });`;
const body = (field: string): string =>
  `billing.POST('/checkout/create_client_session', { body: { ${field} } });`;

describe('hover', () => {
  test('over a body field shows its description and constraints', () => {
    const shown = hover(client() + body("|pp_ident: 'x'"));
    expect(shown).toContain('pp_ident: string');
    expect(shown).toContain('Unique identifier of the price point');
    expect(shown).toContain('@maxLength 256');
    expect(shown).toContain('@pattern ^[-A-Za-z_0-9]{1,256}$');
  });

  test('over a field with a default, and over region, too', () => {
    const start = client("regions: { eu: { client_metadata: {}, pp_ident: 'x' } }");
    expect(hover(start + body("|pp_ident: 'x'"))).toContain('@maxLength 256');
    const region = hover(start + body("|region: 'eu'"));
    expect(region).toContain('"eu"');
    expect(region).toContain('@maxLength 64');
  });

  test('over a default shows the same', () => {
    expect(hover(client("defaults: { |pp_ident: 'x' }"))).toContain('@maxLength 256');
  });

  test('over a reply shows its format', () => {
    const source = `${client()}
      const { data } = await billing.POST('/checkout/create_payment', { body: {} as never });
      data?.|order_id;`;
    expect(hover(source)).toContain('@format uuid');
  });

  test('over a method says what it does, and shows the operation and its data', () => {
    const called = hover(`${client()} billing.|POST('/features');`);
    expect(called).toContain('Calls an operation');
    expect(called).toContain('@throws {BillingConfigError}');
    expect(called).toContain('BillingCallInit<"post", "/features", never, string>');
    expect(called).toContain('features: ');
    expect(hover(`${client()} billing.|POST;`)).toContain('Calls a `POST` operation');
  });

  test.each([
    ['region', "'eu'", 'The region of calls that name none'],
    ['defaults', '{}', 'Body fields for every call'],
    ['regions', '{ eu: {} }', 'The same for each region'],
    ['timeoutMs', '1', 'in milliseconds'],
    ['retries', '0', 'Default: 2'],
  ])('over the option %s says what it is for', (option, value, expected) => {
    expect(hover(client(`|${option}: ${value}`))).toContain(expected);
    expect(hover(client().replace('orgId', '|orgId'))).toContain('not the FunnelFox project ID');
  });

  test.each([
    ["body: { pp_ident: 'x' }", 'Sent as JSON'],
    ['headers: {}', 'More request headers'],
    ['signal: null!', 'Ends the call'],
    ['timeoutMs: 1', 'in milliseconds'],
    ['retries: 0', "Default: the client's"],
  ])('over the member of a call %s says what it is for', (member, expected) => {
    const source = `${client()} billing.POST('/checkout/create_client_session', { |${member} });`;
    expect(hover(source)).toContain(expected);
  });

  test.each([
    ['data', 'What the API sent'],
    ['error', 'What went wrong'],
    ['requestId', 'quote it to FunnelFox support'],
    ['response', 'The HTTP response'],
  ])('over %s of a result says what it is, taken apart or not', (member, expected) => {
    expect(hover(`${client()} const { |${member} } = await billing.POST('/features');`)).toContain(
      expected,
    );
    expect(hover(`${client()} (await billing.POST('/features')).|${member};`)).toContain(expected);
  });

  test.each([
    ['outcome', 'May the call have taken effect?'],
    ['message', 'For logs'],
    ['cause', 'What led to it'],
  ])('over %s of an error says what it is', (member, expected) => {
    const source = `${client()} const { error } = await billing.POST('/features');`;
    expect(hover(`${source} error?.|${member};`)).toContain(expected);
  });

  test.each([
    ['onRequest', 'request', 'without the secret key'],
    ['onRequest', 'id', 'Names this call'],
    ['onResponse', 'response', 'The last reply'],
    ['onError', 'error', 'A `BillingError`'],
  ])('in middleware, over %s says when, and over %s what', (on, member, expected) => {
    expect(hover(`${client()} billing.use({ |${on}() {} });`)).toMatch(/\n(Before|After|When) /);
    expect(hover(`${client()} billing.use({ ${on}({ |${member} }) {} });`)).toContain(expected);
  });

  test('over a client names what it fills', () => {
    const source = client("regions: { eu: { country_code: 'DE' } }").replace('const b', 'const |b');
    expect(hover(source)).toContain('BillingClient<"country_code", "eu">');
  });
});

describe('the seams', () => {
  test('show nowhere in the published declarations', () => {
    const { fileNames, options: build } = options('tsconfig.build.json');
    const written = new Map<string, string>();
    const program = ts.createProgram(fileNames, { ...build, emitDeclarationOnly: true });
    program.emit(undefined, (name, text) => written.set(name, text));
    const declarations = [...written].filter(([name]) => name.endsWith('.d.ts'));
    expect(declarations.map(([name]) => name)).toContain(join(root, 'dist/index.d.ts'));
    for (const [, text] of declarations) {
      expect(text).not.toMatch(/openapi-fetch|openapi-typescript/);
      expect(text).not.toMatch(/reference types/);
    }
  });

  test.each([
    ['src', 'openapi-fetch', ['client.ts']],
    ['src', 'openapi-typescript', []],
    ['scripts', 'openapi-fetch', []],
    ['scripts', 'openapi-typescript', ['generate.ts']],
  ])('in %s, %s is imported in %j alone', async (folder, name, expected) => {
    const files = await readdir(join(root, folder), { recursive: true });
    const importing = [];
    for (const file of files.filter((one) => one.endsWith('.ts')))
      if ((await readFile(join(root, folder, file), 'utf8')).match(`['"]${name}['"/]`))
        importing.push(file);
    expect(importing).toEqual(expected);
  });
});
