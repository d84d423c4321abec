/** How far to look ahead for the place where two texts meet again. */
const REACH = 400;

/** The lines that differ between two texts, as `- old` and `+ new`, `limit` of them at most. */
export function diffLines(before: string, after: string, limit: number): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const changes: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (old[i] === now[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [removed, added] = nextMeeting(old.slice(i, i + REACH), now.slice(j, j + REACH));
    changes.push(...old.slice(i, i + removed).map((line) => `- ${line}`));
    changes.push(...now.slice(j, j + added).map((line) => `+ ${line}`));
    i += removed;
    j += added;
  }
  const rest = changes.length - limit;
  return rest > 0 ? [...changes.slice(0, limit), `… ${rest} more lines`] : changes;
}

/** How many lines of each to pass until both go on alike: the fewest in all. */
function nextMeeting(old: readonly string[], now: readonly string[]): readonly [number, number] {
  for (let sum = 1; sum < old.length + now.length; sum += 1) {
    for (let i = Math.max(0, sum - now.length); i <= Math.min(sum, old.length); i += 1) {
      if (old[i] !== undefined && old[i] === now[sum - i]) return [i, sum - i];
    }
  }
  return [old.length, now.length];
}
