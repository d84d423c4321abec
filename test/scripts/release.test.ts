import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../scripts/package/npm.js';
import { findProblems, main, readFacts, type ReleaseFacts } from '../../scripts/release.js';

const ready: ReleaseFacts = {
  version: '1.2.0',
  lockVersion: '1.2.0',
  repository: 'git+https://example.com/client.git',
  changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-30\n\n- More.\n',
  branch: 'main',
  uncommitted: [],
  tags: ['v1.1.0'],
};

it('finds no problem in a release that is ready', () => {
  expect(findProblems(ready)).toEqual([]);
});

it.each<[string, Partial<ReleaseFacts>]>([
  ['package.json: version 0.0.0 ', { version: '0.0.0' }],
  ['package.json: version 1.2 ', { version: '1.2' }],
  ['package.json: version 1.2.0-rc.1 ', { version: '1.2.0-rc.1' }],
  ['package-lock.json: version 1.1.0 ', { lockVersion: '1.1.0' }],
  ['package.json: repository is missing', { repository: '' }],
  ['CHANGELOG.md: no heading', { changelog: '## [Unreleased]\n' }],
  ['CHANGELOG.md: no heading', { changelog: '## [1.2.0]\n' }],
  ['CHANGELOG.md: no heading', { changelog: '## [1.2.0] - soon\n' }],
  ['CHANGELOG.md: no heading', { changelog: '## [1.2.0] - 2026-11\n' }],
  ['git: on branch fix;', { branch: 'fix' }],
  ['git: on no branch;', { branch: '' }],
  ['git: not committed: README.md, new.ts;', { uncommitted: ['README.md', 'new.ts'] }],
  ['git: the tag v1.2.0 exists', { tags: ['v1.1.0', 'v1.2.0'] }],
])('finds the problem "%s"', (start, change) => {
  const problems = findProblems({ ...ready, ...change });
  expect(problems.some((problem) => problem.startsWith(start))).toBe(true);
  for (const problem of problems) expect(problem).toMatch(/^[^\n]+; [^\n]+$/);
});

it.each([
  ['--help', 0, 'log', /^Usage: npm run release:check\n/],
  ['now', 1, 'error', /^npm run release:check takes no options but --help$/],
] as const)('%s gives %s', async (arg, code, stream, text) => {
  const said: { log: string[]; error: string[] } = { log: [], error: [] };
  const output = {
    log: (one: string) => said.log.push(one),
    error: (one: string) => said.error.push(one),
  };
  expect(await main([arg], output)).toBe(code);
  expect(said[stream].join()).toMatch(text);
});

it('reads the facts of a project', async () => {
  const root = await mkdtemp(join(tmpdir(), 'release-'));
  const git = async (...args: string[]) => {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    await run('git', [...who, ...args], root);
  };
  const write = (file: string, text: string) => writeFile(join(root, file), text);
  try {
    const { changelog, repository } = ready;
    await write('package.json', JSON.stringify({ version: '1.2.0', repository }));
    await write('package-lock.json', '{"version":"1.2.0"}');
    await write('CHANGELOG.md', changelog);
    await git('init', '-q', '-b', 'main');
    await git('add', '.');
    await git('commit', '-qm', 'Begin');
    await git('tag', 'v1.1.0');
    expect(await readFacts(root)).toEqual(ready);

    const manifest = { version: '1.2.0', repository: { url: 'git+https://example.com/a.git' } };
    await write('package.json', JSON.stringify(manifest));
    await write('new file.ts', '');
    await git('checkout', '-q', '--detach');
    expect(await readFacts(root)).toEqual({
      ...ready,
      repository: 'git+https://example.com/a.git',
      branch: '',
      uncommitted: ['package.json', '"new file.ts"'],
    });
    await rm(join(root, '.git'), { recursive: true });
    await expect(readFacts(root)).rejects.toThrow(/not a git repository/);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
