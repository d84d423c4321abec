import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import {
  dereference,
  isObject,
  itemsOf,
  mapEntries,
  METHODS,
  textOf,
  valueAt,
  type OpenAPIDocument,
} from './document.js';
import { displayName } from './error.js';
import { mergeContracts } from './merge.js';
import { renderOperationsPage } from './operations-page.js';
import { parseAnnotations, readFacts, renderOperations, type Annotations } from './operations.js';
import { compareFile, compareFolder, generatedBy, type GeneratedFile } from './output.js';
import { lintContract, parseContract, readText, type Contract } from './read.js';
import { renderSchema, renderSchemaNames } from './types.js';

/** The generated files as they are and as they should be, and notes for the maintainer. */
export interface Plan {
  readonly files: readonly GeneratedFile[];
  readonly notes: readonly string[];
}

/**
 * Plans everything that is generated from the contract in `openapi/` of a project.
 *
 * @param root the folder of the project
 * @param changes texts that replace those of files, by path from the root; undefined deletes the file
 * @param out another folder for the generated code; OPERATIONS.md is left out then
 * @throws {ContractError} for a mistake in the contract
 */
export async function planProject(
  root: string,
  changes: ReadonlyMap<string, string | undefined> = new Map(),
  out?: string,
): Promise<Plan> {
  const read = async (file: string): Promise<[text: string, name: string]> => [
    changes.get(file) ?? (await readText(join(root, file))),
    displayName(join(root, file)),
  ];
  const published: Contract[] = [];
  for (const file of await publishedFiles(root, changes)) {
    published.push(parseContract(...(await read(file))));
  }
  const reference = parseContract(...(await read('openapi/reference.yaml')));
  await Promise.all(published.map((contract) => lintContract(contract, 'kinds')));
  await lintContract(reference, 'all');
  const { document, notes } = mergeContracts(published, reference);
  const annotations = parseAnnotations(...(await read('openapi/annotations.yaml')), document);
  const code = await renderCode(document, annotations, generatedBy('openapi/'));
  const files = await compareFolder(out ?? join(root, 'src/generated'), code);
  if (out !== undefined) return { files, notes };
  const page = renderOperationsPage(document, readFacts(document, annotations), annotations);
  return { files: [...files, await compareFile(join(root, 'openapi/OPERATIONS.md'), page)], notes };
}

/** The published documents by path from the root, the main one first. */
async function publishedFiles(
  root: string,
  changes: ReadonlyMap<string, string | undefined>,
): Promise<readonly string[]> {
  const folder = 'openapi/published/';
  const present = await readdir(join(root, folder)).catch(() => []);
  const files = new Set([...present.map((name) => folder + name), ...changes.keys()]);
  const kept = [...files].filter(
    (file) =>
      /^openapi\/published\/.+\.yaml$/.test(file) &&
      (!changes.has(file) || changes.get(file) !== undefined),
  );
  return ['openapi/billing.yaml', ...kept.sort()];
}

/** Plans the code for other contracts, of which nothing is known beyond what they say. */
export async function planContracts(paths: readonly string[], out: string): Promise<Plan> {
  const contracts = await Promise.all(
    paths.map(async (path) => parseContract(await readText(path), displayName(path))),
  );
  await Promise.all(contracts.map((contract) => lintContract(contract, 'kinds')));
  const { document, notes } = mergeContracts(contracts);
  // What is generated names no path of this machine.
  const names = paths.map((path) =>
    displayName(path) === path ? basename(path) : displayName(path),
  );
  const code = await renderCode(document, {}, generatedBy(names.join(', '))).catch(
    async (error: unknown) => {
      // The linter knows where the mistake is, if it is one of structure.
      for (const contract of contracts) await lintContract(contract, 'all');
      throw error;
    },
  );
  return { files: await compareFolder(out, code), notes };
}

/** The text of each generated file by its name. */
async function renderCode(
  merged: OpenAPIDocument,
  annotations: Annotations,
  generated: string,
): Promise<ReadonlyMap<string, string>> {
  const document = withoutServerParameters(merged);
  const facts = readFacts(document, annotations);
  const options = { ...(await resolveConfig(import.meta.filename)), parser: 'babel-ts' };
  const prettify = (source: string): Promise<string> =>
    format(`// ${generated}\n\n${source}`, options);
  return new Map([
    ['schema.ts', await prettify(await renderSchema(document, facts, annotations))],
    ['schemas.ts', await prettify(renderSchemaNames(document))],
    ['operations.ts', await prettify(renderOperations(document, facts))],
    ['openapi.json', `${JSON.stringify({ 'x-generated': generated, ...document }, null, 2)}\n`],
  ]);
}

/** Leaves out path parameters that are in no path: the client fills the organization into the server URL. */
function withoutServerParameters(document: OpenAPIDocument): OpenAPIDocument {
  const paths = mapEntries(document['paths'], (item, path) => {
    const clean = (owner: unknown): unknown => {
      if (!isObject(owner) || !owner['parameters']) return owner;
      const parameters = itemsOf(owner['parameters']).filter((parameter) => {
        const target = dereference(document, parameter);
        const isInPath = path.includes(`{${textOf(valueAt(target, 'name'))}}`);
        return valueAt(target, 'in') !== 'path' || isInPath;
      });
      return { ...owner, parameters: parameters.length > 0 ? parameters : undefined };
    };
    return clean(mapEntries(item, (field, key) => (METHODS.includes(key) ? clean(field) : field)));
  });
  return { ...document, paths };
}
