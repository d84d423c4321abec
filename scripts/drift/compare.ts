import { isDeepStrictEqual as isSame } from 'node:util';
import { entriesOf, itemsOf, textOf, valueAt, type JsonObject } from '../openapi/document.js';
import { mergeContracts } from '../openapi/merge.js';
import type { Contract } from '../openapi/read.js';
import { changed, classify, LEVELS, type Change, type Finding, type Level } from './classify.js';
import { normalize, type Normalized, type NormalizedOperation } from './normalize.js';
import { runOasdiff } from './oasdiff.js';
import type { Vendored } from './upstream.js';

/**
 * Compares the published documents with the vendored ones, operation by operation, the gravest changes first. An operation that is
 * not published is gone only if `gone` names it.
 *
 * @throws {ContractError} if documents contradict each other, or if oasdiff cannot compare them
 */
export async function compare(
  { published, reference, ours }: Vendored,
  upstream: readonly Contract[],
  gone: readonly string[],
): Promise<readonly Change[]> {
  const was = mergeContracts(published, reference[0]).document;
  const is = mergeContracts(upstream).document;
  const after = normalize(is);
  const names = [...new Set([...Object.keys(after.operations), ...gone])];
  const before = normalize(was, names);
  const { changelog, diff } = await runOasdiff(documentOf(before), documentOf(after));
  const changes = names.flatMap((operation): readonly Change[] => {
    const [method = '', path = ''] = operation.split(' ');
    const logged = changelog.filter((entry) => entry.operation === method && entry.path === path);
    const own = valueAt(diff, 'paths', 'modified', path, 'operations', 'modified', method);
    const [one, other] = [before.operations[operation], after.operations[operation]];
    const findings = classify(own, logged, isStillAuthorized(one?.operation, other?.operation));
    const servers = one && other ? compareFacts(serverFacts(one), serverFacts(other)) : [];
    const place = one?.hasOwnServers || other?.hasOwnServers ? operation : '*';
    const all = [
      ...findings.map((finding) => ({ ...finding, operation })),
      ...servers.map((finding) => ({ ...finding, operation: place })),
    ];
    // The words and the name of an operation that only we describe are ours.
    return ours.has(operation)
      ? all.filter(({ level, id }) => level !== 'wording' && !id?.startsWith('api-operation-id'))
      : all;
  });
  const isPublished = names.some((name) => name in before.operations && !ours.has(name));
  const general = compareFacts(generalFacts(was, before.keys), generalFacts(is, after.keys));
  // A document need not name the key that others demand.
  const hasKeys = before.keys.length > 0 && after.keys.length > 0;
  const kept = general.filter(({ level }) => (level === 'wording' ? isPublished : hasKeys));
  return sorted([...changes, ...kept.map((one) => ({ ...one, operation: '*' }))]);
}

/** The changes by operation, each once, the gravest first. */
function sorted(changes: readonly Change[]): readonly Change[] {
  const unique = [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
  const gravity = ({ level }: Change): number => LEVELS.indexOf(level);
  unique.sort((one, other) => gravity(one) - gravity(other));
  const operations = new Set(unique.map(({ operation }) => operation));
  return [...operations].flatMap((name) => unique.filter(({ operation }) => operation === name));
}

function documentOf({ operations, schemas }: Normalized): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const [name, { operation }] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  const info = { title: 'API', version: '1' };
  return { openapi: '3.0.3', info, paths, components: { schemas } };
}

/** Whether each set of credentials that was accepted includes one that is. */
function isStillAuthorized(before: unknown, after: unknown): boolean {
  const demandsOf = (operation: unknown): readonly unknown[] => {
    const demands = itemsOf(valueAt(operation, 'security'));
    return demands.length > 0 ? demands : [{}];
  };
  const includes = (given: unknown, asked: unknown): boolean =>
    entriesOf(asked).every(([scheme, scopes]) => {
      const granted = valueAt(given, scheme);
      return granted && itemsOf(scopes).every((scope) => itemsOf(granted).includes(scope));
    });
  return demandsOf(before).every((given) =>
    demandsOf(after).some((asked) => includes(given, asked)),
  );
}

/** What the servers are, by what the report calls it. Requests go to the first one. */
function serverFacts({ servers: [first, ...others] }: NormalizedOperation): JsonObject {
  const variables = entriesOf(valueAt(first, 'variables')).flatMap(([name, variable]) =>
    entriesOf(variable).map(([key, value]) => [`server variables ${name} ${key}`, value] as const),
  );
  const urls = others.map((server) => valueAt(server, 'url'));
  return {
    server: valueAt(first, 'url'),
    'server description': valueAt(first, 'description'),
    ...Object.fromEntries(variables),
    ...Object.fromEntries(urls.map((url) => [`another server ${textOf(url)}`, url])),
  };
}

/** What is said of the API as a whole. */
function generalFacts(document: JsonObject, keys: readonly string[]): JsonObject {
  const { openapi, info, tags, externalDocs, components } = document;
  const schemes = entriesOf(valueAt(components, 'securitySchemes'));
  const described = schemes.map(([, scheme]) => valueAt(scheme, 'description'));
  const words = { openapi, tags, externalDocs, 'keys described': described };
  return { 'the key': keys, ...words, ...(info as JsonObject) };
}

function compareFacts(before: JsonObject, after: JsonObject): readonly Finding[] {
  const keys = Object.keys({ ...before, ...after }).filter((key) => !key.startsWith('x-'));
  return keys.flatMap((key): readonly Finding[] => {
    const [was, is] = [before[key], after[key]];
    const message = `${key}: ${changed(was, is)}`;
    return isSame(was, is) ? [] : [{ level: levelOfFact(key, was, is), message }];
  });
}

function levelOfFact(key: string, was: unknown, is: unknown): Level {
  if (key === 'server' || key === 'the key') return 'breaking';
  if (key.startsWith('another server')) return was === undefined ? 'compatible' : 'breaking';
  if (/^server variables .* enum$/.test(key)) return is === undefined ? 'compatible' : 'breaking';
  return /^server variables .* default$/.test(key) ? 'compatible' : 'wording';
}
