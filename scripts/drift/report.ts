import { displayName } from '../contract/files.js';
import { reportWritten } from '../contract/report.js';
import type { Adoption } from './adopt.js';
import { EVERY_OPERATION, statusOf, type Change, type Level } from './change.js';

/** What a run found out. */
export interface Findings {
  readonly changes: readonly Change[];
  /** Why nothing is said of a part, a line each. */
  readonly problems: readonly string[];
  /** Whether no source at all could be read. */
  readonly isBlind: boolean;
  /** What was adopted, where that was asked for. */
  readonly adopted?: Adoption;
}

const VERDICTS: Readonly<Record<Level | 'same', string>> = {
  same: 'same: what is published says what is vendored',
  wording: 'wording: only words changed; no call is concerned',
  compatible: 'compatible: the API changed, and calls that work keep working',
  breaking: 'breaking: the API changed, and calls or code that worked may fail',
};

/** The result for people: the verdict, then the changes by operation, then what to do. */
export function reportText(
  { changes, problems, isBlind, adopted }: Findings,
  command: string | undefined,
): string {
  const status = statusOf(changes);
  const isPartial = problems.length > 0;
  const rest = changes.length > 0 ? `the rest is ${status}` : 'nothing changed in the rest';
  const verdict = isPartial
    ? `unknown: not everything could be looked at; ${isBlind ? 'nothing was read' : rest}`
    : VERDICTS[status];
  const operations = [...new Set(changes.map(({ operation }) => operation))];
  const groups = operations.map((operation) => {
    const own = changes.filter((change) => change.operation === operation);
    const title = operation === EVERY_OPERATION ? 'Every operation' : inOneLine(operation);
    return [title, ...own.flatMap(lines)].join('\n');
  });
  const toAdopt =
    changes.length > 0 && !isPartial && command !== undefined ? [`To adopt it: ${command}`] : [];
  const last = adopted ? reportAdoption(adopted) : toAdopt;
  return [verdict, ...groups, ...last].join('\n\n');
}

function reportAdoption({ files, todo }: Adoption): readonly string[] {
  const changed = changedFiles(files);
  if (changed.length === 0) return ['Nothing to adopt: every file is as it is published'];
  const left = todo.map((task) => `  ${inOneLine(task)}`);
  return [
    `Adopted:\n${reportWritten(changed)}`,
    ...(left.length > 0 ? [['Left to do by hand:', ...left].join('\n')] : []),
  ];
}

function changedFiles(files: Adoption['files']): Adoption['files'] {
  return files.filter(({ before, after }) => before !== after);
}

function lines({ level, pointer, message }: Change): readonly string[] {
  return [`  ${level.padEnd(10)}  ${inOneLine(message)}`, `              at ${inOneLine(pointer)}`];
}

/** A text with what would break its line, or the terminal, written as JSON does: it comes from others. */
export function inOneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The result for programs. */
export function reportJson({ changes, problems, adopted }: Findings): string {
  const status = problems.length > 0 ? 'unknown' : statusOf(changes);
  const written = adopted && {
    written: changedFiles(adopted.files).map(({ path }) => displayName(path)),
    todo: adopted.todo,
  };
  return JSON.stringify({ status, changes, problems, ...written }, null, 2);
}
