import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../command.js';
import {
  entriesOf,
  isObject,
  itemsOf,
  mapEntries,
  METHODS,
  operationsOf,
  parsePointer,
  textOf,
  valueAt,
  type OpenAPIDocument,
  type Path,
} from './document.js';
import type { Contract } from './read.js';

/**
 * Merges documents. What is said of the API as a whole is taken from the first one. Where two describe the same thing, they must
 * agree in all but words.
 *
 * @param published the published documents, the main one first
 * @param reference our own document; its operations that are published, too, are superseded
 * @returns the merged document, and notes for the maintainer
 * @throws {UserError} with both positions where two documents disagree
 */
export function mergeContracts(published: readonly Contract[], reference?: Contract) {
  const operations = published.flatMap(({ document }) => operationsOf(document));
  const names = new Set(operations.map(({ name }) => name));
  const superseded = operationsOf(reference?.document).filter(({ name }) => names.has(name));
  const notes = superseded.map(
    ({ name, path, method }) =>
      `note: ${reference?.at(['paths', path, method]) ?? ''}: superseded, because ${name} is published; delete it here`,
  );
  const own = reference && { ...reference, document: withoutOperations(reference.document, names) };
  const contracts = own ? [...published, own] : published;
  checkOperationIds(contracts);
  const [first, ...others] = contracts.map(({ document }) => document);
  if (!first) throw new UserError('no contract is given; name at least one file');
  if (others.length === 0) return { document: first, notes };

  const parts = contracts.map((one) => ({ ...one, document: withOwnSecurity(one.document) }));
  const merged = Object.assign({}, ...others.toReversed(), first) as OpenAPIDocument;
  const document = mapEntries(merged, (value, key) => {
    if (['paths', 'webhooks', 'components'].includes(key)) return mergeParts(parts, [key], 2);
    // A request must not go to a server that only some of the published documents name.
    if (key === 'servers') return mergeParts(parts.slice(0, published.length), [key], 0);
    return value;
  });
  return { document: document as OpenAPIDocument, notes };
}

/** Merges what the documents have at a path: maps of named things, down to some levels; what is below must agree. */
function mergeParts(parts: readonly Contract[], path: Path, levels: number): unknown {
  const found = parts
    .map(({ document, at }) => ({ value: valueAt(document, ...path), at }))
    .filter(({ value }) => value !== undefined);
  if (levels > 0) {
    const named = Object.fromEntries(found.flatMap(({ value }) => entriesOf(value)));
    return mapEntries(named, (_, key) => mergeParts(parts, [...path, key], levels - 1));
  }
  const [first, ...others] = found;
  const meaning = withoutWords(first?.value);
  const other = others.find(({ value }) => !isDeepStrictEqual(withoutWords(value), meaning));
  if (!first || !other) return first?.value;
  throw new UserError(
    `${other.at(path)}: ${path.join(' ')} differs from ${first.at(path)}; make both equal, or rename one`,
  );
}

const WORDS = ['title', 'summary', 'description', 'example', 'examples', 'operationId', 'tags'];

/** A value without what it says in words. */
export function withoutWords(value: unknown, isProperties = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutWords(item));
  if (!isObject(value)) return value;
  return mapEntries(value, (inner, key) => {
    const isWord = !isProperties && (WORDS.includes(key) || key.startsWith('x-'));
    return isWord ? undefined : withoutWords(inner, key === 'properties');
  });
}

/** The document without some operations, and with the components only that the others need. */
export function withoutOperations(document: OpenAPIDocument, names: ReadonlySet<string>) {
  const paths = mapEntries(document['paths'], (item, path) => {
    const kept = mapEntries(item, (operation, method) =>
      names.has(`${method.toUpperCase()} ${path}`) ? undefined : operation,
    );
    return METHODS.some((method) => method in kept) ? kept : undefined;
  });
  const needed = reachableFrom({ ...document, paths });
  const components = mapEntries(document['components'], (items) =>
    mapEntries(items, (item) => (needed.has(item) ? item : undefined)),
  );
  return { ...document, paths, components };
}

/** Every value that the paths need: what is in them, what they refer to, and the security schemes. */
function reachableFrom(document: OpenAPIDocument): ReadonlySet<unknown> {
  const reached = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || reached.has(value)) return;
    reached.add(value);
    const ref = valueAt(value, '$ref');
    if (typeof ref === 'string') visit(valueAt(document, ...parsePointer(ref)));
    for (const [scheme] of itemsOf(valueAt(value, 'security')).flatMap(entriesOf)) {
      visit(valueAt(document, 'components', 'securitySchemes', scheme));
    }
    Object.values(value).forEach(visit);
  };
  visit([withOwnSecurity(document)['paths'], { security: document['security'] }]);
  return reached;
}

/** The security of a whole document holds for its own operations only. */
function withOwnSecurity(document: OpenAPIDocument): OpenAPIDocument {
  const { security = [] } = document;
  const paths = mapEntries(document['paths'], (item) =>
    mapEntries(item, (operation, method) =>
      METHODS.includes(method) && isObject(operation) ? { security, ...operation } : operation,
    ),
  );
  return { ...document, paths };
}

/** openapi-typescript names a type after each operationId. */
function checkOperationIds(contracts: readonly Contract[]): void {
  const seen = new Map<unknown, { name: string; place: () => string }>();
  for (const { document, at } of contracts) {
    for (const { name, path, method, operation } of operationsOf(document)) {
      const id = operation['operationId'] ?? name;
      const place = (): string => at(['paths', path, method, 'operationId']);
      const first = seen.get(id) ?? { name, place };
      seen.set(id, first);
      // The same operation in two documents is compared where they are merged.
      if (first.name !== name) {
        const problem = `the operationId ${textOf(id)} is also at ${first.place()}; rename one`;
        throw new UserError(`${place()}: ${problem}`);
      }
    }
  }
}
