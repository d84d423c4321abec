import { describe, expect, it } from 'vitest';
import { main } from '../../scripts/check-package.js';
import { compareListing, renderListing } from '../../scripts/package/listing.js';
import { runAll } from '../../scripts/pool.js';
import { renderProblems, renderSummary } from '../../scripts/package/report.js';

async function run(...args: string[]) {
  const [log, error]: [string[], string[]] = [[], []];
  const code = await main(args, {
    log: (text) => log.push(text),
    error: (text) => error.push(text),
  });
  return { code, out: log.join('\n'), err: error.join('\n') };
}

describe('the command', () => {
  it('shows its options', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('npm run check:package');
  });

  it.each([['--wirte'], ['--write=yes'], ['here']])('refuses %s in one line', async (option) => {
    const { code, err } = await run(option);
    expect(code).toBe(1);
    expect(err).toMatch(/^[^\n]*; npm run check:package -- --help shows the options$/);
  });
});

describe('the listing', () => {
  const files = ['LICENSE', 'dist/index.js'];

  it('is the same as itself, whatever the line ends', () => {
    expect(compareListing(renderListing(files), files)).toEqual([]);
    expect(compareListing('LICENSE\r\ndist/index.js\r\n', files)).toEqual([]);
  });

  it('names what is new and what is missing', () => {
    expect(compareListing('LICENSE\nREADME.md\n', files)).toEqual([
      '+ dist/index.js',
      '- README.md',
    ]);
    expect(compareListing('', files)).toEqual(['+ LICENSE', '+ dist/index.js']);
  });
});

describe('the report', () => {
  const compiled = (compiler: string, problem: string) =>
    ['bundler', 'nodenext'].map((under) => ({ compiler, under, problem }));
  const checks = [
    { name: 'files', problem: '' },
    { name: 'attw', problem: 'No types' },
  ];

  it('shows each check and each compilation', () => {
    const shown = renderSummary(checks, [...compiled('5.9.3', ''), ...compiled('7.0.2', 'TS2578')]);
    expect(shown.split('\n')).toEqual([
      'files   ok',
      'attw    FAILS',
      '',
      'TypeScript   bundler   nodenext',
      '5.9.3        ok        ok',
      '7.0.2        FAILS     FAILS',
    ]);
  });

  it('says the same problem of several compilations once', () => {
    const all = [
      ...compiled('5.9.3', 'TS2578'),
      ...compiled('6.0.3', ''),
      ...compiled('7.0.2', 'TS2578'),
    ];
    expect(renderProblems(checks, all)).toBe(
      'attw:\n  No types\n\n' +
        'TypeScript 5.9.3 (bundler), 5.9.3 (nodenext), 7.0.2 (bundler), 7.0.2 (nodenext):\n  TS2578',
    );
    expect(renderProblems([], compiled('6.0.3', 'TS2578'))).toBe(
      'TypeScript everywhere:\n  TS2578',
    );
    expect(renderProblems([], compiled('6.0.3', ''))).toBe('');
  });

  it('shortens what a tool says', () => {
    const problem = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
    const shown = renderProblems([{ name: 'attw', problem }], []);
    expect(shown).toContain('  line 29\n  … 10 more lines');
  });
});

it('results are in the order of the tasks', async () => {
  const delays = [20, 1, 10, 1, 1, 5];
  const tasks = delays.map(
    (ms, index) => () => new Promise<number>((done) => setTimeout(() => done(index), ms)),
  );
  expect(await runAll(tasks, 2)).toEqual([0, 1, 2, 3, 4, 5]);
});
