import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conform } from './runtimes/conformance/program.js';
import { rows } from './runtimes/conformance/rows.js';
import { startLab } from './runtimes/lab.js';
import { judge, table } from './runtimes/report.js';
import { runtimes } from './runtimes/runtimes.js';

test.concurrent.each(Object.entries(rows))('%s, with the sources in Node.js', async (name, row) => {
  const { world, close } = await startLab('node');
  try {
    const findings = await conform(world, { [name]: row });
    expect(judge({ name: 'here', rows: [name] }, '1', findings).failures).toEqual([]);
  } finally {
    await close();
  }
});

test('reports rows that differ or did not run, and runtimes that did not start', async () => {
  const findings = [
    { name: 'a', expected: { attempts: 1 }, got: { attempts: 1 } },
    { name: 'b', expected: { attempts: 1 }, got: { attempts: 2 } },
  ];
  const rows = ['a', 'b', 'c'];
  const some = judge({ name: 'Some', rows }, '1.0', findings);
  const none = judge({ name: 'None', rows }, '-', new Error('no such file'));
  expect(some.failures).toEqual([
    'b\n  expected {"attempts":1}\n  got      {"attempts":2}',
    'c\n  did not run',
  ]);
  expect(none.failures).toEqual(['no such file']);
  expect(await table([some, none])).toBe(
    [
      '| runtime | version | rows passed |',
      '| ------- | ------- | ----------- |',
      '| Some    | 1.0     | 1/3         |',
      '| None    | -       | 0/3         |\n',
    ].join('\n'),
  );
});

test('README shows every runtime, in the version that is installed, with all rows passed', async () => {
  const read = (path: string) => readFile(join(import.meta.dirname, '..', path), 'utf8');
  const readme = await read('README.md');
  for (const { name, rows } of runtimes) {
    expect(readme).toMatch(
      new RegExp(`^\\| ${name} +\\| [^|]+ \\| ${rows.length}/${rows.length} `, 'm'),
    );
  }
  const manifest = JSON.parse(await read('test/runtimes/package.json')) as {
    dependencies: Record<string, string>;
  };
  const { 'hermes-compiler': hermes, ...installed } = manifest.dependencies;
  expect(readme).toContain(`hermes-compiler ${hermes}`);
  for (const version of Object.values(installed)) {
    expect(readme).toContain(`| ${version.replace(/.*@/, '')} `);
  }
});
