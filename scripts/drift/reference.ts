import { isDeepStrictEqual } from 'node:util';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import {
  isObject,
  itemsOf,
  member,
  membersOf,
  METHODS,
  without,
  type JsonObject,
  type OpenAPIDocument,
  type Path,
} from '../contract/document.js';
import { mapChildren, type Child } from '../contract/grammar.js';
import { resolveRef } from '../contract/pointer.js';
import type { Contract } from '../contract/read.js';
import { pathOf } from './operation.js';

/** The hand-kept contract without what has been published, or has gone. */
export interface Reduced {
  readonly contract: Contract;
  /** What to delete in it by hand, as `POST /refund`, `schema RefundIn`, with its place. */
  readonly deletions: readonly Part[];
  /** What only its own fields said of operations, as `x-moves-money of POST /refund`. */
  readonly lost: readonly string[];
  /** Schemas that it needs still, while another of their name is published. */
  readonly conflicts: readonly Part[];
}

interface Part {
  readonly name: string;
  readonly path: Path;
}

/** Takes operations out of the hand-kept contract, and the schemas that nothing else in it needs. */
export function reduce(
  contract: Contract,
  operations: ReadonlySet<string>,
  published: readonly Contract[],
): Reduced {
  const { document } = contract;
  const gone = [...operations].filter((name) => member(itemAt(document, name), methodOf(name)));
  const smaller = withoutOperations(document, gone);
  const schemas = membersOf(document.components?.['schemas']);
  const needed = gone.length > 0 ? neededSchemas(smaller) : new Set(schemas.map(([name]) => name));
  const dropped = schemas.map(([name]) => name).filter((name) => !needed.has(name));
  const others = new Map(
    published.flatMap(({ document: { components } }) => membersOf(components?.['schemas'])),
  );
  const conflicts = schemas
    .filter(
      ([name, schema]) =>
        needed.has(name) && others.has(name) && !isDeepStrictEqual(others.get(name), schema),
    )
    .map(([name]) => name);
  const leftOut = itemsOf(document['x-left-out']);
  const listed = leftOut.flatMap((entry, index) =>
    operations.has(`POST ${String(member(entry, 'path'))}`) ? [index] : [],
  );
  const result: OpenAPIDocument = {
    ...smaller,
    components: {
      ...smaller.components,
      schemas: Object.fromEntries(
        schemas
          .filter(([name]) => needed.has(name))
          .map(([name, schema]) => [name, conflicts.includes(name) ? others.get(name) : schema]),
      ),
    },
    'x-left-out': leftOut.filter((_, index) => !listed.includes(index)),
  };
  const part = (name: string): Part => ({
    name: `schema ${name}`,
    path: ['components', 'schemas', name],
  });
  return {
    contract: { ...contract, document: result },
    deletions: [
      ...gone.map((name) => ({ name, path: placeOf(document, name) })),
      ...dropped.map(part),
      ...listed.map((index) => ({
        name: `x-left-out ${String(member(leftOut[index], 'path'))}`,
        path: ['x-left-out', index],
      })),
    ],
    lost: gone.flatMap((name) => {
      const operation = member(itemAt(document, name), methodOf(name));
      const facts = membersOf(operation).filter(([, value]) => value === true);
      return facts.filter(([key]) => key.startsWith('x-')).map(([key]) => `${key} of ${name}`);
    }),
    conflicts: conflicts.map(part),
  };
}

/** The lines of a YAML text that hold what stands at a path, its key included. */
export function linesOf(text: string, path: Path): readonly [first: number, last: number] {
  const lineCounter = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter, logLevel: 'error' }).contents;
  let start = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(key),
      );
      start = startOf(pair?.key) ?? start;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      start = startOf(node) ?? start;
    }
  }
  const end = isNode(node) ? (node.range?.[1] ?? start) : start;
  // What follows may be blank, or a comment on what comes next.
  const own = text.slice(start, end).replace(/(?:\s*\n\s*#[^\n]*)*\s*$/, '');
  return [lineCounter.linePos(start).line, lineCounter.linePos(start + own.length).line];
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function withoutOperations(document: OpenAPIDocument, names: readonly string[]): OpenAPIDocument {
  const paths = membersOf(document.paths).flatMap(([template, item]) => {
    if (!isObject(item)) return [[template, item] as const];
    const rest = without(item, (method) => names.includes(`${method.toUpperCase()} ${template}`));
    return METHODS.some((method) => method in rest) ? [[template, rest] as const] : [];
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

/** The names of the schemas that the operations lead to. */
function neededSchemas(document: OpenAPIDocument): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = ({ value, kind, path }: Child): unknown => {
    if (!isObject(value)) return value;
    const ref = value['$ref'];
    const target = typeof ref === 'string' ? resolveRef(document, ref) : undefined;
    if (target?.[1] === 'schemas') names.add(String(target[2]));
    return mapChildren(value, kind, visit, path);
  };
  const { components, ...rest } = document;
  visit({ value: rest, kind: 'document', path: [] });
  visit({
    value: without(components ?? {}, (key) => key === 'schemas'),
    kind: 'components',
    path: [],
  });
  // A set grows while it is walked, so this follows all that is added.
  for (const name of names) {
    const value = member(components?.['schemas'], name);
    visit({ value, kind: 'schema', path: [] });
  }
  return names;
}

/** A path goes whole when it holds no other operation. */
function placeOf(document: OpenAPIDocument, name: string): Path {
  const path = pathOf(name);
  const others = Object.keys(itemAt(document, name)).filter((key) => METHODS.includes(key));
  return others.length > 1 ? path : path.slice(0, 2);
}

function itemAt(document: OpenAPIDocument, name: string): JsonObject {
  const item = member(document.paths, String(pathOf(name)[1]));
  return isObject(item) ? item : {};
}

function methodOf(name: string): string {
  return String(pathOf(name)[2]);
}
