import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadContract } from '../../scripts/contract/load.js';
import { parseContract } from '../../scripts/contract/read.js';
import { main } from '../../scripts/generate.js';

/** What is wrong with a contract in the file c.yaml; undefined where nothing is. */
function problemOf(text: string): string | undefined {
  try {
    parseContract(text, 'c.yaml');
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ name: 'ContractError' });
    return (error as Error).message;
  }
}

const HEAD = 'openapi: 3.1.0\n';

/** A contract with one schema, which stands in line 4. */
function withSchema(schema: string): string {
  return `${HEAD}components:\n  schemas:\n    A: ${schema}\n    B: { type: string }\n`;
}

describe('a text that is no contract', () => {
  it.each([
    ['nothing', ' \n', 'c.yaml: the file is empty; put an OpenAPI 3.x document into it'],
    [
      'a comment',
      '# soon\n',
      'c.yaml:1:1: this is not OpenAPI; a mapping is expected that begins with openapi: 3.x',
    ],
    [
      'a list',
      '- openapi: 3.0.0\n',
      'c.yaml:1:1: this is not OpenAPI; a mapping is expected that begins with openapi: 3.x',
    ],
    [
      'some other YAML',
      'name: x\n',
      'c.yaml:1:1: this is not OpenAPI; it has no openapi field: add openapi: 3.x',
    ],
    [
      'a page of HTML',
      '<html>\n',
      'c.yaml:1:1: this is not OpenAPI; a mapping is expected that begins with openapi: 3.x',
    ],
    [
      'Swagger',
      'info: {}\nswagger: "2.0"\n',
      'c.yaml:2:1: this is Swagger 2.0; convert it to OpenAPI 3 first: npx swagger2openapi',
    ],
    [
      'a number for a version',
      'openapi: 3.1\npaths: {}\n',
      'c.yaml:1:1: openapi must be text, not the number 3.1; write the version in full: openapi: 3.0.3',
    ],
    [
      'a mapping for a version',
      'openapi: {}\npaths: {}\n',
      'c.yaml:1:1: openapi must be text, not a mapping or list; write the version in full: openapi: 3.0.3',
    ],
    [
      'OpenAPI 4',
      'openapi: 4.0.0\npaths: {}\n',
      'c.yaml:1:1: this is OpenAPI 4.0.0; convert it to OpenAPI 3.x',
    ],
    [
      'OpenAPI 3.0 without paths',
      'openapi: 3.0.3\ncomponents: {}\n',
      'c.yaml:1:1: the contract has no paths; add it (paths: {} is enough)',
    ],
    [
      'OpenAPI 3.1 without anything',
      'openapi: 3.1.0\ninfo: {}\n',
      'c.yaml:1:1: the contract has no paths, components or webhooks; add it (paths: {} is enough)',
    ],
  ])('%s', (_, text, message) => {
    expect(problemOf(text)).toBe(message);
  });
});

describe('a text that is no YAML', () => {
  it.each([
    [
      'an open bracket',
      `${HEAD}paths: {\n  /a: {}\n`,
      'c.yaml:4:1: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }; correct this line',
    ],
    [
      'a tab',
      `${HEAD}paths:\n\t/a: {}\n`,
      'c.yaml:3:1: not valid YAML: Tabs are not allowed as indentation; correct this line',
    ],
    [
      'a key that stands twice',
      `${HEAD}paths:\n  /a: {}\n  /b: {}\n  /a: {}\n`,
      'c.yaml:5:3: the key /a stands twice in one mapping; delete one of the two',
    ],
    [
      'a key that stands twice in JSON',
      '{\n  "openapi": "3.0.0",\n  "paths": {},\n  "paths": {}\n}',
      'c.yaml:4:3: the key paths stands twice in one mapping; delete one of the two',
    ],
    [
      'JSON that breaks off',
      '{\n  "openapi": "3.0.0",\n',
      'c.yaml:3:1: not valid YAML: Flow map must end with a }; correct this line',
    ],
    [
      'two documents',
      `${HEAD}paths: {}\n---\nopenapi: 3.0.0\n`,
      'c.yaml:3:1: a second YAML document begins here; keep one document in a file',
    ],
    [
      'an alias of nothing',
      `${HEAD}paths: {}\nx-a: *b\n`,
      'c.yaml:3:6: no anchor &b stands before this alias; correct its name',
    ],
    [
      'an alias in itself',
      `${HEAD}paths: {}\nx-a: &a\n  b: [*a]\n`,
      'c.yaml:4:7: the alias *a contains itself; use $ref for what is recursive',
    ],
  ])('%s', (_, text, message) => {
    expect(problemOf(text)).toBe(message);
  });

  it('a bomb of aliases, which is found before it goes off', () => {
    const level = (n: number) =>
      `x-${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]`;
    const levels = Array.from({ length: 12 }, (_, index) => level(index + 1));
    expect(problemOf([`${HEAD}paths: {}`, 'x-0: &a0 [1]', ...levels].join('\n'))).toMatch(
      /^c\.yaml:\d+:\d+: YAML aliases make this contract grow beyond bounds; use \$ref instead$/,
    );
  });
});

describe('a reference', () => {
  it.each([
    [
      'to nothing',
      "{ properties: { x: { $ref: '#/components/schemas/Nope' } } }",
      'c.yaml:4:29: the $ref #/components/schemas/Nope leads nowhere; correct it or add what it names',
    ],
    [
      'by a key that only its prototype has',
      "{ $ref: '#/components/schemas/constructor' }",
      'c.yaml:4:10: the $ref #/components/schemas/constructor leads nowhere; correct it or add what it names',
    ],
    [
      'to an anchor that is not there',
      "{ $ref: '#nope' }",
      'c.yaml:4:10: the $ref #nope leads nowhere; correct it or add what it names',
    ],
    [
      'to the whole document',
      "{ $ref: '#' }",
      'c.yaml:4:10: the $ref # leads nowhere; correct it or add what it names',
    ],
    [
      'to another file',
      "{ $ref: 'common.yaml#/A' }",
      'c.yaml:4:10: the $ref common.yaml#/A leads out of this file; bundle the contract first: npx redocly bundle',
    ],
    [
      'to another host',
      "{ $ref: 'https://example.com/a.yaml' }",
      'c.yaml:4:10: the $ref https://example.com/a.yaml leads out of this file; bundle the contract first: npx redocly bundle',
    ],
    [
      'to itself',
      "{ $ref: '#/components/schemas/A' }",
      'c.yaml:4:10: the $ref #/components/schemas/A leads back to itself; correct it',
    ],
    [
      'that is no text',
      '{ $ref: { type: string } }',
      "c.yaml:4:10: a $ref must be text, like '#/components/schemas/Name'",
    ],
  ])('%s', (_, schema, message) => {
    expect(problemOf(withSchema(schema))).toBe(message);
  });

  it.each([
    [
      'in a circle',
      "A: { $ref: '#/components/schemas/B' }",
      "B: { $ref: '#/components/schemas/A' }",
      'c.yaml:4:10: the $ref #/components/schemas/B leads back to itself; correct it',
    ],
    [
      'to a reference to nothing',
      "A: { $ref: '#/components/schemas/B' }",
      "B: { $ref: '#/nope' }",
      'c.yaml:5:10: the $ref #/nope leads nowhere; correct it or add what it names',
    ],
    [
      'that is reached only by another reference',
      "A: { $ref: '#/x-shared/C' }",
      "B: { type: string }\nx-shared: { C: { items: { $ref: '#/nope' } } }",
      'c.yaml:6:27: the $ref #/nope leads nowhere; correct it or add what it names',
    ],
  ])('%s', (_, first, second, message) => {
    const text = `${HEAD}components:\n  schemas:\n    ${first}\n    ${second}\n`;
    expect(problemOf(text)).toBe(message);
  });

  it.each([
    ['parameters: [{ $ref: "#/nope" }]', '4:20'],
    ['get: { requestBody: { $ref: "#/nope" } }', '4:27'],
    ['get: { responses: { 200: { $ref: "#/nope" } } }', '4:32'],
    ['get: { responses: { 200: { headers: { X: { $ref: "#/nope" } } } } }', '4:48'],
    ['get: { responses: { 200: { links: { X: { $ref: "#/nope" } } } } }', '4:46'],
    ['get: { callbacks: { x: { "{$url}": { $ref: "#/nope" } } } }', '4:42'],
    ['$ref: "#/nope"', '4:5'],
  ])('in a path item: %s', (fields, position) => {
    expect(problemOf(`${HEAD}paths:\n  /a:\n    ${fields}\n`)).toBe(
      `c.yaml:${position}: the $ref #/nope leads nowhere; correct it or add what it names`,
    );
  });

  it.each([
    ['an example', "{ example: { $ref: '#/nope' } }"],
    ['examples', "{ examples: [{ $ref: '#/nope' }] }"],
    ['a default', "{ default: { $ref: '#/nope' } }"],
    ['an enum', "{ enum: [{ $ref: '#/nope' }] }"],
    ['a const', "{ const: { $ref: 'https://example.com' } }"],
    ['an extension', "{ x-a: { $ref: 5, properties: { b: { $ref: '#/nope' } } } }"],
  ])('is none in %s', (_, schema) => {
    expect(problemOf(withSchema(schema))).toBeUndefined();
  });

  it.each([
    ['a property of its name', '{ properties: { $ref: { type: string } } }'],
    [
      'a property called example',
      "{ properties: { example: { $ref: '#/components/schemas/B' } } }",
    ],
    ['a property called x-id', "{ properties: { x-id: { $ref: '#/components/schemas/B' } } }"],
    ['a recursive schema', "{ items: { $ref: '#/components/schemas/A' } }"],
    ['an anchor', "{ $anchor: a, items: { $ref: '#a' } }"],
    [
      'a % and a ~ in a name',
      "{ properties: { 5%~: {}, b: { $ref: '#/components/schemas/A/properties/5%25~0' } } }",
    ],
  ])('may have to do with %s', (_, schema) => {
    expect(problemOf(withSchema(schema))).toBeUndefined();
  });

  it('to nothing from a property called example', () => {
    expect(problemOf(withSchema("{ properties: { example: { $ref: '#/nope' } } }"))).toBe(
      'c.yaml:4:35: the $ref #/nope leads nowhere; correct it or add what it names',
    );
  });
});

describe('a value of the wrong kind', () => {
  it.each([
    ['paths: { /a: 5 }', '2:10: /a must be a mapping, not 5'],
    ['paths: { /a: { parameters: {} } }', '2:16: parameters must be a list, not a mapping'],
    ['paths: { /a: { parameters: [x] } }', '2:29: 0 must be a mapping, not "x"'],
    ['paths: []\nwebhooks: {}', '2:1: paths must be a mapping, not a list'],
    ['components: { schemas: { A: [] } }', '2:26: A must be a mapping, not a list'],
    ['components: { schemas: true }', '2:15: schemas must be a mapping, not true'],
    ['components: { schemas: { A: { allOf: {} } } }', '2:31: allOf must be a list, not a mapping'],
    [
      'components: { schemas: { A: { properties: { b: c } } } }',
      '2:45: b must be a mapping, not "c"',
    ],
  ])('%j', (fields, problem) => {
    expect(problemOf(`${HEAD}${fields}\n`)).toBe(`c.yaml:${problem}; correct it`);
  });
});

describe('generate', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'contracts-'));
  });

  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  async function generate(...contracts: string[]) {
    const errors: string[] = [];
    const args = contracts.flatMap((contract) => ['--contract', contract]);
    const code = await main([...args, '--out', join(dir, 'out')], {
      log: () => expect.fail('nothing is to be said'),
      error: (text) => errors.push(text),
    });
    return { code, errors };
  }

  it('says in one line what is wrong, and writes nothing', async () => {
    const contract = join(dir, 'c.yaml');
    await writeFile(contract, withSchema("{ $ref: '#/nope' }"));
    expect(await generate(contract)).toEqual({
      code: 1,
      errors: [`${contract}:4:10: the $ref #/nope leads nowhere; correct it or add what it names`],
    });
    expect(await readdir(dir)).toEqual(['c.yaml']);
  });

  it('refuses what is no file', async () => {
    await mkdir(join(dir, 'folder'));
    await writeFile(join(dir, 'file'), '');
    const problem = async (name: string) => (await generate(join(dir, name))).errors;
    expect(await problem('absent.yaml')).toEqual([
      `${dir}/absent.yaml: no such file; check the path`,
    ]);
    expect(await problem('file/c.yaml')).toEqual([
      `${dir}/file/c.yaml: no such file; check the path`,
    ]);
    expect(await problem('folder')).toEqual([
      `${dir}/folder: this is a directory; name a file in it`,
    ]);
  });

  it('says so where openapi-typescript gives up', async () => {
    const contract = join(dir, 'c.yaml');
    await writeFile(contract, withSchema('{ properties: { b: {} }, required: true }'));
    const { code, errors } = await generate(contract);
    expect(code).toBe(1);
    expect(errors).toEqual([
      'openapi-typescript cannot make types of this contract (schemaObject.required?.includes is not a function); look for a mistake with npx redocly lint',
    ]);
  });

  it('names a file below the current folder by its path from there', async () => {
    await expect(loadContract(['test/fixtures/absent.yaml'])).rejects.toThrow(
      /^test\/fixtures\/absent\.yaml: no such file; check the path$/,
    );
  });
});
