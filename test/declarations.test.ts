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

  test('over a client names what it fills', () => {
    const source = client("regions: { eu: { country_code: 'DE' } }").replace('const b', 'const |b');
    expect(hover(source)).toContain('BillingClient<"country_code", "eu">');
  });
});

/** What tsc says about each of some programs, and the declarations that it emits. */
function compile(sources: readonly string[]): { messages: string[]; declaration: string }[] {
  const files = new Map(sources.map((source, at) => [join(root, `test/program-${at}.ts`), source]));
  const settings = { ...options('tsconfig.json').options, declaration: true, noEmit: false };
  const host = ts.createCompilerHost(settings);
  const onDisk = { ...host };
  host.getSourceFile = (name, ...rest) => {
    const source = files.get(name);
    return source === undefined
      ? onDisk.getSourceFile(name, ...rest)
      : ts.createSourceFile(name, source, ts.ScriptTarget.ES2022);
  };
  host.fileExists = (name) => files.has(name) || onDisk.fileExists(name);
  const program = ts.createProgram([...files.keys()], settings, host);
  return [...files.keys()].map((file) => {
    const target = program.getSourceFile(file);
    let declaration = '';
    program.emit(target, (name, text) => {
      if (name.endsWith('.d.ts')) {
        declaration = text;
      }
    });
    const messages = ts
      .getPreEmitDiagnostics(program, target)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    return { messages, declaration };
  });
}

test('the types hold without exactOptionalPropertyTypes, too', () => {
  const { fileNames, options: settings } = options('test/types/tsconfig.json');
  const program = ts.createProgram(fileNames, { ...settings, exactOptionalPropertyTypes: false });
  const messages = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
  expect(fileNames.length).toBeGreaterThan(2);
  expect(messages).toEqual([]);
});

describe('the compiler', () => {
  const call = (init: string): string =>
    `billing.POST('/checkout/create_client_session', ${init});`;
  const regions = 'regions: { eu: {}, us: {} }';

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
      client("regions: { eu: { country: 'DE' } }"),
      /'country' does not exist in type 'BillingDefaults'/,
    ],
    ['a misspelt path', `${client()} billing.POST('/feature');`, /'"\/feature"' is not assignable/],
    [
      'a missing body',
      `${client()} billing.POST('/my_assets');`,
      /^Expected 2 arguments, but got 1\.$/,
    ],
    [
      'an option of a call',
      `${client()} billing.POST('/features', { retry: 1 });`,
      /'retry' does not exist/,
    ],
  ];
  const methods = `
    import { createBillingClient } from '../src/index.js';
    const billing = createBillingClient({ orgId: 'acme', regions: { eu: { country_code: 'DE' } } });
    export const { POST, request, use } = billing;`;
  const [naming, ...results] = compile([methods, ...mistakes.map(([, source]) => source)]);

  test.each(mistakes.map(([name, , message], at) => ({ name, message, at })))(
    'explains $name',
    ({ message, at }) => {
      expect(results[at]?.messages).toEqual([expect.stringMatching(message)]);
    },
  );

  test('can name the methods of a client in a declaration', () => {
    expect(naming?.messages).toEqual([]);
    expect(naming?.declaration).toContain('BillingMethod<"POST", "country_code", "eu">');
    expect(naming?.declaration).toContain('BillingRequest<"country_code", "eu">');
  });
});

describe('the published declarations', () => {
  test('mention neither openapi-fetch nor openapi-typescript', () => {
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
});
