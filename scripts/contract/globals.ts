import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

// Required, not imported: under tsx that takes a third of a second instead of two.
const ts = createRequire(import.meta.url)('typescript') as typeof import('typescript');

// Parsing these two megabytes takes a second. They are machine-written: each declaration begins a line.
const DECLARATION =
  /^(?:declare |abstract )*(?:interface|type|class|var|let|const|function|namespace|module|enum) ([\w$]+)/gm;

/** Every name that the libraries of TypeScript declare globally: ECMAScript, DOM and workers. */
export async function globalNames(): Promise<ReadonlySet<string>> {
  const dir = dirname(ts.getDefaultLibFilePath({}));
  const files = (await readdir(dir)).filter((name) => /^lib\..*\.d\.ts$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(dir, name), 'utf8')));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(DECLARATION)].map(([, name = '']) => name)),
  );
}

/** Whether a type may be declared under a name: an identifier, and no keyword in any context. */
export function isTypeName(name: string): boolean {
  const scanner = ts.createScanner(
    ts.ScriptTarget.ESNext,
    false,
    ts.LanguageVariant.Standard,
    name,
  );
  return scanner.scan() === ts.SyntaxKind.Identifier && scanner.getTokenEnd() === name.length;
}
