import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GlobalContext, OpenAPI3 } from 'openapi-typescript';
import { member, type OpenAPIDocument } from './contract/document.js';
import { displayName, sourceName } from './contract/files.js';
import { formatSource } from './contract/format.js';
import {
  compareFile,
  compareFolder,
  headerFor,
  isForeign,
  writeFiles,
  type GeneratedFile,
} from './contract/generated.js';
import { contractFiles, loadContract } from './contract/load.js';
import { normalise } from './contract/normalise.js';
import { renderOperationsPage } from './contract/operations-page.js';
import { HELP, mendingCommand, readOptions } from './contract/options.js';
import { ContractError } from './contract/error.js';
import { renderContract, renderSchemas } from './contract/render.js';
import { reportCurrent, reportDifferences, reportWritten } from './contract/report.js';
import { untangle } from './contract/untangle.js';

// Its parts instead of its entry, which loads a linter, too, and required, since tsx imports them slowly: two seconds less.
type OpenAPITypeScript = typeof import('openapi-typescript');
const require = createRequire(import.meta.url);
const transformSchema =
  require('openapi-typescript/dist/transform/index.cjs') as OpenAPITypeScript['transformSchema'];
const { astToString } = require('openapi-typescript/dist/lib/ts.cjs') as OpenAPITypeScript;
const { resolveRef, scanDiscriminators } =
  require('openapi-typescript/dist/lib/utils.cjs') as OpenAPITypeScript;

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the command says what it did. */
export interface Output {
  readonly log: (text: string) => void;
  readonly error: (text: string) => void;
}

/** The command `npm run generate`; gives its exit code. */
export async function main(args: readonly string[], output: Output): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help) {
      output.log(HELP);
      return 0;
    }
    const files = options.contract ?? (await contractFiles(join(ROOT, 'openapi')));
    const sources = files.map((file) => sourceName(file, options.contract ? '.' : ROOT));
    const dir = options.out ?? join(ROOT, 'src', 'generated');
    const document = await loadContract(files);
    const compared = await planTypes(document, sources, dir);
    if (!options.contract && !options.out) compared.push(await planPage(document, ROOT));

    if (options.check) {
      const problem = reportDifferences(compared, mendingCommand(options));
      if (problem !== undefined) {
        output.error(problem);
        return 1;
      }
      output.log(reportCurrent(compared));
      return 0;
    }
    refuseForeign(compared);
    await writeFiles(compared);
    output.log(reportWritten(compared));
    return 0;
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    output.error(error.message);
    return 1;
  }
}

/** All that is generated from the documents in `openapi/` of a project, beside what is there now. */
export async function planProject(
  document: OpenAPIDocument,
  files: readonly string[],
  root: string,
): Promise<readonly GeneratedFile[]> {
  const sources = files.map((file) => sourceName(file, root));
  const types = await planTypes(document, sources, join(root, 'src', 'generated'));
  refuseForeign(types);
  return [...types, await planPage(document, root)];
}

async function planTypes(
  document: OpenAPIDocument,
  sources: readonly string[],
  dir: string,
): Promise<GeneratedFile[]> {
  return compareFolder(dir, await generate(document, sources));
}

function planPage(document: OpenAPIDocument, root: string): Promise<GeneratedFile> {
  return compareFile(join(root, 'openapi', 'OPERATIONS.md'), renderOperationsPage(document));
}

function refuseForeign(files: readonly GeneratedFile[]): void {
  const foreign = files.find(isForeign);
  if (!foreign) return;
  throw new ContractError(
    `${displayName(foreign.path)}: this file is written by hand; move it: all .ts files here are generated`,
  );
}

/** The text of each file, by its name. */
async function generate(
  document: OpenAPIDocument,
  sources: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = Object.entries({
    'schema.ts': renderTypes(document),
    'schemas.ts': await renderSchemas(document),
    'contract.ts': renderContract(document),
  });
  const files = texts.map(async ([name, text]): Promise<[string, string]> => [
    name,
    await formatSource(`${headerFor(sources)}\n\n${text}`),
  ]);
  return new Map(await Promise.all(files));
}

/** openapi-typescript decodes % in names, and fails where nothing is encoded; this stands for it meanwhile. */
const PERCENT = '\uE025';

/**
 * The source of schema.ts. Calls the steps of openapi-typescript one by one: its single entry would first lint and bundle the
 * contract, which takes examples for references and fetches what they name.
 */
function renderTypes(document: OpenAPIDocument): string {
  const { document: untangled, lists } = untangle(normalise(document));
  const json = JSON.stringify(untangled).replaceAll('%', PERCENT);
  const schema = JSON.parse(json) as OpenAPI3;
  try {
    const context = {
      defaultNonNullable: false,
      discriminators: readDiscriminators(schema),
      injectFooter: [],
      resolve: (ref: string) => resolveRef(schema, ref, { silent: true }),
    } as unknown as GlobalContext;
    const text = astToString(transformSchema(schema, context));
    return [text, ...[...lists].map(([name, list]) => renderList(name, list))]
      .join('\n')
      .replace(
        /WithRequired<T, K extends keyof T>([^[]+)\[P in K\]/,
        'WithRequired<T, K extends PropertyKey>$1[P in K & keyof T]',
      )
      .replace(
        /^(?=export interface paths )/m,
        docOf('Every operation of the contract, by path, then by method.'),
      )
      .replace(
        /^(?=export interface components )/m,
        docOf('Everything that the contract declares by name.'),
      )
      .replace(/\uE025|\\uE025/g, '%')
      .replace(/^( *\*)(?: {5}$| {4}(?= ))/gm, '$1'); // the indent of continued text, which an editor would show as code
  } catch (error) {
    throw new ContractError(
      `openapi-typescript cannot make types of this contract (${(error as Error).message}); look for a mistake with npx redocly lint`,
    );
  }
}

function docOf(text: string): string {
  return `/** ${text} */\n`;
}

/** A schema that declares the discriminating property itself needs no second declaration of it. */
function readDiscriminators(schema: OpenAPI3): GlobalContext['discriminators'] {
  const { objects, refsHandled } = scanDiscriminators(schema, { silent: true });
  const declared = Object.entries(objects).flatMap(([ref, { propertyName }]) => {
    const properties = member(resolveRef(schema, ref, { silent: true }), 'properties');
    return member(properties, propertyName) === undefined ? [] : [ref];
  });
  return { objects, refsHandled: [...refsHandled, ...declared] };
}

/** An interface may extend what it contains, where a type could not. */
function renderList(name: string, list: string): string {
  return [
    `type ${name}List = components['schemas']['${list}'];`,
    `interface ${name} extends ${name}List {}`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2), console);
}
