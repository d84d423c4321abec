import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../scripts/generate.js';
import { capture } from '../support/command.js';
import { makeFolder, ROOT, type Files } from '../support/folder.js';

const HEAD = 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\n';
const NO_PATHS = `${HEAD}paths: {}\n`;

/** Makes a document from a text of the table, by where the text belongs. */
const places = {
  document: (text: string) => text,
  'after the head': (text: string) => HEAD + text,
  paths: (text: string) => `${HEAD}paths: { ${text} }\n`,
  schemas: (text: string) => `${NO_PATHS}components: { schemas: { ${text} } }\n`,
  'second document': (text: string) => `${NO_PATHS}${text}\n`,
};

const table = parse(
  await readFile(join(ROOT, 'test/fixtures/bad-contracts.yaml'), 'utf8'),
) as Record<string, Record<string, string[]>>;

const rows = Object.entries(table).flatMap(([place, ofPlace]) =>
  Object.entries(ofPlace).map(([name, texts]): [string, Files, string] => {
    const documents = texts
      .slice(0, -1)
      .map((text, at) => [`${'ab'[at] ?? ''}.yaml`, places[place as keyof typeof places](text)]);
    return [name, Object.fromEntries(documents) as Files, texts.at(-1) ?? ''];
  }),
);

/** What the command says of contracts, of which it must take none. */
async function problemOf(files: Files, names = Object.keys(files)): Promise<string> {
  const folder = await makeFolder(files);
  const contracts = names.flatMap((name) => ['--contract', join(folder, name)]);
  const { code, out, err } = await capture((output) =>
    main([...contracts, '--out', join(folder, 'out')], output),
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(await readdir(folder)).not.toContain('out');
  expect(err).not.toContain('\n');
  return err.replaceAll(`${folder}/`, '');
}

test.each(rows)('refuses %s', async (_, files, problem) => {
  expect(await problemOf(files)).toContain(problem);
});

test.each([
  ['absent.yaml', 'absent.yaml: no such file or folder; check the path'],
  ['file/c.yaml', 'file/c.yaml: a file is where a folder is expected; check the path'],
  ['folder', 'folder: this is a folder, not a file; check the path'],
])('refuses %s, which is no file', async (name, problem) => {
  expect(await problemOf({ file: '', 'folder/a.yaml': NO_PATHS }, [name])).toBe(problem);
});

test('refuses text in another encoding', async () => {
  const folder = await makeFolder();
  const file = join(folder, 'a.yaml');
  await writeFile(file, `\uFEFF${NO_PATHS}`, 'utf16le');
  const { code, err } = await capture((output) =>
    main(['--contract', file, '--out', join(folder, 'out')], output),
  );
  expect({ code, err }).toEqual({
    code: 1,
    err: `${file}: this is no text in UTF-8; check the path`,
  });
});
