import { itemsOf, operationsOf, valueAt } from '../openapi/document.js';
import { mergeContracts } from '../openapi/merge.js';
import { classify, LEVELS, type Change } from './classify.js';
import { normalize } from './normalize.js';
import { runOasdiff } from './oasdiff.js';
import type { Upstream, Vendored } from './upstream.js';

/**
 * Compares the published documents with the vendored ones, the gravest changes first. An operation that is
 * not published is gone only if `gone` names it.
 *
 * @throws {UserError} if documents contradict each other, or if oasdiff cannot compare them
 */
export async function compare(
  { published, reference, ours }: Vendored,
  { documents, gone }: Upstream,
): Promise<readonly Change[]> {
  if (documents.length === 0) return [];
  const was = mergeContracts(published, reference[0]).document;
  const is = mergeContracts(documents.map(({ contract }) => contract)).document;
  const [before, after] = [normalize(was), normalize(is)];
  const { changelog, diff } = await runOasdiff(before, after);
  const names = new Set([...operationsOf(is).map(({ name }) => name), ...gone]);
  const changes = [...names].flatMap((operation): readonly Change[] => {
    const [method = '', path = ''] = operation.split(' ');
    const logged = changelog.filter((entry) => entry.operation === method && entry.path === path);
    const own = valueAt(diff, 'paths', 'modified', path, 'operations', 'modified', method);
    return classify(operation, own, logged);
  });
  const { info, servers, security } = diff;
  const known = operationsOf(was).filter(({ name }) => names.has(name));
  // A document need not name the key that others demand.
  const hasKeys = [before, after].every((document) => itemsOf(document['security']).length > 0);
  const general = classify('*', { info, servers, ...(hasKeys && { security }) }, []);
  // The words and the name of an operation that only we describe are ours.
  const isOurs = (operation: string): boolean =>
    operation === '*' ? known.every(({ name }) => ours.has(name)) : ours.has(operation);
  return [...changes, ...general]
    .filter(({ operation, level, id = '' }) =>
      isOurs(operation) ? level !== 'wording' && !id.startsWith('api-operation-id') : true,
    )
    .sort((one, two) => LEVELS.indexOf(one.level) - LEVELS.indexOf(two.level));
}
