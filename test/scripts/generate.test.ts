import { readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../scripts/generate.js';
import { capture, start } from '../support/command.js';
import { makeFolder, readFiles, ROOT, writeFiles } from '../support/folder.js';

const FIXTURES = join(ROOT, 'test/fixtures');
const FILES = ['openapi.json', 'operations.ts', 'schema.ts', 'schemas.ts'];
const LIBRARY = 'test/fixtures/contracts/library-3.0.yaml';
const MINIMAL = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: {}\n';
const GENERATED = '// Generated from x by `npm run generate`. Do not edit.\n';

let dir: string;
beforeEach(async () => {
  dir = await makeFolder();
});

const run = (...args: string[]) => capture((output) => main(args, output));
const containing = (text: string) => expect.stringContaining(text) as string;

describe('the generated code', () => {
  it.each(['library-3.0', 'signals-3.1'])('of %s is as expected', async (name) => {
    await run('--contract', `test/fixtures/contracts/${name}.yaml`, '--out', dir);
    const files = await readFiles(dir);
    expect(Object.keys(files)).toEqual(FILES);
    for (const [file, text] of Object.entries(files)) {
      await expect(text).toMatchFileSnapshot(`${FIXTURES}/generated/${name}/${file}`);
    }
  });

  it('takes a $ref to an example in the example of a schema', async () => {
    const contract = `${MINIMAL}components:
  examples: { Shared: { value: { a: 1 } } }
  schemas: { A: { type: string, example: { $ref: '#/components/examples/Shared' } } }
`;
    await writeFiles(dir, { 'a.yaml': contract });
    const out = join(dir, 'out');
    expect(await run('--contract', join(dir, 'a.yaml'), '--out', out)).toMatchObject({ code: 0 });
    expect((await readFiles(out))['schema.ts']).toContain('A: string;');
  });

  it('fetches nothing that data names', async () => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('offline'));
    const user = "{ value: 1, $ref: 'https://a.example/1' }";
    const media = "{ examples: { a: { externalValue: 'https://a.example/2' } } }";
    const contract = `${MINIMAL}components:
  responses: { A: { description: a, content: { application/json: ${media} } } }
  examples: { A: { value: { members: [${user}] } } }
  schemas: { A: { type: object, const: ${user}, default: ${user} } }
x-users: [${user}]
`;
    await writeFiles(dir, { 'a.yaml': contract });
    const out = join(dir, 'out');
    expect(await run('--contract', join(dir, 'a.yaml'), '--out', out)).toMatchObject({ code: 0 });
    expect((await readFiles(out))['openapi.json']).toContain('https://a.example/1');
    expect(fetch).not.toHaveBeenCalled();
    fetch.mockRestore();
  });

  it('takes the bare name of a schema in a discriminator', async () => {
    const contract = `${MINIMAL}components:
  schemas:
    Cat: { type: object, properties: { kind: { type: string } } }
    Pet:
      oneOf: [{ $ref: '#/components/schemas/Cat' }]
      discriminator: { propertyName: kind, mapping: { cat: Cat } }
`;
    await writeFiles(dir, { 'a.yaml': contract });
    await run('--contract', join(dir, 'a.yaml'), '--out', join(dir, 'out'));
    expect((await readFiles(join(dir, 'out')))['schema.ts']).toContain("kind: 'cat';");
  });

  it('compiles under strict', () => {
    const files = ['library-3.0', 'signals-3.1'].flatMap((name) =>
      ['operations.ts', 'schemas.ts'].map((file) => join(FIXTURES, 'generated', name, file)),
    );
    const program = ts.createProgram(files, {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2022.d.ts'],
      types: [],
      // The library is not what is tested here.
      skipDefaultLibCheck: true,
    });
    const messages = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    expect(messages).toEqual([]);
  });

  it('of the vendored contract is up to date', async () => {
    const out = 'Up to date: 5 generated files';
    expect(await run('--check')).toEqual({ code: 0, out, err: '' });
  });

  it('is the same in any folder', async () => {
    vi.spyOn(process, 'cwd').mockReturnValue(dir);
    await run('--out', join(dir, 'out'));
    vi.restoreAllMocks();
    expect(await readFiles(join(dir, 'out'))).toEqual(await readFiles(join(ROOT, 'src/generated')));
  });

  it('says on its first line where it is from, without a path of the machine', async () => {
    await writeFiles(dir, { 'a\nb.yaml': MINIMAL });
    await run('--contract', join(dir, 'a\nb.yaml'), '--out', join(dir, 'out'));
    const { 'openapi.json': document = '', ...files } = await readFiles(join(dir, 'out'));
    const header = 'Generated from a b.yaml by `npm run generate`. Do not edit.';
    for (const text of Object.values(files)) expect(text.split('\n')[0]).toBe(`// ${header}`);
    expect(JSON.parse(document)).toMatchObject({ 'x-generated': header });
    expect(files['schemas.ts']).toContain('export {};\n');
  });
});

describe('writing', () => {
  it('reports each file, and leaves alone what did not change', async () => {
    const out = join(dir, 'deep', 'out');
    const args = ['--contract', LIBRARY, '--out', out];
    const report = (...outcomes: string[]) =>
      FILES.map((file, index) => `${outcomes[index] ?? ''} ${out}/${file}`).join('\n');
    const [written, unchanged] = ['written  ', 'unchanged'];
    expect((await run(...args)).out).toBe(report(written, written, written, written));

    await rm(join(out, 'schema.ts'));
    const before = await stat(join(out, 'operations.ts'));
    expect((await run(...args)).out).toBe(report(unchanged, unchanged, written, unchanged));
    expect((await stat(join(out, 'operations.ts'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('removes a generated file that is no longer wanted, and nothing else', async () => {
    await writeFiles(dir, { 'old.ts': GENERATED, 'notes.md': 'mine' });
    const { out } = await run('--contract', LIBRARY, '--out', dir);
    expect(out).toContain(`removed   ${dir}/old.ts`);
    expect((await readdir(dir)).sort()).toEqual(['notes.md', ...FILES]);
  });

  it.each([
    ['with handwritten code', '.', '/mine.ts: this file is not generated'],
    ['that is a file', 'mine.ts', 'mine.ts: a file is where a folder is expected'],
    ['below a file', 'mine.ts/below', 'mine.ts/below: a file is where a folder is expected'],
  ])('refuses a folder %s', async (_, out, problem) => {
    await writeFiles(dir, { 'mine.ts': 'export const mine = 1;\n' });
    const refused = await run('--contract', LIBRARY, '--out', join(dir, out));
    expect(refused).toMatchObject({ code: 1, err: containing(problem) });
    expect(await readdir(dir)).toEqual(['mine.ts']);
  });

  it('changes no file if one cannot be written', async () => {
    await writeFiles(dir, { 'operations.ts': GENERATED });
    // The last of the files is staged under this name, which is a link to nowhere.
    const staged = join(dir, `schemas.ts.${process.pid}.tmp`);
    await symlink(join(dir, 'absent', 'target'), staged);
    const failed = await run('--contract', LIBRARY, '--out', dir);
    expect(failed).toMatchObject({ code: 1, err: containing('no such file or folder') });
    expect(await readFiles(dir)).toEqual({ 'operations.ts': GENERATED });
  });
});

describe('--check', () => {
  const args = () => ['--contract', LIBRARY, '--out', dir];

  it('names what is out of date, missing and unexpected, and the command that fixes it', async () => {
    await run(...args());
    const path = join(dir, 'operations.ts');
    const changed = (await readFile(path, 'utf8')).replace('X-Library-Key', 'X-Key');
    await rm(join(dir, 'schemas.ts'));
    const others = { 'old.ts': GENERATED, 'mine.ts': '', 'notes.md': '' };
    await writeFiles(dir, { 'operations.ts': changed, 'schema.ts': 'export {};\n', ...others });
    const { code, out, err } = await run('--check', ...args());
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const lines = err.split('\n');
    expect(lines.slice(0, 6)).toEqual([
      `unexpected: ${dir}/mine.ts (not generated: move it elsewhere)`,
      `unexpected: ${dir}/old.ts`,
      `out of date: ${path}`,
      "  -export const secretKeyHeader = 'X-Key';",
      "  +export const secretKeyHeader = 'X-Library-Key';",
      `out of date: ${dir}/schema.ts`,
    ]);
    // No more than twenty lines of a difference.
    expect(lines.slice(26)).toEqual([
      expect.stringMatching(/^ {2}… \d+ more lines$/),
      `missing: ${dir}/schemas.ts`,
      '',
      `To fix: npm run generate -- --contract ${LIBRARY} --out ${dir}`,
    ]);
    expect(await readFile(path, 'utf8')).toBe(changed);
  });

  it('makes no folder', async () => {
    const absent = join(dir, "it's absent");
    const contract = ['--contract', LIBRARY];
    expect(await run('--check', ...contract, '--out', absent)).toMatchObject({
      code: 1,
      err: [
        ...FILES.map((file) => `missing: ${absent}/${file}`),
        '',
        `To fix: npm run generate -- ${contract.join(' ')} --out ${JSON.stringify(absent)}`,
      ].join('\n'),
    });
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('the command line', () => {
  it('explains itself', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const option of ['--contract FILE', '--out DIR', '--check']) expect(out).toContain(option);
  });

  it.each([
    [['--chek'], "Unknown option '--chek'"],
    [['--contract'], "Option '--contract <value>' argument missing"],
    [['--out='], "Option '--out <value>' is empty"],
    [['--contract', ''], "Option '--contract <value>' is empty"],
    [['--contract', 'a.yaml'], '--contract needs --out'],
    [['billing.yaml'], "Unexpected argument 'billing.yaml'"],
  ])('refuses %j in one line', async (args, problem) => {
    const err = `${problem}; npm run generate -- --help shows the options`;
    expect(await run(...args)).toEqual({ code: 1, out: '', err });
  });

  it('is a program, and names files as it was given them', async () => {
    await writeFiles(dir, { 'contracts/small.yaml': 'openapi: 3.0.3\npaths: {' });
    const tsx = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
    const script = join(ROOT, 'scripts/generate.ts');
    const args = ['--import', tsx, script, '--contract', 'contracts/small.yaml', '--out', 'out'];
    expect(await start(args, { cwd: dir }).ended).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^contracts\/small\.yaml:3:1: invalid YAML[^\n]*\n$/) as string,
    });
  });
});
