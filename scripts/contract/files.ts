import { basename, isAbsolute, relative, sep } from 'node:path';

/** How a file is called in messages: by its path from here where it is below, else as given. */
export function displayName(path: string): string {
  return pathBelow('.', path) ?? path;
}

/** How a file is called in what is generated: no path of this machine. */
export function sourceName(path: string, root: string): string {
  return pathBelow(root, path) ?? basename(path);
}

function pathBelow(root: string, path: string): string | undefined {
  const inside = relative(root, path);
  const isBelow = inside !== '' && !isAbsolute(inside) && inside.split(sep)[0] !== '..';
  return isBelow ? inside.split(sep).join('/') : undefined;
}

/** Whether a file holds what is known from the reference pages alone: its words are ours, and it gives way to what is published. */
export function isReference(file: string): boolean {
  return basename(file) === 'reference.yaml';
}
