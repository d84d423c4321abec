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

/** By operation, then the gravest first; what concerns all operations leads. */
export function inOrder(changes: readonly Change[]): readonly Change[] {
  const rank = ({ level, operation }: Change) => [
    operation === EVERY_OPERATION ? 0 : 1,
    operation,
    LEVELS.indexOf(level),
  ];
  return changes
    .map((change) => ({ change, key: rank(change) }))
    .sort(({ key: [a1 = 0, a2 = '', a3 = 0] }, { key: [b1 = 0, b2 = '', b3 = 0] }) =>
      a1 !== b1
        ? Number(a1) - Number(b1)
        : a2 !== b2
          ? a2 < b2
            ? -1
            : 1
          : Number(a3) - Number(b3),
    )
    .map(({ change }) => change);
}
