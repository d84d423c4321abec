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
  const names = inOrder(
    present.filter((name) => name.endsWith('.yaml')),
    (name) => name,
  );
  if (names.length === 0) {
    throw new ContractError(
      `${displayName(dir)}: no .yaml file in this folder; put the contract there`,
    );
  }
  return names.map((name) => join(dir, name));
}

/** The order of the files in what is generated: the first published one, then by name. */
export function inOrder<T>(files: readonly T[], nameOf: (file: T) => string): readonly T[] {
  const key = (file: T) => (nameOf(file) === 'billing.yaml' ? '' : nameOf(file));
  return [...files].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
