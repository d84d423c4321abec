import { createRequire } from 'node:module';
import type { Source } from '@redocly/openapi-core';
import { UserError } from '../command.js';
import {
  dereference,
  parsePointer,
  textOf,
  valueAt,
  type OpenAPIDocument,
  type Path,
} from './document.js';

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

/**
 * Parses an OpenAPI 3.x document.
 *
 * @param file the name of the text in messages
 * @throws {UserError} with the position of the mistake
 */
export function parseContract(text: string, file: string): Contract {
  const { value, source, at } = parseText(text, file);
  const version = valueAt(value, 'openapi');
  if (typeof version === 'string' && /^3\.\d+\.\d+/.test(version)) {
    return { document: value as OpenAPIDocument, source, at };
  }
  const found = version === undefined ? 'no version' : `version ${textOf(version)}`;
  throw new UserError(`${at(['openapi'])}: expected openapi: '3.x.y', found ${found}`);
}

/** Parses YAML or JSON. @throws {UserError} with the position of the mistake */
export function parseText(
  text: string,
  file: string,
): { value: unknown } & Pick<Contract, 'source' | 'at'> {
  const source = new redocly.Source(file, text.replace(/^\uFEFF/, ''));
  const at: Contract['at'] = (path) => {
    const keys = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
    const pointer = `#/${keys.map(encodeURIComponent).join('/')}`;
    const { start } = redocly.getLineColLocation({ source, pointer, reportOnKey: true });
    return `${file}:${start.line}:${start.col}`;
  };
  return { value: parseJson(source.body) ?? parseYaml(source), source, at };
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
  const { body, absoluteRef } = source;
  let parsed: unknown;
  try {
    ({ parsed } = redocly.makeDocumentFromString(body, absoluteRef));
  } catch (error) {
    if (!(error instanceof redocly.YamlParseError)) throw error;
    const [problem = ''] = error.message.split(' in "');
    // A second document is the one mistake that comes without a position.
    const place = Number.isNaN(error.line)
      ? placeAt(source, body.search(/(?<=\S.*\n)---/))
      : `${absoluteRef}:${error.line}:${error.col}`;
    throw new UserError(`${place}: invalid YAML or JSON: ${problem}`);
  }
  // A text has fewer values than characters, unless aliases multiply them.
  const values = [parsed];
  for (let count = 0; values.length > 0; count += 1) {
    if (count > 10 * body.length) {
      const place = placeAt(source, body.search(/&\w/));
      throw new UserError(`${place}: aliases of this anchor grow without bounds; use $ref instead`);
    }
    const next = values.pop();
    if (typeof next === 'object' && next !== null) {
      values.push(...(Object.values(next) as unknown[]));
    }
  }
  return parsed;
}

/**
 * Checks with the linter that every `$ref` resolves, those in examples too, and the structure of a document. What a `$ref` to
 * another document names is never read.
 *
 * @param structure `all`, or `kinds`: only that mappings and lists are where OpenAPI has them, because many published contracts
 *   break some of the other rules
 * @throws {UserError} with the first problem and its position
 */
export async function lintContract(contract: Contract, structure: 'all' | 'kinds'): Promise<void> {
  const { source, document, at } = contract;
  const rules = { struct: 'error', 'no-unresolved-refs': 'error' } as const;
  const { styleguide, resolve } = await redocly.createConfig({ rules });
  const outside = new Error('it leads out of this document; bundle the contract into one file');
  const offline = Object.assign(new redocly.BaseResolver(resolve), {
    loadExternalRef: () => Promise.reject(new redocly.ResolveError(outside)),
  });
  const parsed = { source, parsed: document };
  const options = { document: parsed, config: styleguide, externalRefResolver: offline };
  const problems = await redocly.lintDocument(options).catch((error: unknown) => {
    checkRefs(contract);
    throw new UserError(`${source.absoluteRef}:1:1: ${(error as Error).message}`);
  });
  // OpenAPI 3.1 has boolean schemas, which the linter does not know everywhere.
  const isKind =
    /^Expected type `(?!Schema` \(object\) but got `boolean)(\w+` \((object|array)\)|array`)/;
  const problem = problems.find(
    ({ ruleId, message }) => ruleId !== 'struct' || structure === 'all' || isKind.test(message),
  );
  if (!problem) return;
  // The linter does not encode a % in a key.
  const path = parsePointer((problem.location[0]?.pointer ?? '').replaceAll('%', '%25'));
  const ref = textOf(valueAt(document, ...path, '$ref'));
  const message = problem.message.trim().replace(/^Can't resolve \$ref/, `$& ${ref}`);
  throw new UserError(`${at(path)}: ${message}`);
}

/** Finds the `$ref` at which the linter fails, because its error has no position. @throws {UserError} */
function checkRefs({ source, document }: Contract): void {
  const refs = source.body.matchAll(/\$ref['"]?\s*:\s*['"]?([^'"\s,}]+)/g);
  for (const { index, 1: $ref } of refs) {
    try {
      dereference(document, { $ref });
    } catch (error) {
      const problem =
        error instanceof URIError
          ? 'malformed % in a $ref; write % as %25'
          : 'this $ref leads back to itself; refer to something else';
      throw new UserError(`${placeAt(source, index)}: ${problem}`);
    }
  }
}

function placeAt({ body, absoluteRef }: Source, offset: number): string {
  const lines = body.slice(0, offset).split('\n');
  return `${absoluteRef}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
