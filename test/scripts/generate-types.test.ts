import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { normalise } from '../../scripts/contract/normalise.js';
import { parseContract } from '../../scripts/contract/read.js';
import { main } from '../../scripts/generate.js';

// Compiling takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'types-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** A generated file of a contract given without its first line. */
async function generated(file: string, text: string, version = '3.1.0'): Promise<string> {
  const contract = join(dir, 'c.yaml');
  await writeFile(contract, `openapi: ${version}\n${text}\n`);
  const errors: string[] = [];
  await main(['--contract', contract, '--out', join(dir, 'out')], {
    log: () => undefined,
    error: (problem) => errors.push(problem),
  });
  expect(errors).toEqual([]);
  return readFile(join(dir, 'out', file), 'utf8');
}

function types(text: string, version?: string): Promise<string> {
  return generated('schema.ts', text, version);
}

/** The generated types of some schemas, without white space. */
async function schemas(text: string, version?: string): Promise<string> {
  const source = await types(`components:\n  schemas:\n${indent(text)}\npaths: {}`, version);
  const [, body = ''] = /^ {2}schemas: \{\n([^]*?)^ {2}\};$/m.exec(source) ?? [];
  return body.replace(/\s+/g, ' ').trim();
}

function indent(text: string): string {
  return text.trim().replace(/^/gm, '    ');
}

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipDefaultLibCheck: true,
  noEmit: true,
  lib: ['lib.es2022.d.ts'],
  target: ts.ScriptTarget.ES2022,
  types: [],
};

/** TypeScript's own declarations take the longest to read, and stay the same. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** What is wrong with a module, according to TypeScript. */
function diagnose(source: string): readonly string[] {
  const path = '/module.ts';
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target) => {
    if (name === path) return ts.createSourceFile(name, source, target);
    if (!libraries.has(name)) libraries.set(name, parse(name, target));
    return libraries.get(name);
  };
  host.fileExists = (name) => name === path;
  return ts
    .getPreEmitDiagnostics(ts.createProgram([path], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** What an editor shows at the last place of a name in a module: the text, and the tags. */
function hover(source: string, name: string) {
  const path = '/module.ts';
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({ noLib: true }),
    getScriptFileNames: () => [path],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => (file === path ? ts.ScriptSnapshot.fromString(source) : undefined),
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => '/lib.d.ts',
    fileExists: (file) => file === path,
    readFile: () => undefined,
  });
  const info = service.getQuickInfoAtPosition(path, source.lastIndexOf(name));
  return {
    text: ts.displayPartsToString(info?.documentation),
    tags: (info?.tags ?? []).map((tag) => [tag.name, ts.displayPartsToString(tag.text)]),
  };
}

describe('at hover', () => {
  it('a body field of the contract shows its constraints and description', async () => {
    const contract = new URL('../../openapi/billing.yaml', import.meta.url);
    const text = await readFile(contract, 'utf8');
    const source = await types(text.replace(/^openapi: .*\n/, ''), '3.0.0');
    const field = `${source}
type Body = paths['/checkout/create_client_session']['post']['requestBody']['content']['application/json'];
export const body = (given: Body) => given.`;
    expect(hover(`${field}region;`, 'region')).toEqual({
      text: 'Region',
      tags: [
        [
          'description',
          'Payment service provider region (useful when merchant has multiple payment provider accounts)',
        ],
        ['pattern', '^[a-z]{1,20}$'],
        ['maxLength', '64'],
      ],
    });
    expect(hover(`${field}email_address;`, 'email_address')).toEqual({
      text: 'Email Address',
      tags: [['maxLength', '1024']],
    });
  });

  it('every constraint is a tag of its own, whatever the contract says around it', async () => {
    const source = await types(`
paths: {}
components:
  schemas:
    A:
      properties:
        value:
          title: A value @home
          description: |
            Ends */ not here, nor \`here, nor {here}.

            @deprecated is a word, mail @support or a@b.example.
          pattern: '^*/\`@\\S{1,2} @x$'
          format: custom
          minLength: 0
          maxLength: 64
          minimum: -1.5
          exclusiveMinimum: 2
          maximum: 1.0e+21
          exclusiveMaximum: false
          multipleOf: 0.01
          minItems: 1
          maxItems: 2
          uniqueItems: true
          minProperties: 3
          maxProperties: 4
          default: "one\\n@two"
          example: { a: '*/' }
`);
    expect(diagnose(source)).toEqual([]);
    expect(hover(source, 'value?')).toEqual({
      text: 'A value \\@home',
      tags: [
        [
          'description',
          'Ends *\\/ not here, nor `here, nor {here}.\n\n\\@deprecated is a word, mail \\@support or a@b.example.',
        ],
        ['format', 'custom'],
        ['pattern', '^*\\/`@\\S{1,2} \\@x$'],
        ['minLength', '0'],
        ['maxLength', '64'],
        ['minimum', '-1.5'],
        ['exclusiveMinimum', '2'],
        ['maximum', '1e+21'],
        ['multipleOf', '0.01'],
        ['minItems', '1'],
        ['maxItems', '2'],
        ['uniqueItems', ''],
        ['minProperties', '3'],
        ['maxProperties', '4'],
        ['default', 'one\n\\@two'],
        ['example', '{\n"a": "*\\/"\n}'],
      ],
    });
  });

  it('a field shows the constraints and the description that it takes over', async () => {
    const source = await types(`
paths:
  /a:
    get:
      parameters:
        - { name: inParameter, in: query, schema: { $ref: '#/components/schemas/Mail' } }
      responses: { 200: { description: ok, headers: { in-header: { schema: { maxLength: 3, type: string } } } } }
components:
  schemas:
    Mail: { type: string, maxLength: 9, description: An address. }
    Alias: { $ref: '#/components/schemas/Mail' }
    A:
      properties:
        plain: { $ref: '#/components/schemas/Alias' }
        own: { $ref: '#/components/schemas/Mail', description: Mine., minLength: 2 }
        part: { allOf: [{ $ref: '#/components/schemas/Mail' }, { pattern: x }] }
        nullable: { anyOf: [{ type: 'null' }, { $ref: '#/components/schemas/Mail' }] }
        either: { anyOf: [{ type: integer }, { $ref: '#/components/schemas/Mail' }] }
        loop: { allOf: [{ $ref: '#/components/schemas/A' }], minProperties: 1 }
`);
    const address = ['description', 'An address.'];
    const tagsAt = (name: string) => hover(source, name).tags;
    expect(tagsAt('inParameter?')).toEqual([address, ['maxLength', '9']]);
    expect(tagsAt("'in-header'?")).toEqual([['maxLength', '3']]);
    expect(tagsAt('plain?')).toEqual([address, ['maxLength', '9']]);
    expect(tagsAt('own?')).toEqual([
      ['description', 'Mine.'],
      ['minLength', '2'],
      ['maxLength', '9'],
    ]);
    expect(tagsAt('part?')).toEqual([
      ['maxLength', '9'],
      ['pattern', 'x'],
    ]);
    expect(tagsAt('nullable?')).toEqual([['maxLength', '9']]);
    expect(tagsAt('either?')).toEqual([]);
    expect(tagsAt('loop?')).toEqual([['minProperties', '1']]);
  });
});

describe('a path parameter', () => {
  const paths = (parameters: string, path = '/a/{id}') => `
servers: [{ url: 'https://{host}/{org_id}', variables: { host: { default: h }, org_id: { default: o } } }]
paths:
  ${path}:
    parameters: [${parameters}]
    get: { parameters: [${parameters}] }
components:
  parameters:
    Org: { name: org_id, in: path, required: true, schema: { type: string } }
    Alias: { $ref: '#/components/parameters/Org' }
`;
  const inline = '{ name: org_id, in: path, required: true, schema: { type: string } }';
  const of = (text: string) => {
    const { document } = parseContract(`openapi: 3.0.0\n${text}`, 'c.yaml');
    const before = structuredClone(document);
    const after = normalise(document);
    expect(document).toEqual(before);
    const [item] = Object.values(after.paths ?? {}) as {
      parameters: [];
      get: { parameters: [] };
    }[];
    return [item?.parameters.length, item?.get.parameters.length];
  };

  it.each([
    ['that the server takes', paths(inline), 0],
    ['by reference', paths("{ $ref: '#/components/parameters/Org' }"), 0],
    ['by a reference to one', paths("{ $ref: '#/components/parameters/Alias' }"), 0],
    ['that the path takes, too', paths(inline, '/a/{org_id}'), 1],
    ['that no server knows', paths(inline.replace('org_id', 'other')), 1],
    ['that is in the query', paths(inline.replace('in: path', 'in: query')), 1],
  ])('%s', (_, text, left) => {
    expect(of(text)).toEqual([left, left]);
  });

  it('that the server takes stands in no shared path item either', async () => {
    const source = await types(`
servers: [{ url: '/{org_id}', variables: { org_id: { default: o } } }]
paths: { '/a/{id}': { $ref: '#/components/pathItems/A' } }
components:
  pathItems:
    A: { get: { parameters: [${inline}, ${inline.replace('org_id', 'id')}] } }
`);
    expect(source).toContain('id: string;');
    expect(source).not.toContain('org_id: string;');
  });
});

describe('what openapi-typescript would not understand', () => {
  it('becomes a component where a reference names another place', async () => {
    const source = await types(`
paths:
  /a:
    get:
      parameters: [{ name: q, in: query, schema: { type: integer } }]
      responses: { 200: { description: ok, content: { application/json: { schema: { type: boolean } } } } }
  /b:
    get:
      parameters: [{ $ref: '#/paths/~1a/get/parameters/0' }]
      responses: { 200: { $ref: '#/paths/~1a/get/responses/200' } }
  /c: { $ref: '#/paths/~1a' }
components:
  schemas:
    A: { properties: { list: { items: { $ref: '#/x-shared/Deep' } } } }
    B: { $ref: '#/components/schemas/A/properties/list' }
    C: { $ref: '#/paths/~1a/get/responses/200/content/application~1json/schema' }
x-shared: { Deep: { properties: { again: { $ref: '#/x-shared/Deep' } } } }
`);
    expect(diagnose(source)).toEqual([]);
    expect(
      diagnose(`${source}
        export const c: components['schemas']['C'] = true;
        export const q: NonNullable<paths['/b']['get']['parameters']['query']>['q'] = 1;
        export const r: paths['/b']['get']['responses'][200]['content']['application/json'] = c;
        export const same: paths['/c']['get'] = {} as paths['/a']['get'];
        // @ts-expect-error
        export const not: components['schemas']['C'] = 'x';
      `),
    ).toEqual([]);
  });

  it('stands itself where a component, webhook or media type is a reference', async () => {
    const source = await types(`
paths: {}
webhooks: { w: { $ref: '#/components/pathItems/P' } }
components:
  pathItems: { P: { post: { operationId: p, responses: { 200: { $ref: '#/components/responses/A' } } } } }
  responses: { A: { $ref: '#/components/responses/B' }, B: { description: b, content: { a/b: { $ref: '#/components/mediaTypes/M' } } } }
  mediaTypes: { M: { schema: { type: integer } } }
`);
    expect(
      diagnose(`${source}
        export const n: webhooks['w']['post']['responses'][200]['content']['a/b'] = 1;
        // @ts-expect-error
        export const s: webhooks['w']['post']['responses'][200]['content']['a/b'] = 'x';
      `),
    ).toEqual([]);
  });

  it('is declared all the same where it contains itself at once', async () => {
    const source = await types(`
paths: {}
components:
  schemas:
    Tree: { type: array, items: { $ref: '#/components/schemas/Tree' } }
    Json: { anyOf: [{ type: string }, { type: [array, 'null'], items: { $ref: '#/components/schemas/Json' } }] }
    Pair: { oneOf: [{ type: number }, { type: array, prefixItems: [{ $ref: '#/components/schemas/Pair' }] }] }
    One: { type: array, items: { $ref: '#/components/schemas/Two' } }
    Two: { anyOf: [{ type: boolean }, { $ref: '#/components/schemas/One' }] }
    Pet: { type: object, properties: { name: { type: string } }, oneOf: [{ $ref: '#/components/schemas/Cat' }] }
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { lives: { type: integer } } }] }
`);
    expect(diagnose(source)).toEqual([]);
    expect(
      diagnose(`${source}
        type All = components['schemas'];
        export const tree: All['Tree'] = [[], [[]]];
        export const json: All['Json'] = ['a', ['b', null]];
        export const pair: All['Pair'] = [[1]];
        export const two: All['Two'] = [true, [false]];
        export const cat: All['Pet'] = { name: 'a', lives: 9 };
        // @ts-expect-error
        export const notTree: All['Tree'] = ['a'];
        // @ts-expect-error
        export const notJson: All['Json'] = [1];
        // @ts-expect-error
        export const notTwo: All['Two'] = ['x'];
      `),
    ).toEqual([]);
  });

  it.each([
    ['a null', 'A:', 'A: unknown;'],
    ['a boolean', 'A: true\nB: false', 'A: unknown; B: never;'],
    ['a boolean in allOf', 'A: { allOf: [true, { type: string }] }', 'A: unknown & string;'],
    [
      'a % in a name',
      "A: { properties: { '5%': { properties: { '%zz': {} } } } }",
      "A: { '5%'?: { '%zz'?: unknown; }; };",
    ],
    [
      'a name from JavaScript',
      'A: { properties: { __proto__: {}, constructor: {} } }',
      'A: { __proto__?: unknown; constructor?: unknown; };',
    ],
    [
      'words beside a $ref',
      "A: { $ref: '#/components/schemas/B', title: a }\nB: { type: string }",
      "/** a */ A: components['schemas']['B']; B: string;",
    ],
    [
      'fields beside a $ref',
      "A: { $ref: '#/components/schemas/B', properties: { c: {} } }\nB: { properties: { d: {} } }",
      "A: { c?: unknown; } & components['schemas']['B']; B: { d?: unknown; };",
    ],
    ['a number for a title', 'A: { title: 404, type: string }', '/** 404 */ A: string;'],
    [
      'an odd enum',
      "A: { enum: [-1, null, true, '', { $ref: [] }] }",
      "/** @enum {unknown} */ A: | -1 | null | true | '' | { $ref: never[]; };",
    ],
    [
      'a default',
      'A: { required: [b], properties: { a: { type: string, default: x }, b: { type: string, default: x } } }',
      'A: { /** @default x */ a?: string; /** @default x */ b: string; };',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await schemas(text)).toBe(expected);
  });

  it('a list of one negative number', async () => {
    expect(await schemas('A: { type: array, items: { enum: [-1] } }')).toBe('A: -1[];');
  });

  it('a variant that declares the discriminating property itself', async () => {
    const source = await types(`
paths: {}
components:
  schemas:
    Pet: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind } }
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }], required: [kind], properties: { kind: { enum: [cat] } } }
    Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { bark: { type: string } } }] }
`);
    expect(
      diagnose(`${source}
        export const cat: components['schemas']['Cat'] = { kind: 'cat' };
        export const dog: components['schemas']['Dog'] = { kind: 'Dog', bark: 'x' };
        // @ts-expect-error
        export const not: components['schemas']['Cat'] = { kind: 'Cat' };
      `),
    ).toEqual([]);
  });

  it('what stands beside a $ref counts for nothing before OpenAPI 3.1', async () => {
    expect(
      await schemas("A: { $ref: '#/components/schemas/B', properties: { c: {} } }\nB: {}", '3.0.3'),
    ).toBe("A: components['schemas']['B']; B: unknown;");
  });

  it('what is required of something nullable, or not even declared', async () => {
    const source = await types(`
paths: {}
components:
  schemas:
    A: { type: [object, 'null'], properties: { a: { type: string } } }
    B: { allOf: [{ $ref: '#/components/schemas/A' }], required: [a, toString] }
`);
    expect(diagnose(source)).toEqual([]);
  });
});

describe('schemas.ts', () => {
  const exported = async (...names: string[]) => {
    const list = names.map((name) => `${JSON.stringify(name)}: { type: string }`).join(', ');
    const source = await generated('schemas.ts', `components: { schemas: { ${list} } }`);
    return [...source.matchAll(/^export type (\S+) =/gm)].map(([, name]) => name);
  };

  it('exports each schema whose name can be exported', async () => {
    expect(await exported('User', 'user_2', '$ok', 'Größe')).toEqual([
      'User',
      'user_2',
      '$ok',
      'Größe',
    ]);
  });

  it.each([
    [
      'globals',
      ['Error', 'Response', 'Record', 'Comment', 'Location', 'WorkerGlobalScope', 'fetch', 'Intl'],
    ],
    ['keywords', ['class', 'null', 'enum', 'await', 'interface', 'let', 'static']],
    [
      'words with a meaning for types',
      ['type', 'string', 'any', 'infer', 'undefined', 'keyof', 'bigint'],
    ],
    ['what is no identifier', ['a.b-c', '123', 'a b', '', '1a', "a'b"]],
    ['what schema.ts exports', ['components', 'paths', 'operations', 'webhooks', '$defs']],
  ])('leaves out %s', async (_, names) => {
    expect(await exported('Kept', ...names)).toEqual(['Kept']);
  });

  it('says what each is, in a comment that nothing ends', async () => {
    const source = await generated(
      'schemas.ts',
      'components: { schemas: { A: { title: t, description: "one */\\n@two" }, B: { title: only }, C: {} } }',
    );
    expect(source).toBe(`// Generated from c.yaml by \`npm run generate\`. Do not edit.

import type { components } from './schema.js';

/**
 * one *\\/
 * \\@two
 */
export type A = components['schemas']['A'];

/** only */
export type B = components['schemas']['B'];

export type C = components['schemas']['C'];
`);
  });
});
