import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { main } from '../../scripts/generate.js';

const HEAD = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\n';
const NO_PATHS = `${HEAD}paths: {}\n`;
const schemas = (text: string): string => `${NO_PATHS}components: { schemas: { ${text} } }\n`;
const paths = (text: string): string => `${HEAD}paths: { ${text} }\n`;

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bad-input-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** What the command says of contracts in a.yaml, b.yaml and so on. */
async function problemOf(...texts: string[]): Promise<string | undefined> {
  const files = texts.map((_, index) => join(dir, `${'abc'[index] ?? ''}.yaml`));
  await Promise.all(files.map((file, index) => writeFile(file, texts[index] ?? '')));
  return problemOfFiles(...files);
}

async function problemOfFiles(...files: string[]): Promise<string | undefined> {
  const errors: string[] = [];
  const args = files.flatMap((file) => ['--contract', file]);
  const code = await main([...args, '--out', join(dir, 'out')], {
    log: () => expect.fail('a file was written'),
    error: (text: string) => errors.push(text),
  });
  expect(code).toBe(1);
  expect(await readdir(dir)).not.toContain('out');
  expect(errors).toHaveLength(1);
  expect(errors[0]).not.toContain('\n');
  return errors[0]?.replaceAll(`${dir}/`, '');
}

const bomb = ['a: &a [1,1,1,1,1,1,1,1,1]'];
for (const [to, from] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg']) {
  bomb.push(
    `${to ?? ''}: &${to ?? ''} [${Array(9)
      .fill(`*${from ?? ''}`)
      .join()}]`,
  );
}

it.each([
  ['an empty file', '', "a.yaml:1:1: expected openapi: '3.x.y', found no version"],
  ['a web page', '<html>\n', "a.yaml:1:1: expected openapi: '3.x.y', found no version"],
  ['a list', '- 1\n', "a.yaml:1:1: expected openapi: '3.x.y', found no version"],
  ['Swagger', 'swagger: "2.0"\n', "a.yaml:1:1: expected openapi: '3.x.y', found no version"],
  [
    'OpenAPI 4',
    'info: {}\nopenapi: 4.0.0\n',
    "a.yaml:2:1: expected openapi: '3.x.y', found version 4.0.0",
  ],
  [
    'a number as version',
    'openapi: 3.1\n',
    "a.yaml:1:1: expected openapi: '3.x.y', found version 3.1",
  ],
  ['bad YAML', `${HEAD}paths: {`, 'a.yaml:4:1: invalid YAML or JSON: unexpected end'],
  [
    'bad JSON',
    '{ "openapi": "3.0.0", "paths": ',
    'a.yaml:2:1: invalid YAML or JSON: unexpected end',
  ],
  ['a key twice', `${NO_PATHS}paths: {}\n`, 'a.yaml:4:1: invalid YAML or JSON: duplicated'],
  [
    'several YAML documents',
    `${NO_PATHS}---\n${NO_PATHS}`,
    'a.yaml:4:1: invalid YAML or JSON: expected a single',
  ],
  [
    'an alias bomb',
    `${NO_PATHS}x-bomb:\n  ${bomb.join('\n  ')}\n`,
    'a.yaml:5:6: aliases of this anchor grow',
  ],
  [
    'an alias within itself',
    `${NO_PATHS}x-a: &a { b: *a }\n`,
    'a.yaml:4:6: aliases of this anchor grow',
  ],
  [
    'a number as path item',
    paths('/a: 5'),
    'a.yaml:3:10: Expected type `PathItem` (object) but got `integer`',
  ],
  ['a list as operation', paths('/a: { get: [] }'), 'a.yaml:3:16: Expected type `Operation`'],
  ['a list as paths', `${HEAD}paths: []\n`, 'a.yaml:3:1: Expected type `Paths`'],
  ['a number as schema', schemas('A: 5'), 'a.yaml:4:26: Expected type `Schema`'],
  ['a list as properties', schemas('A: { properties: [] }'), 'a.yaml:4:31: Expected type'],
  [
    'a flag as required',
    schemas('A: { properties: { b: {} }, required: true }'),
    'a.yaml:4:54: Expected type `array`',
  ],
  [
    'a $ref to nothing',
    schemas("A: { $ref: '#/components/schemas/B' }"),
    "a.yaml:4:26: Can't resolve $ref #/components/schemas/B",
  ],
  [
    'a $ref to itself',
    schemas("A: { $ref: '#/components/schemas/A' }"),
    'a.yaml:1:1: Self-referencing',
  ],
  [
    'a malformed % in a $ref',
    schemas("A: { $ref: '#/components/schemas/A%' }"),
    'a.yaml:4:31: malformed % in a $ref',
  ],
  [
    'a $ref to another file',
    schemas("A: { $ref: 'b.yaml' }"),
    "a.yaml:4:26: Can't resolve $ref b.yaml: it leads out",
  ],
  [
    'a remote $ref',
    schemas("A: { $ref: 'https://127.0.0.1:1/' }"),
    "a.yaml:4:26: Can't resolve $ref https://127.0.0.1:1/: it leads out",
  ],
  [
    'a remote $ref in an example',
    schemas("A: { example: { $ref: 'https://127.0.0.1:1/' } }"),
    "a.yaml:4:31: Can't resolve $ref https://127.0.0.1:1/: it leads out",
  ],
  [
    'an operationId twice',
    paths(
      '/a: { get: { operationId: x, responses: {} } }, /b: { get: { operationId: x, responses: {} } }',
    ),
    'a.yaml:3:71: the operationId x is also at a.yaml:3:23',
  ],
])('refuses %s', async (_, text, problem) => {
  expect(await problemOf(text)).toContain(problem);
});

it.each([
  [
    'of two meanings',
    'A: { type: string }',
    'A: { type: integer }',
    'b.yaml:4:26: components schemas A differs from a.yaml:4:26',
  ],
  [
    'of two meanings below',
    'A: { properties: { title: { maxLength: 5 } } }',
    'A: { properties: { title: { maxLength: 6 } } }',
    'b.yaml:4:26: components schemas A differs from a.yaml:4:26',
  ],
])('refuses a schema %s', async (_, first, second, problem) => {
  expect(await problemOf(schemas(first), schemas(second))).toContain(problem);
});

it('refuses documents for different servers', async () => {
  const at = (host: string): string => `${NO_PATHS}servers: [{ url: 'https://${host}.example' }]\n`;
  expect(await problemOf(at('a'), at('b'))).toContain(
    'b.yaml:4:1: servers differs from a.yaml:4:1',
  );
});

it('refuses what is no file', async () => {
  await mkdir(join(dir, 'folder'));
  await writeFile(join(dir, 'file'), '');
  const problems = ['absent.yaml', 'file/c.yaml', 'folder'].map((name) =>
    problemOfFiles(join(dir, name)),
  );
  expect(await Promise.all(problems)).toEqual([
    'absent.yaml: no such file or folder; check the path',
    'file/c.yaml: a file is where a folder is expected; check the path',
    'folder: this is a folder, not a file; check the path',
  ]);
});
