import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { displayName, UserError } from '../command.js';
import { compareFile, compareFolder, generatedBy, readText, type GeneratedFile } from '../files.js';
import { withoutServerParameters } from './document.js';
import { mergeContracts } from './merge.js';
import { renderOperationsPage } from './operations-page.js';
import { parseAnnotations, readFacts, renderOperations } from './operations.js';
import { lintContract, parseContract } from './read.js';
import { renderSchema, renderSchemaNames } from './types.js';

/** The generated files as they are and as they should be, and notes for the maintainer. */
export interface Plan {
  readonly files: readonly GeneratedFile[];
  readonly notes: readonly string[];
}

/** The text of a document, and the name of its file in messages. */
type Text = readonly [text: string, name: string];

/**
 * Plans everything that is generated from the contract in `openapi/` of a project.
 *
 * @param root the folder of the project
 * @param changes texts that replace those of files, by path from the root; undefined deletes the file
 * @param out another folder for the generated code; OPERATIONS.md is left out then
 * @throws {UserError} for a mistake in the contract
 */
export async function planProject(
  root: string,
  changes: ReadonlyMap<string, string | undefined> = new Map(),
  out?: string,
): Promise<Plan> {
  const read = async (file: string): Promise<Text> => [
    changes.get(file) ?? (await readText(join(root, file))),
    displayName(join(root, file)),
  ];
  const present = await readdir(join(root, 'openapi/published')).catch(() => []);
  const files = new Set([...present.map((name) => `openapi/published/${name}`), ...changes.keys()]);
  const isRemoved = (file: string): boolean => changes.has(file) && changes.get(file) === undefined;
  const isPublished = (file: string): boolean => /^openapi\/published\/.+\.yaml$/.test(file);
  const published = [...files].filter((file) => isPublished(file) && !isRemoved(file));
  const { code, page, notes } = await generate(
    await Promise.all(['openapi/billing.yaml', ...published.sort()].map(read)),
    generatedBy('openapi/'),
    await read('openapi/reference.yaml'),
    await read('openapi/annotations.yaml'),
  );
  const generated = await compareFolder(out ?? join(root, 'src/generated'), code);
  if (out !== undefined) return { files: generated, notes };
  const path = join(root, 'openapi/OPERATIONS.md');
  return { files: [...generated, await compareFile(path, page)], notes };
}

/** Plans the code for other contracts, of which nothing is known beyond what they say. */
export async function planContracts(paths: readonly string[], out: string): Promise<Plan> {
  const texts = paths.map(async (path): Promise<Text> => [await readText(path), displayName(path)]);
  // What is generated does not depend on where the contract is.
  const names = paths.map((path) => basename(path)).join(', ');
  const { code, notes } = await generate(await Promise.all(texts), generatedBy(names));
  return { files: await compareFolder(out, code), notes };
}

/** Generates the text of each file in a folder by its name, and that of OPERATIONS.md. */
async function generate(
  published: readonly Text[],
  header: string,
  reference?: Text,
  annotations: Text = ['{}', ''],
) {
  const contracts = published.map((text) => parseContract(...text));
  const own = reference && parseContract(...reference);
  await Promise.all(contracts.map((contract) => lintContract(contract, 'kinds')));
  if (own) await lintContract(own, 'all');
  const { document: merged, notes } = mergeContracts(contracts, own);
  const document = withoutServerParameters(merged);
  const facts = readFacts(document, parseAnnotations(...annotations, document));

  const schema = await renderSchema(document, facts).catch(async (error: unknown) => {
    // The linter knows where the mistake is, if it is one of structure.
    for (const contract of contracts) await lintContract(contract, 'all');
    const { message } = error as Error;
    throw new UserError(`openapi-typescript cannot make types of this contract: ${message}`);
  });
  const options = { ...(await resolveConfig(import.meta.filename)), parser: 'babel-ts' };
  const prettify = (source: string) => format(`// ${header}\n\n${source}`, options);
  const code = new Map([
    ['schema.ts', await prettify(schema)],
    ['schemas.ts', await prettify(renderSchemaNames(document))],
    ['operations.ts', await prettify(renderOperations(document, facts))],
    ['openapi.json', `${JSON.stringify({ 'x-generated': header, ...document }, null, 2)}\n`],
  ]);
  return { code, page: renderOperationsPage(document, facts), notes };
}
