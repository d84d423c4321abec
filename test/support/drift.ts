import { rmSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { main } from '../../scripts/drift.js';
import type { Change } from '../../scripts/drift/classify.js';
import { serve, type Handler } from './server.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A project with one published operation, and three of its own document. */
export const PROJECT = join(ROOT, 'test/fixtures/project');

/** A page as it was published. */
export const PAGE = await readFile(
  join(ROOT, 'test/fixtures/upstream/create-a-checkout-session-client-token.md'),
  'utf8',
);

/** The document in it. */
export const DOCUMENT = blockOf(PAGE);

export const OPERATION = 'POST /checkout/create_client_session';

/** The text between the fence lines of a page. */
export function blockOf(page: string): string {
  return /^(`{3,})yaml[^\n]*\n([^]*?)^\1`*\s*$/m.exec(page)?.[2] ?? '';
}

/** A docs page around a document. */
export function pageOf(document: string, operation = OPERATION, fence = '````'): string {
  const [method = '', path = ''] = operation.split(' ');
  const info = `yaml /swagger/openapi-billing.json ${method.toLowerCase()} ${path}`;
  return `# A page\n\n> What it is for.\n\n## OpenAPI\n\n${fence}${info}\n${document}${fence}\n`;
}

export interface Run {
  code: number;
  /** What stands on stdout, and on stderr. */
  out: string;
  err: string;
}

/** Runs the command in-process. */
export async function drift(
  args: readonly string[],
  root = PROJECT,
  timeoutMs = 10_000,
): Promise<Run> {
  const [log, error]: [string[], string[]] = [[], []];
  const output = {
    log: (text: string) => log.push(text),
    error: (text: string) => error.push(text),
  };
  const code = await main(args, output, root, timeoutMs);
  return { code, out: log.join('\n'), err: error.join('\n') };
}

export interface Report {
  status: string;
  changes: Change[];
  problems: string[];
}

/** Runs the command with --json. */
export async function driftJson(args: readonly string[], root = PROJECT): Promise<Report & Run> {
  const run = await drift([...args, '--json'], root);
  return { ...run, ...(JSON.parse(run.out) as Report) };
}

/** Serves texts by path; the rest is 404. */
export async function publish(pages: Record<string, string | Handler>) {
  return serve((response, request, n) => {
    const page = pages[request.url];
    if (typeof page === 'function') page(response, request, n);
    else response.writeHead(page === undefined ? 404 : 200).end(page);
  });
}

/** A copy of what the command works on, gone when the test ends. */
export async function copyTree(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'drift-test-'));
  // Synchronous: a busy disk must not run into the time limit of a hook.
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  await cp(PROJECT, root, { recursive: true });
  return root;
}

/** Every file below a folder, by its path. */
export async function snapshot(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(root.length + 1), await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}
