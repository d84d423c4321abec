import { isDeepStrictEqual } from 'node:util';
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
  type JsonObject,
  type OpenAPIDocument,
  type Path,
} from './document.js';
import { ContractError } from './error.js';
import type { Contract } from './read.js';

/** A part of a document. */
interface Part {
  readonly value: unknown;
  readonly at: Contract['at'];
}

/**
 * Merges documents. What is said of the API as a whole is taken from the first one. Where two describe the same thing, they must
 * agree in all but words.
 *
 * @param published the published documents, the main one first
 * @param reference our own document; its operations that are published, too, are superseded
 * @returns the merged document, and notes for the maintainer
 * @throws {ContractError} with both positions where two documents disagree
 */
export function mergeContracts(
  published: readonly Contract[],
  reference?: Contract,
): { document: OpenAPIDocument; notes: readonly string[] } {
  const operations = published.flatMap(({ document }) => operationsOf(document));
  const names = new Set(operations.map(({ name }) => name));
  const superseded = operationsOf(reference?.document).filter(({ name }) => names.has(name));
  const notes = superseded.map(
    ({ name, path, method }) =>
      `note: ${reference?.at(['paths', path, method]) ?? ''}: superseded, because ${name} is published; delete it here`,
  );
  const own = reference && { ...reference, document: withoutOperations(reference.document, names) };
  const contracts = [...published, ...(own ? [own] : [])];
  checkOperationIds(contracts);
  const [first] = contracts;
  if (!first) throw new ContractError('no contract is given; name at least one file');
  if (contracts.length === 1) return { document: first.document, notes };

  const parts = contracts.map(({ document, at }) => ({ value: withOwnSecurity(document), at }));
  const merged = Object.fromEntries(parts.toReversed().flatMap(({ value }) => entriesOf(value)));
  const document = mapEntries(merged, (value, key) => {
    if (['paths', 'webhooks', 'components'].includes(key)) return mergeParts(parts, [key], 2);
    // A request must not go to a server that only some of the published documents name.
    if (key === 'servers') return mergeParts(parts.slice(0, published.length), [key], 0);
    return value;
  });
  return { document: document as OpenAPIDocument, notes };
}

/** Merges what the documents have at a path: maps of named things, down to some levels; what is below must agree. */
function mergeParts(parts: readonly Part[], path: Path, levels: number): unknown {
  const [first, ...others] = parts
    .map(({ value, at }) => ({ value: valueAt(value, ...path), at }))
    .filter(({ value }) => value !== undefined);
  if (levels > 0) {
    const keys = [first, ...others].flatMap((part) => entriesOf(part?.value).map(([key]) => key));
    const entries = [...new Set(keys)].map((key) => [
      key,
      mergeParts(parts, [...path, key], levels - 1),
    ]);
    return Object.fromEntries(entries);
  }
  const meaning = withoutWords(first?.value);
  const other = others.find(({ value }) => !isDeepStrictEqual(withoutWords(value), meaning));
  if (first && other) {
    const [here, there] = [other.at(path), first.at(path)];
    throw new ContractError(
      `${here}: ${path.join(' ')} differs from ${there}; make both equal, or rename one`,
    );
  }
  return first?.value;
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
export function withoutOperations(
  document: OpenAPIDocument,
  names: ReadonlySet<string>,
): OpenAPIDocument {
  const paths = mapEntries(document['paths'], (item, path) => {
    const kept = mapEntries(item, (operation, method) =>
      names.has(`${method.toUpperCase()} ${path}`) ? undefined : operation,
    );
    return METHODS.some((method) => method in kept) ? kept : undefined;
  });
  const needed = reachableFrom(document, paths);
  const components = mapEntries(document['components'], (items) =>
    mapEntries(items, (item) => (needed.has(item) ? item : undefined)),
  );
  return { ...document, paths, components };
}

/** Every value that some paths need: what is in them, what they refer to, and their security schemes. */
function reachableFrom(document: OpenAPIDocument, paths: JsonObject): ReadonlySet<unknown> {
  const reached = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || reached.has(value)) return;
    reached.add(value);
    const ref = valueAt(value, '$ref');
    if (typeof ref === 'string') visit(valueAt(document, ...parsePointer(ref)));
    Object.values(value).forEach(visit);
  };
  visit(paths);
  for (const { operation } of operationsOf({ paths })) {
    const security = itemsOf(operation['security'] ?? document['security']);
    for (const [scheme] of security.flatMap(entriesOf)) {
      visit(valueAt(document, 'components', 'securitySchemes', scheme));
    }
  }
  return reached;
}

/** The security of a whole document holds for its own operations only. */
function withOwnSecurity(document: OpenAPIDocument): JsonObject {
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
  const known = new Map<unknown, { name: string; place: () => string }>();
  for (const { document, at } of contracts) {
    for (const { name, path, method, operation } of operationsOf(document)) {
      const id = operation['operationId'] ?? name;
      const place = (): string => at(['paths', path, method, 'operationId']);
      const other = known.get(id);
      // The same operation in two documents is compared where they are merged.
      if (other && other.name !== name) {
        throw new ContractError(
          `${place()}: the operationId ${textOf(id)} is also at ${other.place()}; rename one`,
        );
      }
      known.set(id, { name, place });
    }
  }
}
