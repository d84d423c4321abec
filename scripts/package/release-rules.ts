/** What a release is judged by. */
export interface ReleaseFacts {
  readonly version: string;
  readonly lockVersion: string;
  /** The address of the repository; empty when package.json has none. */
  readonly repository: string;
  readonly changelog: string;
  /** Empty when no branch is checked out. */
  readonly branch: string;
  /** Files that git has not, or not so. */
  readonly uncommitted: readonly string[];
  readonly tags: readonly string[];
}

/** What stands against a release, a line each with what to do about it. */
export function findProblems(facts: ReleaseFacts): readonly string[] {
  const { version, lockVersion, repository, changelog, branch, uncommitted, tags } = facts;
  const problems: string[] = [];
  if (version === '0.0.0' || !/^\d+\.\d+\.\d+$/.test(version))
    problems.push(`package.json: version ${version} is none to release; give the next x.y.z`);
  if (lockVersion !== version)
    problems.push(
      `package-lock.json: version ${lockVersion} is not that of package.json; run npm install --package-lock-only`,
    );
  if (repository === '')
    problems.push(
      'package.json: repository is missing; give its address, npm compares it with where the package was built',
    );
  if (!hasHeading(changelog, version))
    problems.push(
      `CHANGELOG.md: no heading of this version; put "## [${version}] - YYYY-MM-DD" over what is released`,
    );
  if (branch !== 'main')
    problems.push(`git: on ${branch ? `branch ${branch}` : 'no branch'}; release from main`);
  if (uncommitted.length > 0)
    problems.push(`git: not committed: ${uncommitted.join(', ')}; commit or remove`);
  if (tags.includes(`v${version}`))
    problems.push(`git: the tag v${version} is there already; give the next version`);
  return problems;
}

/** A heading of the version with a day of the calendar. */
function hasHeading(changelog: string, version: string): boolean {
  const start = `## [${version}] - `;
  const line = changelog.split(/\r?\n/).find((one) => one.startsWith(start)) ?? '';
  const day = line.slice(start.length).trim();
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}
