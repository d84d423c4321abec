import type { Compilation } from './compile.js';

/** Where a command says what it did. */
export interface Output {
  readonly log: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Something that was looked at, and what is wrong with it; empty when nothing. */
export interface Check {
  readonly name: string;
  readonly problem: string;
}

/** How much of what a tool says is shown. */
const LINES = 30;

/** A line a check, and a table of the compilations. */
export function renderSummary(
  checks: readonly Check[],
  compilations: readonly Compilation[],
): string {
  const lines = checks.map(({ name, problem }) => [name, verdict(problem)]);
  const columns = [...new Set(compilations.map(({ under }) => under))];
  const compilers = [...new Set(compilations.map(({ compiler }) => compiler))];
  const rows = compilers.map((version) => [
    version,
    ...compilations
      .filter(({ compiler }) => compiler === version)
      .map(({ problem }) => verdict(problem)),
  ]);
  return `${align(lines)}\n\n${align([['TypeScript', ...columns], ...rows])}`;
}

/** What is wrong, the same things once; empty when nothing. */
export function renderProblems(
  checks: readonly Check[],
  compilations: readonly Compilation[],
): string {
  const wheres = new Map<string, string[]>();
  for (const { compiler, under, problem } of compilations)
    wheres.set(problem, [...(wheres.get(problem) ?? []), `${compiler} (${under})`]);
  const compiled = [...wheres].map(([problem, where]) => {
    const everywhere = where.length === compilations.length;
    return { name: `TypeScript ${everywhere ? 'everywhere' : where.join(', ')}`, problem };
  });
  return [...checks, ...compiled]
    .filter(({ problem }) => problem !== '')
    .map(({ name, problem }) => `${name}:\n${shorten(problem).replaceAll(/^(?=.)/gm, '  ')}`)
    .join('\n\n');
}

function verdict(problem: string): string {
  return problem === '' ? 'ok' : 'FAILS';
}

/** The first lines of a text, and how many more there are. */
export function shorten(text: string): string {
  const lines = text.split('\n');
  const more = lines.length - LINES;
  return more > 0 ? [...lines.slice(0, LINES), `… ${more} more lines`].join('\n') : text;
}

/** Columns as wide as their widest cell. */
function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   '))
    .map((line) => line.trimEnd())
    .join('\n');
}
