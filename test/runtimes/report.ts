import { isDeepStrictEqual } from 'node:util';
import { format } from 'prettier';
import type { Finding } from './conformance/program.js';

/** What became of a runtime's rows. */
export interface Outcome {
  readonly name: string;
  readonly version: string;
  readonly passed: number;
  readonly rows: number;
  /** A paragraph each. */
  readonly failures: readonly string[];
}

/** Compares what a runtime found with what was expected of it. */
export function judge(
  { name, rows }: { readonly name: string; readonly rows: readonly string[] },
  version: string,
  findings: readonly Finding[] | Error,
): Outcome {
  if (findings instanceof Error) {
    return { name, version, passed: 0, rows: rows.length, failures: [findings.message] };
  }
  const failures = rows.flatMap((row) => {
    const finding = findings.find((one) => one.name === row);
    if (!finding) return [`${row}\n  did not run`];
    const { expected, got } = finding;
    if (isDeepStrictEqual(got, expected)) return [];
    return [`${row}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`];
  });
  return { name, version, passed: rows.length - failures.length, rows: rows.length, failures };
}

/** The outcomes as a table in Markdown. */
export function table(outcomes: readonly Outcome[]): Promise<string> {
  const lines = outcomes.map((one) => [one.name, one.version, `${one.passed}/${one.rows}`]);
  const cells = [['runtime', 'version', 'rows passed'], ['-', '-', '-'], ...lines];
  const text = cells.map((line) => `| ${line.join(' | ')} |`).join('\n');
  return format(text, { parser: 'markdown' });
}
