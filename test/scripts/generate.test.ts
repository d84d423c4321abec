import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../scripts/generate.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILES = ['contract.ts', 'schema.ts', 'schemas.ts'];
const CONTRACTS = {
  billing: 'openapi/billing.yaml',
  'library-3.0': 'test/fixtures/contracts/library-3.0.yaml',
  'signals-3.1': 'test/fixtures/contracts/signals-3.1.yaml',
};
const MINIMAL = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: {}\n';

// Compiling takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

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
    log: (text) => log.push(text),
    error: (text) => error.push(text),
  });
  return { code, out: log.join('\n'), err: error.join('\n') };
}

async function write(name: string, text: string): Promise<string> {
  await writeFile(join(dir, name), text);
  return join(dir, name);
}

async function contents(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

describe('what is generated', () => {
  it.each(Object.entries(CONTRACTS))('from %s', async (name, contract) => {
    await run('--contract', contract, '--out', dir);
    for (const file of FILES) {
      await expect(await readFile(join(dir, file), 'utf8')).toMatchFileSnapshot(
        `../fixtures/generated/${name}/${file}`,
      );
    }
    expect((await readdir(dir)).sort()).toEqual(FILES);
  });

  it('compiles under strict', async () => {
    const contracts = Object.entries(CONTRACTS);
    for (const [name, contract] of contracts) {
      await run('--contract', contract, '--out', join(dir, name));
    }
    const program = ts.createProgram(
      contracts.flatMap(([name]) => FILES.map((file) => join(dir, name, file))),
      {
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        skipDefaultLibCheck: true,
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
    expect(program.getSourceFiles().length).toBeGreaterThan(contracts.length * FILES.length);
  });

  it('is the same from any folder, and of the same bytes each time', async () => {
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
    expect(await contents(first)).toMatchObject({
      'schema.ts': expect.stringMatching(
        /^\/\/ Generated from openapi\/[^\n]* by `npm run generate`\. Do not edit\.\n/,
      ) as string,
    });
  });

  it('names its sources without a path of the machine', async () => {
    const outside = await write('a\nb.yaml', MINIMAL);
    await run('--contract', outside, '--out', join(dir, 'out'));
    const { 'contract.ts': text } = await contents(join(dir, 'out'));
    expect(text?.split('\n')[0]).toBe(
      '// Generated from a b.yaml by `npm run generate`. Do not edit.',
    );
  });

  it('is a module, too, where a contract has nothing in it', async () => {
    const contract = await write('empty.yaml', MINIMAL);
    await run('--contract', contract, '--out', join(dir, 'out'));
    const header = '// Generated from empty.yaml by `npm run generate`. Do not edit.\n\n';
    const files = await contents(join(dir, 'out'));
    expect(files['schemas.ts']).toBe(`${header}export {};\n`);
    expect(files['contract.ts']).toContain("export const server = '';\n");
    expect(files['contract.ts']).toContain("export const secretHeader = '';\n");
    expect(files['contract.ts']).toContain('export const operations = {} as const;\n');
  });

  it('is what the repository holds', async () => {
    expect(await run('--check')).toEqual({
      code: 0,
      out: 'Up to date: contract.ts, schema.ts, schemas.ts in src/generated; OPERATIONS.md in openapi',
      err: '',
    });
  });
});

describe('writing', () => {
  it('says what it wrote, and leaves alone what did not change', async () => {
    const out = join(dir, 'deep', 'out');
    const args = ['--contract', CONTRACTS.billing, '--out', out];
    const report = (a: string, b: string, c: string) =>
      `${a} ${out}/contract.ts\n${b} ${out}/schema.ts\n${c} ${out}/schemas.ts`;
    expect(await run(...args)).toEqual({
      code: 0,
      out: report('written  ', 'written  ', 'written  '),
      err: '',
    });

    await rm(join(out, 'schema.ts'));
    const before = await stat(join(out, 'contract.ts'));
    expect((await run(...args)).out).toBe(report('unchanged', 'written  ', 'unchanged'));
    const after = await stat(join(out, 'contract.ts'));
    expect(after.ino).toBe(before.ino);
    expect(after.mtimeMs).toBe(before.mtimeMs);
  });

  it('removes a generated file that is no longer wanted, and nothing else', async () => {
    await write('old.ts', '// Generated from x by `npm run generate`. Do not edit.\n');
    await write('notes.md', 'mine');
    const { out } = await run('--contract', CONTRACTS.billing, '--out', dir);
    expect(out).toContain(`removed   ${dir}/old.ts`);
    expect((await readdir(dir)).sort()).toEqual([...FILES, 'notes.md'].sort());
  });

  it('refuses a folder in which somebody keeps files of their own', async () => {
    await write('mine.ts', 'export const mine = 1;\n');
    expect(await run('--contract', CONTRACTS.billing, '--out', dir)).toEqual({
      code: 1,
      out: '',
      err: `${dir}/mine.ts: this file is written by hand; move it: all .ts files here are generated`,
    });
    expect(await readdir(dir)).toEqual(['mine.ts']);
  });

  it('refuses a file as its folder', async () => {
    const file = await write('file', '');
    expect(await run('--contract', CONTRACTS.billing, '--out', file)).toMatchObject({
      code: 1,
      err: `${file}: this is a file; name a folder`,
    });
    expect(await run('--contract', CONTRACTS.billing, '--out', join(file, 'below'))).toMatchObject({
      code: 1,
      err: `${file}/below: this is a file; name a folder`,
    });
  });

  it('replaces no file when one cannot be written', async () => {
    // The last of the files is written to this link first, which leads nowhere.
    const temporary = join(dir, `schemas.ts.${String(process.pid)}.tmp`);
    await symlink(join(dir, 'absent', 'target'), temporary);
    expect(await run('--contract', CONTRACTS.billing, '--out', dir)).toMatchObject({
      code: 1,
      err: `${dir}: it cannot be written (ENOENT); check the folder`,
    });
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('--check', () => {
  const args = () => ['--contract', CONTRACTS.billing, '--out', dir];
  const command = () =>
    `To mend it: npm run generate -- --contract openapi/billing.yaml --out ${dir}`;

  beforeEach(async () => {
    await run(...args());
  });

  it('passes where all is up to date', async () => {
    expect(await run('--check', ...args())).toEqual({
      code: 0,
      out: `Up to date: contract.ts, schema.ts, schemas.ts in ${dir}`,
      err: '',
    });
  });

  it('shows what is stale', async () => {
    const path = join(dir, 'contract.ts');
    const text = await readFile(path, 'utf8');
    const stale = text
      .replace('    body: true,\n', '')
      .replace("'pp_ident',", "'ident',\n 'extra',");
    await writeFile(path, stale);
    expect(await run('--check', ...args())).toEqual({
      code: 1,
      out: '',
      err: [
        `${path} is stale`,
        '  +     body: true,',
        "  -       'ident',",
        "  -  'extra',",
        "  +       'pp_ident',",
        '',
        command(),
      ].join('\n'),
    });
    expect(await readFile(path, 'utf8')).toBe(stale);
  });

  it('shows no more than twenty lines of a difference', async () => {
    await writeFile(join(dir, 'schema.ts'), 'export {};\n');
    const { err } = await run('--check', ...args());
    const lines = err.split('\n');
    expect(lines).toHaveLength(1 + 20 + 1 + 2);
    expect(lines[21]).toMatch(/^ {2}… \d+ more lines$/);
  });

  it('names what is missing', async () => {
    await rm(join(dir, 'schemas.ts'));
    expect(await run('--check', ...args())).toMatchObject({
      code: 1,
      err: `${dir}/schemas.ts is missing\n\n${command()}`,
    });
    expect(await readdir(dir)).not.toContain('schemas.ts');
  });

  it('names everything where there is no folder yet, and makes none', async () => {
    const absent = join(dir, "it's absent");
    expect(await run('--check', '--out', absent)).toMatchObject({
      code: 1,
      err: [
        ...FILES.map((file) => `${absent}/${file} is missing`),
        '',
        `To mend it: npm run generate -- --out '${dir}/it'\\''s absent'`,
      ].join('\n'),
    });
    await expect(stat(absent)).rejects.toThrow('ENOENT');
  });

  it('names what is surplus', async () => {
    await write('old.ts', '// Generated from x by `npm run generate`. Do not edit.\n');
    await write('mine.ts', '');
    await write('notes.md', '');
    expect(await run('--check', ...args())).toMatchObject({
      code: 1,
      err: [
        `${dir}/mine.ts is surplus: it is written by hand; move it elsewhere`,
        `${dir}/old.ts is surplus`,
        '',
        command(),
      ].join('\n'),
    });
    expect(await readdir(dir)).toContain('old.ts');
  });
});

describe('the command line', () => {
  it('explains itself', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: npm run generate/);
    for (const option of ['--contract FILE', '--out DIR', '--check']) expect(out).toContain(option);
  });

  it.each([
    [['--chek'], "Unknown option '--chek'"],
    [['--contract'], "Option '--contract <value>' argument missing"],
    [['--contract', '--out', 'x'], "Option '--contract' argument is ambiguous"],
    [['--out='], "Option '--out <value>' is empty"],
    [['--contract', ''], "Option '--contract <value>' is empty"],
    [['--check=no'], "Option '--check' does not take an argument"],
    [['billing.yaml'], "Unexpected argument 'billing.yaml'"],
  ])('%j is a mistake', async (args, problem) => {
    expect(await run(...args)).toEqual({
      code: 1,
      out: '',
      err: `${problem}; npm run generate -- --help shows the options`,
    });
  });

  it('is a program', async () => {
    const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const command = (...args: string[]) =>
      promisify(execFile)(process.execPath, [tsx, join(ROOT, 'scripts', 'generate.ts'), ...args], {
        cwd: dir,
      });
    await mkdir(join(dir, 'contracts'));
    await write('contracts/small.yaml', MINIMAL);
    const { stdout } = await command('--contract', 'contracts/small.yaml', '--out', 'out');
    expect(stdout).toBe(
      'written   out/contract.ts\nwritten   out/schema.ts\nwritten   out/schemas.ts\n',
    );
    const { 'schema.ts': text } = await contents(join(dir, 'out'));
    expect(text).toMatch(/^\/\/ Generated from contracts\/small\.yaml by/);

    await write('contracts/small.yaml', 'openapi: 3.0.3\npaths: {');
    await expect(
      command('--contract', 'contracts/small.yaml', '--out', 'out'),
    ).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^contracts\/small\.yaml:2:9: not valid YAML: [^\n]*; correct this line\n$/,
      ) as string,
    });
  });
});
