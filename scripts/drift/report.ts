import { userMessage } from '../command.js';
import type { Change } from './classify.js';

/** What a run found. The status is the gravest level, or `unknown` if there are problems. */
interface Findings {
  readonly status: keyof typeof VERDICTS;
  readonly changes: readonly Change[];
  readonly problems: readonly string[];
}

const VERDICTS = {
  same: 'the published contract is the vendored one',
  wording: 'only words changed; no call is affected',
  compatible: 'the API changed, and what works keeps working',
  breaking: 'the API changed, and calls or code that worked may fail',
  unknown: 'not everything could be compared',
};

/** The report in one of the formats; as text, it ends with what is to do next. */
export function report(format: string, findings: Findings, next: string): string {
  if (format === 'json') return JSON.stringify(findings, null, 2);
  const { status, changes, problems } = findings;
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
  const end = isMarkdown ? problems.map(text) : [next].filter(Boolean);
  return [verdict, ...groups, ...end].join('\n\n');
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
  const [first = ''] = String(error).split('\n');
  return userMessage(error) ?? `drift failed unexpectedly (${first}); report it`;
}
