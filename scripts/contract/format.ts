import { readFile } from 'node:fs/promises';
import type { Options } from 'prettier';
// Without its own search for files and plugins prettier is there a third of a second sooner.
import * as babel from 'prettier/plugins/babel';
import * as estree from 'prettier/plugins/estree';
import { format } from 'prettier/standalone';

/** Formats TypeScript as `npm run format` would. */
export async function formatSource(text: string): Promise<string> {
  const config = new URL('../../.prettierrc.json', import.meta.url);
  const style = {
    ...(JSON.parse(await readFile(config, 'utf8')) as Options),
    // There is none in it, and looking for it takes long.
    embeddedLanguageFormatting: 'off',
  } as const;
  try {
    return await format(text, { ...style, parser: 'babel-ts', plugins: [babel, estree] });
  } catch {
    // TypeScript's own parser is slower, but takes more: `-1[]`, for one.
    const typescript = await import('prettier/plugins/typescript');
    return format(text, { ...style, parser: 'typescript', plugins: [typescript, estree] });
  }
}
