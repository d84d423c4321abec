import { createRequire } from 'node:module';
import type { Source } from '@redocly/openapi-core';
import { UserError } from '../command.js';
import {
  dereference,
  isObject,
  parsePointer,
  textOf,
  valueAt,
  type JsonObject,
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

/** Parses an OpenAPI 3.x document, which messages call `file`. @throws {UserError} with the position of the mistake */
export function parseContract(text: string, file: string): Contract {
  const { value, source, at } = parseText(text, file);
  const { openapi, swagger } = isObject(value) ? value : {};
  if (typeof openapi === 'string' && /^3\.\d+\.\d+/.test(openapi)) {
    const contract = { document: value as OpenAPIDocument, source, at };
    prepareRefs(contract);
    return contract;
  }
  const version = openapi === undefined ? 'no version' : `version ${textOf(openapi)}`;
  const found = swagger === undefined ? version : `Swagger ${textOf(swagger)}`;
  throw new UserError(`${at(['openapi'])}: expected openapi: '3.x.y', found ${found}`);
}

/** Parses YAML or JSON. @throws {UserError} with the position of the mistake */
export function parseText(text: string, file: string) {
  const source = new redocly.Source(file, text.replace(/^\uFEFF/, ''));
  const at: Contract['at'] = (path) => {
    const keys = path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'));
    const pointer = `#/${keys.map(encodeURIComponent).join('/')}`;
    const { start } = redocly.getLineColLocation({ source, pointer, reportOnKey: true });
    return `${file}:${start.line}:${start.col}`;
  };
  return { value: parseJson(source.body) ?? parseYaml(source), source, at };
}

/** JSON is YAML, too, but JSON.parse is many times faster. A key that stands twice is left to the YAML parser, which refuses it. */
function parseJson(text: string): unknown {
  const countStrings = (json: string) => json.match(/"(?:[^"\\]|\\.)*"/g)?.length;
  try {
    const value: unknown = JSON.parse(text);
    return countStrings(JSON.stringify(value)) === countStrings(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseYaml(source: Source): unknown {
  const { body, absoluteRef } = source;
  try {
    return redocly.makeDocumentFromString(body, absoluteRef).parsed;
  } catch (error) {
    if (!(error instanceof redocly.YamlParseError)) throw error;
    const [problem = ''] = error.message.split(' in "');
    // A second document is the one mistake that comes without a position.
    const place = Number.isNaN(error.line)
      ? placeAt(source, body.search(/(?<=\S.*\n)---/))
      : `${absoluteRef}:${error.line}:${error.col}`;
    throw new UserError(`${place}: invalid YAML or JSON: ${problem}`);
  }
}

/** Checks each `$ref`, those in data too, and completes the bare schema names of discriminators, which no library does. */
function prepareRefs({ document, source, at }: Contract): void {
  let count = 0;
  const visit = (parent: JsonObject, path: Path): void => {
    count += 1;
    // A text has more characters than mappings and lists, unless aliases multiply them.
    if (count > source.body.length || path.length > 500) {
      const place = placeAt(source, source.body.search(/&\w/));
      throw new UserError(`${place}: aliases of this anchor grow without bounds; use $ref instead`);
    }
    for (const [key, value] of Object.entries(parent)) {
      if (typeof value === 'object' && value !== null) {
        visit(value as JsonObject, [...path, key]);
      } else if (typeof value === 'string' && key === '$ref') {
        const problem = refProblem(document, parent);
        if (problem) throw new UserError(`${at([...path, key])}: ${problem}`);
      } else if (path.at(-2) === 'discriminator' && path.at(-1) === 'mapping') {
        const isSchema = valueAt(document, 'components', 'schemas', textOf(value)) !== undefined;
        if (isSchema) Object.assign(parent, { [key]: `#/components/schemas/${textOf(value)}` });
      }
    }
  };
  visit(document, []);
}

const OUTSIDE = 'it leads out of this document; bundle the contract into one file';

/** What is wrong with a `$ref` that the linter does not report, or at which it fails. */
function refProblem(document: OpenAPIDocument, reference: JsonObject): string | undefined {
  const ref = textOf(reference['$ref']);
  // Beside other members it is data, unless the linter expects a reference there.
  const isAlone = Object.keys(reference).length === 1;
  if (!ref.startsWith('#')) return isAlone ? `Can't resolve $ref ${ref}: ${OUTSIDE}` : undefined;
  try {
    dereference(document, reference);
    return undefined;
  } catch (error) {
    if (error instanceof URIError) return 'malformed % in a $ref; write % as %25';
    return 'this $ref leads back to itself; refer to something else';
  }
}

/**
 * Checks with the linter that every `$ref` resolves, those in examples too, and the structure of a document. What a `$ref` to
 * another document names is never read.
 *
 * @param structure `all`, or `kinds`: only that mappings and lists are where OpenAPI has them, because many published contracts
 *   break some of the other rules
 * @throws {UserError} with the first problem and its position
 */
export async function lintContract(contract: Contract, structure: 'all' | 'kinds') {
  const { source, document, at } = contract;
  const rules = { struct: 'error', 'no-unresolved-refs': 'error' } as const;
  const { styleguide, resolve } = await redocly.createConfig({ rules });
  const resolver = Object.assign(new redocly.BaseResolver(resolve), {
    loadExternalRef: () => Promise.reject(new redocly.ResolveError(new Error(OUTSIDE))),
  });
  const parsed = { source, parsed: document };
  const options = { document: parsed, config: styleguide, externalRefResolver: resolver };
  const problems = await redocly.lintDocument(options).catch((error: unknown) => {
    throw new UserError(`${at([])}: ${(error as Error).message}`);
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
  const target = valueAt(document, ...path);
  const ref = textOf(valueAt(target, '$ref') ?? target);
  const message = problem.message.trim().replace(/^Can't resolve \$ref/, `$& ${ref}`);
  throw new UserError(`${at(path)}: ${message}`);
}

function placeAt({ body, absoluteRef }: Source, offset: number): string {
  const lines = body.slice(0, offset).split('\n');
  return `${absoluteRef}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
