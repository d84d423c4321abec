import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from '../../scripts/drift.js';
import type { Change } from '../../scripts/drift/classify.js';
import { capture, type Run } from './command.js';
import { makeFolder, readFiles, ROOT } from './folder.js';
import { serve, type Handler } from './server.js';

/** A project with one published operation, and three of its own document. */
export const PROJECT = join(ROOT, 'test/fixtures/project');

/** A site that publishes them all: pages, an index of them, and one document. */
export const SITE = await readFiles(join(ROOT, 'test/fixtures/published'));

/** The page of the published operation, as it was published, and the document in it. */
export const PAGE = SITE['operations/session.md'] ?? '';
export const DOCUMENT = blockOf(PAGE);
export const OPERATION = 'POST /checkout/create_client_session';

/** The text between the fence lines of a page. */
export function blockOf(page: string): string {
  return /^(`{3,})yaml[^\n]*\n([^]*?)^\1`*\s*$/m.exec(page)?.[2] ?? '';
}

/** A docs page around a document. */
export function pageOf(document: string, operation = OPERATION, fence = '````'): string {
  const info = `yaml /swagger/openapi-billing.json ${operation.replace('POST', 'post')}`;
  return `# A page\n\n> What it is for.\n\n## OpenAPI\n\n${fence}${info}\n${document}${fence}\n`;
}

/** Runs the command in-process. */
export function drift(args: readonly string[], root = PROJECT, timeoutMs = 10_000): Promise<Run> {
  return capture((output) => main(args, output, root, timeoutMs));
}

interface Report {
  status: string;
  changes: Change[];
  problems: string[];
}

/** Runs the command with --json. */
export async function driftJson(args: readonly string[], root = PROJECT): Promise<Report & Run> {
  const run = await drift([...args, '--json'], root);
  return { ...run, ...(JSON.parse(run.out) as Report) };
}

/** The options that name sources. */
export const from = (...sources: readonly string[]): string[] =>
  sources.flatMap((source) => ['--upstream', source]);

export type Site = Readonly<Record<string, string | Handler>>;

/** Serves texts by path, without the first slash; the rest is 404. */
export function publish(pages: Site) {
  return serve((response, request, n) => {
    const page = pages[request.url.slice(1)];
    if (typeof page === 'function') page(response, request, n);
    else response.writeHead(page === undefined ? 404 : 200).end(page);
  });
}

/** A copy of what the command works on, gone when the test ends. */
export async function copyProject(): Promise<string> {
  const root = await makeFolder();
  await cp(PROJECT, root, { recursive: true });
  return root;
}
