import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isObject } from '../contract/document.js';
import { ContractError } from '../contract/error.js';
import { displayName } from '../contract/files.js';
import { readText } from '../contract/read.js';

/** A document that is vendored: its file in `openapi/`, where it is published, and the hash of its bytes. */
export interface Entry {
  readonly file: string;
  readonly url: string;
  readonly sha256: string;
}

/** The list of what is vendored, `openapi/upstream.json`. */
export function upstreamFile(root: string): string {
  return join(root, 'openapi', 'upstream.json');
}

export async function readEntries(root: string): Promise<readonly Entry[]> {
  const path = upstreamFile(root);
  const list = parseJson(await readText(path), path);
  if (!Array.isArray(list) || !list.every(isEntry)) {
    throw new ContractError(
      `${displayName(path)}: a list of { file, url, sha256 } is expected; restore it from git`,
    );
  }
  return list;
}

export function renderEntries(entries: readonly Entry[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new ContractError(`${displayName(path)}: not valid JSON (${message}); correct it`);
  }
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false;
  const { file, url, sha256 } = value;
  // The name becomes a path.
  const isName = typeof file === 'string' && /^[\w.-]+\.ya?ml$/.test(file);
  return isName && typeof url === 'string' && typeof sha256 === 'string';
}
