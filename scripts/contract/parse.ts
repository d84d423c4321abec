import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { Path } from './document.js';
import { ContractError } from './error.js';

/** The data of a text, and where in the text each value stands, as `file:line:col`. */
interface Parsed {
  readonly value: unknown;
  readonly at: (path: Path) => string;
}

/** Parses YAML or JSON. `file` is what errors call the text. */
export function parseText(text: string, file: string): Parsed {
  const json = parseJson(text);
  // Positions are asked for only when something is wrong, so the slow parser may come then.
  if (json !== undefined) return { value: json, at: (path) => parseYaml(text, file).at(path) };
  const { document, at, refuse } = parseYaml(text, file);
  return { value: toData(document, refuse), at };
}

/**
 * Large contracts are mostly JSON, which JSON.parse reads many times faster. But it knows no positions and keeps the last of
 * two equal keys, so a text with anything wrong is left to the YAML parser.
 */
function parseJson(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const strings = text.match(/"(?:[^"\\]|\\.)*"\s*:?/g) ?? [];
    const keys = strings.filter((string) => string.endsWith(':'));
    return keys.length === countKeys(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, inner) => sum + countKeys(inner), own);
}

type Refuse = (node: unknown, message: string) => ContractError;

function parseYaml(text: string, file: string) {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    logLevel: 'error',
    prettyErrors: false,
    // The library holds each key against all others of its mapping; `toData` is quicker.
    uniqueKeys: false,
  });
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error) throw new ContractError(`${place(error.pos[0])}: ${explain(error)}`);
  const refuse: Refuse = (node, message) =>
    new ContractError(`${place(startOf(node) ?? 0)}: ${message}`);
  return { document, refuse, at: (path: Path) => place(offsetOf(document, path)) };
}

function explain({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') {
    return 'a second YAML document begins here; keep one document in a file';
  }
  const [first = ''] = message.split('\n');
  return `not valid YAML: ${first.replace(/[.:]$/, '')}; correct this line`;
}

/** The offset of the key or list item at a path, or of the nearest thing above it that stands in the text. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => keyOf(item.key) === String(key));
      offset = startOf(pair?.key) ?? offset;
      node = pair?.value;
    } else {
      node = isSeq(node) ? node.items[Number(key)] : undefined;
      offset = startOf(node) ?? offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** How many values aliases may add: far more than in any real contract, while aliases of aliases get there in a dozen lines. */
const MAX_ALIASED = 500_000;

/** The plain data of a document, with aliases written out, so that no two places share an object. */
function toData(document: Document, refuse: Refuse): unknown {
  const anchors = new Map<string, unknown>();
  const open = new Set<unknown>();
  let aliased = 0;
  let depth = 0;

  const dataOf = (node: unknown): unknown => {
    if (depth > 0) aliased += 1;
    if (isScalar(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      return node.value;
    }
    if (isAlias(node)) {
      depth += 1;
      const data = dataOf(targetOf(node, node.source));
      depth -= 1;
      return data;
    }
    if (!isMap(node) && !isSeq(node)) return null;
    if (aliased > MAX_ALIASED) {
      throw refuse(node, 'YAML aliases make this contract grow beyond bounds; use $ref instead');
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    open.add(node);
    const data = isSeq(node) ? node.items.map(dataOf) : Object.fromEntries(entriesOf(node));
    open.delete(node);
    return data;
  };

  const targetOf = (alias: unknown, source: string): unknown => {
    const target = anchors.get(source);
    if (target === undefined) {
      throw refuse(alias, `no anchor &${source} stands before this alias; correct its name`);
    }
    if (open.has(target)) {
      throw refuse(alias, `the alias *${source} contains itself; use $ref for what is recursive`);
    }
    return target;
  };

  const entriesOf = (map: YAMLMap): Map<string, unknown> => {
    const entries = new Map<string, unknown>();
    const merged: unknown[] = [];
    for (const { key, value } of map.items) {
      const name = keyOf(key);
      if (name === '<<') merged.push(...[dataOf(value)].flat());
      else if (entries.has(name)) {
        throw refuse(key, `the key ${name} stands twice in one mapping; delete one of the two`);
      } else entries.set(name, dataOf(value));
    }
    for (const [name, value] of merged.flatMap((data) => Object.entries(data ?? {}))) {
      if (!entries.has(name)) entries.set(name, value);
    }
    return entries;
  };

  return dataOf(document.contents);
}
