import { expect, it } from 'vitest';
import { main, runChecks } from '../../scripts/package.js';
import { checks, type Subject } from '../../scripts/package/checks.js';
import { capture } from '../support/command.js';
import { makeFolder } from '../support/folder.js';

it('shows its options', async () => {
  const { code, out } = await capture((output) => main(['--help'], output));
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: npm run check:package /);
});

it.each(['--wirte', '--write=yes', 'here'])('refuses %s in one line', async (option) => {
  const { code, err } = await capture((output) => main([option], output));
  expect(code).toBe(1);
  expect(err).toMatch(/^[^\n]*; npm run check:package -- --help shows the options$/);
});

it('names unexpected and missing files, and the command that accepts them', async () => {
  const folder = await makeFolder({ 'files.txt': 'LICENSE\nREADME.md\n' });
  const problemOf = (...files: string[]) =>
    checks['files']?.({ listing: `${folder}/files.txt`, tarball: { files } } as unknown as Subject);
  expect(await problemOf('LICENSE', 'README.md')).toBe('');
  expect(await problemOf('LICENSE', 'a.js')).toBe(
    'To accept the change: npm run check:package -- --write\n+ a.js\n- README.md',
  );
});

it('fails when one check has a problem or rejects, and shows the first lines of it', async () => {
  const long = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const fine = { one: () => Promise.resolve('') };
  const two = () => Promise.resolve(long);
  const three = () => Promise.reject(new Error('no such tool'));
  const check = (all: Parameters<typeof runChecks>[0]) =>
    capture((output) => runChecks(all, {} as Subject, output));
  expect(await check(fine)).toEqual({ code: true, out: 'ok     one', err: '' });
  const { code, out, err } = await check({ ...fine, two, three });
  expect({ code, out }).toEqual({ code: false, out: 'ok     one' });
  expect(err).toContain('FAILS  two\n         line 0\n');
  expect(err).toContain('line 29\n         … 10 more lines');
  expect(err).toContain('FAILS  three\n         no such tool');
});
