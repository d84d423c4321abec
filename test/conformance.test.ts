import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conform } from '../runtimes/conformance/program.js';
import { runtimes } from '../runtimes/runtimes.js';
import { startWatchedSandbox } from '../runtimes/sandbox.js';
import { judge, table } from '../runtimes/table.js';

test('the conformance program passes here, with the sources', async () => {
  const { origin, baseUrl, close } = await startWatchedSandbox();
  try {
    const findings = await conform({ runtime: 'node', origin, baseUrl });
    const rows = findings.map(({ name }) => name);
    expect(new Set(rows).size).toBe(rows.length);
    expect(judge('here', rows, { version: '1', findings }).failures).toEqual([]);
  } finally {
    await close();
  }
});

test('what differs, what did not run and what did not start has failed', () => {
  const findings = [
    { name: 'a', expected: { attempts: 1 }, got: { attempts: 1 } },
    { name: 'b', expected: { attempts: 1 }, got: { attempts: 2 } },
  ];
  const some = judge('Some', ['a', 'b', 'c'], { version: '1.0', findings });
  const none = judge('None', ['a', 'b', 'c'], new Error('no such file'));
  expect(some.failures).toEqual([
    'b\n  expected {"attempts":1}\n  got      {"attempts":2}',
    'c\n  did not run',
  ]);
  expect(none.failures).toEqual(['no such file']);
  expect(table([some, none])).toBe(
    [
      '| runtime | version | rows passed |',
      '| ------- | ------- | ----------- |',
      '| Some    | 1.0     | 1/3         |',
      '| None    | -       | 0/3         |',
    ].join('\n'),
  );
});

test('README shows every runtime, in the version that is installed, with all rows passed', async () => {
  const read = (path: string) => readFile(join(import.meta.dirname, '..', path), 'utf8');
  const readme = await read('README.md');
  for (const { name, rows } of runtimes)
    expect(readme).toMatch(
      new RegExp(`^\\| ${name} +\\| [^|]+ \\| ${rows.length}/${rows.length} `, 'm'),
    );
  const manifest = JSON.parse(await read('runtimes/package.json')) as {
    dependencies: Record<string, string>;
  };
  const { 'playwright-core': driver, ...installed } = manifest.dependencies;
  expect(driver).toBeDefined();
  for (const version of Object.values(installed))
    expect(readme).toContain(`| ${version.replace(/.*@/, '')} `);
});
