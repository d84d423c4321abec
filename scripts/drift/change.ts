/** How much a change matters to a caller: words only, nothing to do, or what worked may fail. */
export type Level = 'wording' | 'compatible' | 'breaking';

/** One thing that is published otherwise than it is vendored. */
export interface Change {
  readonly level: Level;
  /** As `POST /refund`; `*` where it concerns every operation. */
  readonly operation: string;
  /** The place in the vendored contract, or in the published one for what is new. */
  readonly pointer: string;
  readonly message: string;
}

/** Stands for all operations. */
export const EVERY_OPERATION = '*';

const LEVELS: readonly Level[] = ['breaking', 'compatible', 'wording'];

/** The gravest level among changes; `same` where there are none. */
export function statusOf(changes: readonly Change[]): Level | 'same' {
  return LEVELS.find((level) => changes.some((change) => change.level === level)) ?? 'same';
}

/** Each once, by operation, and the gravest first: among the operations, and in each of them. */
export function inOrder(changes: readonly Change[]): readonly Change[] {
  const rank = (level: Level) => LEVELS.indexOf(level);
  const gravest = new Map<string, number>();
  for (const { operation, level } of changes) {
    gravest.set(operation, Math.min(gravest.get(operation) ?? Infinity, rank(level)));
  }
  const compare = (one: Change, other: Change): number =>
    (gravest.get(one.operation) ?? 0) - (gravest.get(other.operation) ?? 0) ||
    Number(one.operation > other.operation) - Number(one.operation < other.operation) ||
    rank(one.level) - rank(other.level);
  const once = new Map(changes.map((change) => [Object.values(change).join('\n'), change]));
  return [...once.values()].sort(compare);
}
