import { isDeepStrictEqual } from 'node:util';
import type { Finding } from './conformance/program.js';
import type { Report } from './runtime.js';

/** A runtime's rows, held against what was to come of them. */
export interface Outcome {
  readonly name: string;
  readonly version: string;
  readonly passed: number;
  readonly rows: number;
  /** What went wrong, a paragraph each. */
  readonly failures: readonly string[];
}

export function judge(name: string, rows: readonly string[], report: Report | Error): Outcome {
  if (report instanceof Error)
    return { name, version: '-', passed: 0, rows: rows.length, failures: [report.message] };
  const failures = rows.flatMap((row) => {
    const finding = report.findings.find((one) => one.name === row);
    if (finding && isDeepStrictEqual(finding.got, finding.expected)) return [];
    return [`${row}\n${finding ? difference(finding) : '  did not run'}`];
  });
  const passed = rows.length - failures.length;
  return { name, version: report.version, passed, rows: rows.length, failures };
}

function difference({ expected, got }: Finding): string {
  return `  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`;
}

/** The outcomes as a table in Markdown, aligned as prettier does it. */
export function table(outcomes: readonly Outcome[]): string {
  const lines = [
    ['runtime', 'version', 'rows passed'],
    ...outcomes.map(({ name, version, passed, rows }) => [name, version, `${passed}/${rows}`]),
  ];
  const widths = [0, 1, 2].map((at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const print = (cells: readonly string[], fill = ' ') =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width, fill)).join(' | ')} |`;
  const [head = [], ...body] = lines;
  return [print(head), print([], '-'), ...body.map((line) => print(line))].join('\n');
}
