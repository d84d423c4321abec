import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../scripts/package/npm.js';
import { findProblems, main, readFacts, type ReleaseFacts } from '../../scripts/release.js';
import { capture } from '../support/command.js';
import { makeFolder, writeFiles } from '../support/folder.js';

const ready: ReleaseFacts = {
  version: '1.2.0',
  lockVersion: '1.2.0',
  repository: 'git+https://example.com/client.git',
  changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-30\n\n- More.\n',
  branch: 'main',
  uncommitted: [],
  tags: ['v1.1.0'],
};

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
  expect(findProblems(ready)).toEqual([]);
  const problems = findProblems({ ...ready, ...change });
  expect(problems.some((problem) => problem.startsWith(start))).toBe(true);
  for (const problem of problems) expect(problem).toMatch(/^[^\n]+; [^\n]+$/);
});

it('knows no options but --help', async () => {
  const start = (...args: string[]) => capture((output) => main(args, output));
  expect(await start('--help')).toMatchObject({ code: 0, err: '' });
  expect((await start('--help')).out).toMatch(/^Usage: npm run release:check\n/);
  const refused = await start('now');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(/^[^\n]*; npm run release:check -- --help shows the options$/);
});

it('reads the facts of a project', async () => {
  const { changelog, repository } = ready;
  const root = await makeFolder({
    'package.json': JSON.stringify({ version: '1.2.0', repository }),
    'package-lock.json': '{"version":"1.2.0"}',
    'CHANGELOG.md': changelog,
  });
  const git = async (...args: string[]) => {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    await run('git', [...who, ...args], root);
  };
  await git('init', '-q', '-b', 'main');
  await git('add', '.');
  await git('commit', '-qm', 'Begin');
  await git('tag', 'v1.1.0');
  expect(await readFacts(root)).toEqual(ready);

  const manifest = { version: '1.2.0', repository: { url: 'git+https://example.com/a.git' } };
  await writeFiles(root, { 'package.json': JSON.stringify(manifest), 'new file.ts': '' });
  await git('checkout', '-q', '--detach');
  expect(await readFacts(root)).toEqual({
    ...ready,
    repository: manifest.repository.url,
    branch: '',
    uncommitted: ['package.json', '"new file.ts"'],
  });
  await rm(join(root, '.git'), { recursive: true });
  await expect(readFacts(root)).rejects.toThrow(/not a git repository/);
});
