import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ContractError } from './error.js';
import { displayName } from './files.js';
import type { OpenAPIDocument } from './document.js';
import { mergeContracts } from './merge.js';
import { readContract } from './read.js';

/** Reads the files of a contract and puts them together to one document. */
export async function loadContract(files: readonly string[]): Promise<OpenAPIDocument> {
  return mergeContracts(await Promise.all(files.map(readContract)));
}

/** The files of the vendored contract: every .yaml in `dir`, the published one first. */
export async function contractFiles(dir: string): Promise<readonly string[]> {
  // An absent folder has no contract in it either.
  const present = await readdir(dir).catch(() => []);
  const names = present.filter((name) => name.endsWith('.yaml')).sort();
  if (names.length === 0) {
    throw new ContractError(
      `${displayName(dir)}: no .yaml file in this folder; put the contract there`,
    );
  }
  const first = names.filter((name) => name === 'billing.yaml');
  return [...first, ...names.filter((name) => name !== 'billing.yaml')].map((name) =>
    join(dir, name),
  );
}
