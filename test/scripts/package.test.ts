import { expect, it } from 'vitest';
import { main, runChecks } from '../../scripts/package.js';
import { compareLists, type Subject } from '../../scripts/package/checks.js';

/** Runs something that prints; gives what it printed. */
async function printed<T>(print: (output: Pick<Console, 'log' | 'error'>) => Promise<T>) {
  const [log, error]: [string[], string[]] = [[], []];
  const result = await print({
    log: (text: string) => log.push(text),
    error: (text: string) => error.push(text),
  });
  return { result, log: log.join('\n'), error: error.join('\n') };
}

it('shows its options', async () => {
  const { result, log } = await printed((output) => main(['--help'], output));
  expect(result).toBe(0);
  expect(log).toMatch(/^Usage: npm run check:package /);
});

it.each([['--wirte'], ['--write=yes'], ['here']])('refuses %s in one line', async (option) => {
  const { result, error } = await printed((output) => main([option], output));
  expect(result).toBe(1);
  expect(error).toMatch(/^[^\n]*; npm run check:package -- --help shows the options$/);
});

it('names unexpected and missing files', () => {
  expect(compareLists(['LICENSE', 'a.js'], ['LICENSE', 'a.js'])).toEqual([]);
  expect(compareLists(['LICENSE', 'README.md'], ['LICENSE', 'a.js'])).toEqual([
    '+ a.js',
    '- README.md',
  ]);
});

it('fails when one check has a problem or rejects, and shows the first lines of it', async () => {
  const long = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const fine = { one: () => Promise.resolve('') };
  const failing = {
    ...fine,
    two: () => Promise.resolve(long),
    three: () => Promise.reject(new Error('no such tool')),
  };
  const subject = {} as Subject;
  expect(await printed((output) => runChecks(fine, subject, output))).toEqual({
    result: true,
    log: 'ok     one',
    error: '',
  });
  const { result, log, error } = await printed((output) => runChecks(failing, subject, output));
  expect({ result, log }).toEqual({ result: false, log: 'ok     one' });
  expect(error).toContain('FAILS  two\n         line 0\n');
  expect(error).toContain('line 29\n         … 10 more lines');
  expect(error).toContain('FAILS  three\n         no such tool');
});
