import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.js';
import { PackageError } from './error.js';
import type { ReleaseFacts } from './release-rules.js';

interface Manifest {
  readonly version: string;
  readonly repository?: string | { readonly url?: string };
}

/** Reads them in the folder of a project. */
export async function readFacts(root: string): Promise<ReleaseFacts> {
  const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8');
  const git = async (...args: string[]): Promise<readonly string[]> => {
    const { ok, stdout, output } = await run('git', args, root);
    if (!ok) throw new PackageError(`git ${args.join(' ')} failed: ${output}`);
    return stdout.split('\n').filter(Boolean);
  };
  const { version, repository } = JSON.parse(await read('package.json')) as Manifest;
  const lock = JSON.parse(await read('package-lock.json')) as Manifest;
  return {
    version,
    lockVersion: lock.version,
    repository: (typeof repository === 'string' ? repository : repository?.url) ?? '',
    changelog: await read('CHANGELOG.md'),
    branch: (await git('branch', '--show-current')).join(),
    uncommitted: (await git('status', '--porcelain')).map((line) => line.slice(3)),
    tags: await git('tag', '--list'),
  };
}
