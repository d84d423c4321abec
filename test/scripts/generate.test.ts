import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../scripts/generate.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FIXTURES = join(ROOT, 'test/fixtures');
const FILES = ['openapi.json', 'operations.ts', 'schema.ts', 'schemas.ts'];
const LIBRARY = 'test/fixtures/contracts/library-3.0.yaml';
const MINIMAL = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: {}\n';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'generate-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** Runs the command in-process. */
async function run(...args: string[]) {
  const [log, error]: [string[], string[]] = [[], []];
  const code = await main(args, {
    log: (text: string) => log.push(text),
    error: (text: string) => error.push(text),
  });
  return { code, out: log.join('\n'), err: error.join('\n') };
}

async function write(name: string, text: string): Promise<string> {
  await writeFile(join(dir, name), text);
  return join(dir, name);
}

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

describe('the generated code', () => {
  it.each(['library-3.0', 'signals-3.1'])('of %s is as expected', async (name) => {
    await run('--contract', `test/fixtures/contracts/${name}.yaml`, '--out', dir);
    for (const [file, text] of Object.entries(await contents(dir))) {
      await expect(text).toMatchFileSnapshot(`${FIXTURES}/generated/${name}/${file}`);
    }
    expect((await readdir(dir)).sort()).toEqual(FILES);
  });

  it('compiles under strict', () => {
    const program = ts.createProgram(
      ['library-3.0', 'signals-3.1'].flatMap((name) =>
        ['operations.ts', 'schemas.ts'].map((file) => join(FIXTURES, 'generated', name, file)),
      ),
      {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        lib: ['lib.es2022.d.ts'],
        types: [],
      },
    );
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(messages).toEqual([]);
  });

  it('is the same in any folder', async () => {
    const [first, second] = [join(dir, 'first'), join(dir, 'second')];
    await run('--out', first);
    const cwd = process.cwd();
    process.chdir(dir);
    try {
      await run('--out', 'second');
    } finally {
      process.chdir(cwd);
    }
    expect(await contents(second)).toEqual(await contents(first));
  });

  it('says on its first line where it is from, without a path of the machine', async () => {
    await run('--contract', await write('a\nb.yaml', MINIMAL), '--out', join(dir, 'out'));
    const files = await contents(join(dir, 'out'));
    const header = 'Generated from a b.yaml by `npm run generate`. Do not edit.';
    for (const file of ['operations.ts', 'schema.ts', 'schemas.ts']) {
      expect(files[file]?.split('\n')[0]).toBe(`// ${header}`);
    }
    expect(JSON.parse(files['openapi.json'] ?? '')).toMatchObject({ 'x-generated': header });
    expect(files['schemas.ts']).toContain('export {};\n');
  });

  it('of the vendored contract is up to date', async () => {
    expect(await run('--check')).toEqual({
      code: 0,
      out: 'Up to date: 5 generated files',
      err: '',
    });
  });
});

describe('writing', () => {
  it('reports each file, and leaves alone what did not change', async () => {
    const out = join(dir, 'deep', 'out');
    const args = ['--contract', LIBRARY, '--out', out];
    const report = (...outcomes: string[]) =>
      FILES.map((file, index) => `${outcomes[index] ?? ''} ${out}/${file}`).join('\n');
    const written = 'written  ';
    expect((await run(...args)).out).toBe(report(written, written, written, written));

    await rm(join(out, 'schema.ts'));
    const before = await stat(join(out, 'operations.ts'));
    const unchanged = 'unchanged';
    expect((await run(...args)).out).toBe(report(unchanged, unchanged, written, unchanged));
    expect((await stat(join(out, 'operations.ts'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('removes a generated file that is no longer wanted, and nothing else', async () => {
    await write('old.ts', '// Generated from x by `npm run generate`. Do not edit.\n');
    await write('notes.md', 'mine');
    const { out } = await run('--contract', LIBRARY, '--out', dir);
    expect(out).toContain(`removed   ${dir}/old.ts`);
    expect((await readdir(dir)).sort()).toEqual(['notes.md', ...FILES]);
  });

  it('refuses a folder with handwritten code', async () => {
    await write('mine.ts', 'export const mine = 1;\n');
    expect(await run('--contract', LIBRARY, '--out', dir)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${dir}/mine.ts: this file is not generated`) as string,
    });
    expect(await readdir(dir)).toEqual(['mine.ts']);
  });

  it('refuses a file as its folder', async () => {
    const file = await write('file', '');
    for (const out of [file, join(file, 'below')]) {
      expect(await run('--contract', LIBRARY, '--out', out)).toMatchObject({
        code: 1,
        err: expect.stringMatching(
          /file(\/below)?: a file is where a folder is expected/,
        ) as string,
      });
    }
  });

  it('changes no file if one cannot be written', async () => {
    await write('operations.ts', '// Generated from x\n');
    // The last of the files is staged under this name, which is a link to nowhere.
    const staged = join(dir, `schemas.ts.${process.pid}.tmp`);
    await symlink(join(dir, 'absent', 'target'), staged);
    expect(await run('--contract', LIBRARY, '--out', dir)).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such file or folder') as string,
    });
    expect(await contents(dir)).toEqual({ 'operations.ts': '// Generated from x\n' });
  });
});

describe('--check', () => {
  const args = () => ['--contract', LIBRARY, '--out', dir];

  beforeEach(async () => {
    await run(...args());
  });

  it('names what is out of date, missing and unexpected, and the command that fixes it', async () => {
    const path = join(dir, 'operations.ts');
    const text = await readFile(path, 'utf8');
    const changed = text.replace('X-Library-Key', 'X-Key');
    await writeFile(path, changed);
    await rm(join(dir, 'schemas.ts'));
    await write('old.ts', '// Generated from x by `npm run generate`. Do not edit.\n');
    await write('mine.ts', '');
    await write('notes.md', '');
    expect(await run('--check', ...args())).toEqual({
      code: 1,
      out: '',
      err: [
        `unexpected: ${dir}/mine.ts (not generated: move it elsewhere)`,
        `unexpected: ${dir}/old.ts`,
        `out of date: ${path}`,
        "  -export const secretKeyHeader = 'X-Key';",
        "  +export const secretKeyHeader = 'X-Library-Key';",
        `missing: ${dir}/schemas.ts`,
        '',
        `To fix: npm run generate -- --contract ${LIBRARY} --out ${dir}`,
      ].join('\n'),
    });
    expect(await readFile(path, 'utf8')).toBe(changed);
  });

  it('shows no more than twenty lines of a difference', async () => {
    await writeFile(join(dir, 'schema.ts'), 'export {};\n');
    const { err } = await run('--check', ...args());
    expect(err.split('\n')).toHaveLength(1 + 20 + 1 + 2);
    expect(err).toMatch(/^ {2}… \d+ more lines$/m);
  });

  it('makes no folder', async () => {
    const absent = join(dir, "it's absent");
    expect(await run('--check', '--out', absent)).toMatchObject({
      code: 1,
      err: [
        ...FILES.map((file) => `missing: ${absent}/${file}`),
        '',
        `To fix: npm run generate -- --out ${JSON.stringify(absent)}`,
      ].join('\n'),
    });
    await expect(stat(absent)).rejects.toThrow('ENOENT');
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
    [['billing.yaml'], "Unexpected argument 'billing.yaml'"],
  ])('refuses %j in one line', async (args, problem) => {
    const err = `${problem}; npm run generate -- --help shows the options`;
    expect(await run(...args)).toEqual({ code: 1, out: '', err });
  });

  it('is a program', async () => {
    const command = (...args: string[]) =>
      promisify(execFile)(
        process.execPath,
        [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'scripts/generate.ts'), ...args],
        { cwd: dir },
      );
    await mkdir(join(dir, 'contracts'));
    await write('contracts/small.yaml', MINIMAL);
    const { stdout } = await command('--contract', 'contracts/small.yaml', '--out', 'out');
    expect(stdout).toBe(FILES.map((file) => `written   out/${file}\n`).join(''));

    await write('contracts/small.yaml', 'openapi: 3.0.3\npaths: {');
    await expect(command('--contract', 'contracts/small.yaml')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^contracts\/small\.yaml:3:1: invalid YAML[^\n]*\n$/) as string,
    });
  });
});
