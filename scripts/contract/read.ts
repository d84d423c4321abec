import { readFile } from 'node:fs/promises';
import { isObject, textOf, type OpenAPIDocument, type Path } from './document.js';
import { ContractError } from './error.js';
import { displayName } from './files.js';
import { parseText } from './parse.js';
import { checkReferences } from './references.js';

/** One file of the contract. */
export interface Contract {
  readonly file: string;
  readonly document: OpenAPIDocument;
  /** Where a value stands, as `file:line:col`. */
  readonly at: (path: Path) => string;
}

/** Reads one OpenAPI 3.x file, YAML or JSON. Whatever is wrong with it is a `ContractError`. */
export async function readContract(path: string): Promise<Contract> {
  return parseContract(await readText(path), displayName(path));
}

/** The contract in a text; `file` is what errors call the text. */
export function parseContract(text: string, file: string): Contract {
  if (text.trim() === '') {
    throw new ContractError(`${file}: the file is empty; put an OpenAPI 3.x document into it`);
  }
  const { value, at } = parseText(text.replace(/^\uFEFF/, ''), file);
  const document = checkOutline(value, at);
  checkReferences(document, at);
  return { file, document, at };
}

/** The text of a file; what keeps it from being read is a `ContractError`. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const problem =
      code === 'ENOENT' || code === 'ENOTDIR'
        ? 'no such file; check the path'
        : code === 'EISDIR'
          ? 'this is a directory; name a file in it'
          : `it cannot be read (${code}); check the file`;
    throw new ContractError(`${displayName(path)}: ${problem}`);
  }
}

function checkOutline(value: unknown, at: (path: Path) => string): OpenAPIDocument {
  const refuse = (path: Path, message: string) => new ContractError(`${at(path)}: ${message}`);
  if (!isObject(value)) {
    throw refuse([], 'this is not OpenAPI; a mapping is expected that begins with openapi: 3.x');
  }
  if ('swagger' in value) {
    const version = textOf(value['swagger']);
    throw refuse(
      ['swagger'],
      `this is Swagger ${version}; convert it to OpenAPI 3 first: npx swagger2openapi`,
    );
  }
  const version = value['openapi'];
  if (version === undefined) {
    throw refuse([], 'this is not OpenAPI; it has no openapi field: add openapi: 3.x');
  }
  if (typeof version !== 'string') {
    throw refuse(
      ['openapi'],
      `openapi must be text, not ${describe(version)}; write the version in full: openapi: 3.0.3`,
    );
  }
  if (!/^3\.\d+([.-]|$)/.test(version)) {
    throw refuse(['openapi'], `this is OpenAPI ${version}; convert it to OpenAPI 3.x`);
  }
  const parts = version.startsWith('3.0') ? ['paths'] : ['paths', 'components', 'webhooks'];
  if (!parts.some((part) => isObject(value[part]))) {
    const missing = parts.join(', ').replace(/, (\w+)$/, ' or $1');
    throw refuse(['openapi'], `the contract has no ${missing}; add it (paths: {} is enough)`);
  }
  return value as OpenAPIDocument;
}

function describe(value: unknown): string {
  return typeof value === 'object' ? 'a mapping or list' : `the ${typeof value} ${textOf(value)}`;
}
