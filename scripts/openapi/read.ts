import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Source } from '@redocly/openapi-core';
import { parsePointer, textOf, valueAt, type OpenAPIDocument, type Path } from './document.js';
import { ContractError } from './error.js';

// Required, because tsx takes a second longer to import it.
const require = createRequire(import.meta.url);
const redocly = require('@redocly/openapi-core') as typeof import('@redocly/openapi-core');

/** One OpenAPI document of the contract. */
export interface Contract {
  readonly document: OpenAPIDocument;
  readonly source: Source;
  /** The position of the value at a path, as `file:line:col`. */
  readonly at: (path: Path) => string;
}

/** Reads a text file; a failure names the path. */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    // Node names no path for a folder.
    throw Object.assign(error as Error, { path });
  });
}

/**
 * Parses an OpenAPI 3.x document.
 *
 * @param file the name of the text in messages
 * @throws {ContractError} with the position of the mistake
 */
export function parseContract(text: string, file: string): Contract {
  const { value, source, at } = parseText(text, file);
  const version = valueAt(value, 'openapi');
  if (typeof version === 'string' && /^3\.\d+\.\d+/.test(version)) {
    return { document: value as OpenAPIDocument, source, at };
  }
  const found = version === undefined ? 'no version' : `version ${textOf(version)}`;
  throw new ContractError(`${at(['openapi'])}: expected openapi: '3.x.y', found ${found}`);
}

/** Parses YAML or JSON. @throws {ContractError} with the position of the mistake */
export function parseText(
  text: string,
  file: string,
): { value: unknown; source: Source; at: Contract['at'] } {
  const source = new redocly.Source(file, text.replace(/^\uFEFF/, ''));
  const at: Contract['at'] = (path) => {
    const keys = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
    return position(source, `#/${keys.map(encodeURIComponent).join('/')}`);
  };
  const value = parseJson(source.body) ?? parseYaml(source);
  // A text has fewer values than characters, unless aliases multiply them.
  const values = [value];
  for (let count = 0; values.length > 0; count += 1) {
    const next = values.pop();
    if (typeof next === 'object' && next !== null) {
      values.push(...(Object.values(next) as unknown[]));
    }
    if (count <= 10 * source.body.length) continue;
    const place = placeAt(source, source.body.search(/&\w/));
    throw new ContractError(
      `${place}: aliases of this anchor grow without bounds; use $ref instead`,
    );
  }
  return { value, source, at };
}

/** JSON is YAML, too, but JSON.parse is many times faster. */
function parseJson(text: string): unknown {
  try {
    return text.startsWith('{') ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function parseYaml(source: Source): unknown {
  try {
    return redocly.makeDocumentFromString(source.body, source.absoluteRef).parsed;
  } catch (error) {
    if (!(error instanceof redocly.YamlParseError)) throw error;
    const [problem = ''] = error.message.split(' in "');
    // A second document is the one mistake that comes without a position.
    const place = Number.isNaN(error.line)
      ? placeAt(source, source.body.search(/(?<=\S.*\n)---/))
      : `${source.absoluteRef}:${error.line}:${error.col}`;
    throw new ContractError(`${place}: invalid YAML or JSON: ${problem}`);
  }
}

/**
 * Checks with the linter that every `$ref` resolves, and the structure of a document. `$ref`s in examples count, because
 * openapi-typescript resolves them, too.
 *
 * @param structure `all`, or `kinds`: only that mappings and lists are where OpenAPI has them, because many published contracts
 *   break some of the other rules
 * @throws {ContractError} with the first problem and its position
 */
export async function lintContract(contract: Contract, structure: 'all' | 'kinds'): Promise<void> {
  const { source, document } = contract;
  const malformed = source.body.search(/\$ref['"]?:.*%(?![\da-f]{2})/i);
  if (malformed >= 0) {
    throw new ContractError(`${placeAt(source, malformed)}: malformed % in a $ref; write % as %25`);
  }
  const rules = { struct: 'error', 'no-unresolved-refs': 'error' } as const;
  const { styleguide, resolve } = await redocly.createConfig({ rules });
  const externalRefResolver = new OfflineResolver(resolve);
  const options = {
    document: { source, parsed: document },
    config: styleguide,
    externalRefResolver,
  };
  const problems = await redocly.lintDocument(options).catch((error: unknown) => {
    throw new ContractError(`${source.absoluteRef}:1:1: ${(error as Error).message}`);
  });
  // OpenAPI 3.1 has boolean schemas, which the linter does not know everywhere.
  const isKind = /^Expected type `(?!Schema` \(object\) but got `boolean)\w+` \((object|array)\)/;
  const problem = problems.find(
    ({ ruleId, message }) => ruleId !== 'struct' || structure === 'all' || isKind.test(message),
  );
  if (!problem) return;
  const pointer = problem.location[0]?.pointer ?? '#/';
  const ref = textOf(valueAt(document, ...parsePointer(pointer), '$ref'));
  const message = problem.message.trim().replace(/^Can't resolve \$ref/, `$& ${ref}`);
  throw new ContractError(`${position(source, pointer)}: ${message}`);
}

/** Never reads what a `$ref` to another document names. */
class OfflineResolver extends redocly.BaseResolver {
  override loadExternalRef(): Promise<never> {
    const problem = new Error('it leads out of this document; bundle the contract into one file');
    return Promise.reject(new redocly.ResolveError(problem));
  }
}

function position(source: Source, pointer: string): string {
  const { start } = redocly.getLineColLocation({ source, pointer, reportOnKey: true });
  return `${source.absoluteRef}:${start.line}:${start.col}`;
}

function placeAt({ body, absoluteRef }: Source, offset: number): string {
  const lines = body.slice(0, offset).split('\n');
  return `${absoluteRef}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
