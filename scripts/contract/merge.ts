import { isDeepStrictEqual } from 'node:util';
import {
  isObject,
  itemsOf,
  member,
  mapValues,
  membersOf,
  METHODS,
  textOf,
  type JsonObject,
  type OpenAPIDocument,
  type Path,
} from './document.js';
import { ContractError } from './error.js';
import { isReference } from './files.js';
import { mapChildren, type Child } from './grammar.js';
import { valueAt } from './pointer.js';
import type { Contract } from './read.js';

/**
 * Puts documents side by side. Where two of them speak of the same thing they must agree; a contradiction is a `ContractError`
 * that names both places. What is said of the API as a whole, its title and version, is the first document's.
 */
export function mergeContracts(contracts: readonly Contract[]): OpenAPIDocument {
  const [first] = contracts;
  if (!first) throw new ContractError('no contract is given; name at least one file');
  const document = contracts.length === 1 ? first.document : mergeAll(contracts);
  checkOperationIds(contracts);
  return document;
}

function mergeAll(contracts: readonly Contract[]): OpenAPIDocument {
  checkVersions(contracts);
  checkServers(contracts);
  const all = withOwnSecurity(contracts);
  const roots = all.map(({ document }) => document);
  // Of two entries of one name the later counts.
  const whole = roots.toReversed().flatMap(membersOf);
  return mapValues(Object.fromEntries(whole), (value, key) => {
    switch (key) {
      case 'paths':
      case 'webhooks':
        return mergeMaps(all, [key], mergePathItem);
      case 'components':
        return mergeComponents(all);
      case 'tags':
        return mergeTags(roots);
      default:
        return value;
    }
  }) as OpenAPIDocument;
}

function mergeComponents(contracts: readonly Contract[]): JsonObject {
  const sections = contracts.flatMap(({ document }) => membersOf(document.components));
  return mapValues(Object.fromEntries(sections), (_, section) =>
    mergeMaps(contracts, ['components', section], agreed),
  );
}

/** Something that stands in one of the documents. */
interface Place {
  readonly contract: Contract;
  readonly path: Path;
}

type Places = readonly [Place, ...Place[]];

/** Merges the maps that stand at one path of several documents; what a name means is decided by all its places. */
function mergeMaps(
  contracts: readonly Contract[],
  path: Path,
  decide: (places: Places) => unknown,
): JsonObject {
  const places = new Map<string, [Place, ...Place[]]>();
  for (const contract of contracts) {
    for (const [name] of membersOf(valueAt(contract.document, path))) {
      const place = { contract, path: [...path, name] };
      const known = places.get(name);
      if (known) known.push(place);
      else places.set(name, [place]);
    }
  }
  return Object.fromEntries([...places].map(([name, found]) => [name, decide(found)]));
}

function agreed(places: Places): unknown {
  const [first, ...others] = places;
  const other = others.find((place) => !isDeepStrictEqual(valueOf(place), valueOf(first)));
  if (other) {
    throw contradiction(other, first, 'has another meaning at', 'make both equal, or rename one');
  }
  return valueOf(first);
}

function mergePathItem(places: Places): unknown {
  const contracts = places.map(({ contract }) => contract);
  return mergeMaps(contracts, places[0].path, (fields) => {
    if (isOperation(fields[0])) return onlyOne(fields);
    // What stands beside the operations of a path holds for all of them.
    const silent = places.find(
      ({ contract }) => !fields.some((field) => field.contract === contract),
    );
    if (silent) {
      throw contradiction(fields[0], silent, 'is missing at', 'say it there too');
    }
    return agreed(fields);
  });
}

function onlyOne([first, second]: Places): unknown {
  if (second) {
    // What is known only from reference pages gives way to what is published.
    const files = [second, first].map(({ contract }) => contract.file);
    const file = files.find(isReference) ?? second.contract.file;
    throw contradiction(second, first, 'is also at', `delete it from ${file} once it is published`);
  }
  return valueOf(first);
}

function contradiction(one: Place, other: Place, relation: string, remedy: string): ContractError {
  const [where, there] = [one, other].map(({ contract, path }) => contract.at(path));
  return new ContractError(`${where}: ${nameOf(one)} ${relation} ${there}; ${remedy}`);
}

function valueOf({ contract, path }: Place): unknown {
  return valueAt(contract.document, path);
}

function isOperation({ path }: Place): boolean {
  return METHODS.includes(String(path.at(-1)));
}

/** `POST /refund`, `parameters of /refund`, `components.schemas.User` */
function nameOf(place: Place): string {
  const [root, name = '', field = ''] = place.path.map(String);
  if (root === 'components') return place.path.join('.');
  return isOperation(place) ? `${field.toUpperCase()} ${name}` : `${field} of ${name}`;
}

/** The names of openapi-typescript's `operations`, so one name cannot stand for two. */
function checkOperationIds(contracts: readonly Contract[]): void {
  const known = new Map<unknown, Place>();
  for (const contract of contracts) {
    const check = ({ value, kind, path }: Child): void => {
      if (!isObject(value)) return;
      const id = kind === 'operation' ? value['operationId'] : undefined;
      if (id !== undefined) {
        const place = { contract, path: [...path, 'operationId'] };
        const before = known.get(id);
        if (before) {
          const [where, there] = [place, before].map((one) => one.contract.at(one.path));
          throw new ContractError(
            `${where}: the operationId ${textOf(id)} is also at ${there}; rename one`,
          );
        }
        known.set(id, place);
      }
      mapChildren(value, kind, check, path);
    };
    check({ value: contract.document, kind: 'document', path: [] });
  }
}

function checkVersions([first, ...others]: readonly Contract[]): void {
  const minor = (contract: Contract | undefined) =>
    contract?.document.openapi.split('.', 2).join('.');
  const other = others.find((contract) => minor(contract) !== minor(first));
  if (first && other) {
    throw new ContractError(
      `${other.at(['openapi'])}: this is OpenAPI ${other.document.openapi}, but ${first.at(['openapi'])} is ${first.document.openapi}; write both in one version`,
    );
  }
}

/** One document that names no server leaves the word to the others. */
function checkServers(contracts: readonly Contract[]): void {
  const urls = ({ document }: Contract) =>
    itemsOf(document['servers']).map((server) => member(server, 'url'));
  const [first, ...others] = contracts.filter((contract) => urls(contract).length > 0);
  const other = others.find((contract) => first && !isDeepStrictEqual(urls(contract), urls(first)));
  if (first && other) {
    throw new ContractError(
      `${other.at(['servers'])}: the servers are not those at ${first.at(['servers'])}; make the two equal`,
    );
  }
}

/** Where documents differ in the security that holds for all their operations, each operation says its own. */
function withOwnSecurity(contracts: readonly Contract[]): readonly Contract[] {
  const [first, ...others] = contracts.map(({ document }) => document['security'] ?? []);
  if (others.every((other) => isDeepStrictEqual(other, first))) return contracts;
  return contracts.map((contract) => {
    const security = contract.document['security'] ?? [];
    const give = ({ value, kind }: Child): unknown => {
      if (!isObject(value)) return value;
      const node = mapChildren(value, kind, give);
      return kind === 'operation' ? { security, ...node } : node;
    };
    return {
      ...contract,
      document: mapChildren(contract.document, 'document', give) as OpenAPIDocument,
    };
  });
}

function mergeTags(roots: readonly OpenAPIDocument[]): readonly unknown[] {
  const tags = new Map<unknown, unknown>();
  for (const tag of roots.flatMap((root) => itemsOf(root['tags']))) {
    const name = member(tag, 'name');
    if (!tags.has(name)) tags.set(name, tag);
  }
  return [...tags.values()];
}
