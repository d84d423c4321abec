import { displayName, userMessage } from '../command.js';
import type { GeneratedFile } from '../files.js';
import type { Change } from './classify.js';

/** What a run found; `files` were written, and `command` adopts the changes. */
interface Findings {
  /** The gravest level; `same`, or `unknown` if there are problems. */
  readonly status: keyof typeof VERDICTS;
  readonly changes: readonly Change[];
  readonly problems: readonly string[];
  readonly files: readonly GeneratedFile[] | undefined;
  readonly command: string | undefined;
}

const VERDICTS = {
  same: 'the published contract is the vendored one',
  wording: 'only words changed; no call is affected',
  compatible: 'the API changed, and what works keeps working',
  breaking: 'the API changed, and calls or code that worked may fail',
  unknown: 'not everything could be compared',
};

/** The report in one of the formats. */
export function report(format: string, findings: Findings): string {
  const { status, changes, problems, files, command } = findings;
  const written = files?.flatMap((one) => (one.before === one.after ? [] : displayName(one.path)));
  if (format === 'json') {
    return JSON.stringify({ status, changes, problems, ...(written && { written }) }, null, 2);
  }
  const isMarkdown = format === 'markdown';
  // Others wrote these texts: no Markdown, no mention of a user, no HTML.
  const text = (line: string): string =>
    isMarkdown ? `\`${oneLine(line).replaceAll('`', "'")}\`` : oneLine(line);
  const groups = [...new Set(changes.map(({ operation }) => operation))].map((operation) => {
    const title = operation === '*' ? 'Every operation' : text(operation);
    const own = changes.filter((change) => change.operation === operation);
    const lines = own.map(({ level, message }) =>
      isMarkdown ? `- **${level}**: ${text(message)}` : `  ${level.padEnd(10)}  ${text(message)}`,
    );
    return [isMarkdown ? `### ${title}\n` : title, ...lines].join('\n');
  });
  const verdict = `${isMarkdown ? `**${status}**` : status}: ${VERDICTS[status]}`;
  if (isMarkdown) return [verdict, ...groups, ...problems.map(text)].join('\n\n');
  const canAdopt = changes.length > 0 && problems.length === 0 && command !== undefined;
  const next = canAdopt ? [`To adopt it: ${command}`] : [];
  const done = written && [['Written:', ...written].join('\n  ')];
  return [verdict, ...groups, ...(done ?? next)].join('\n\n');
}

/** A text of others in one line of a terminal: control characters are escaped. */
export function oneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** One line for an error. */
export function messageOf(error: unknown): string {
  const unexpected = `drift failed unexpectedly (${String(error).split('\n')[0] ?? ''}); report it`;
  return userMessage(error) ?? unexpected;
}
