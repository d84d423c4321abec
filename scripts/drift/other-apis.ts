import { operationNames } from '../contract/facts.js';
import type { Contract } from '../contract/read.js';
import type { Published } from './sources.js';

/**
 * Docs may describe several APIs, each page from a document that it names. Where one of these holds operations of the contract,
 * those that hold none belong to another API.
 */
export function leaveOutOtherApis(
  published: Published,
  vendored: readonly Contract[],
): { readonly published: Published; readonly notes: readonly string[] } {
  const known = new Set(vendored.flatMap(({ document }) => operationNames(document)));
  const { slices } = published;
  const origins = new Set(slices.map(({ origin }) => origin));
  const own = new Set(
    slices
      .filter(({ operations }) => operations.some((name) => known.has(name)))
      .map(({ origin }) => origin),
  );
  const others = [...origins].filter((origin) => origin !== undefined && !own.has(origin));
  if (own.size === 0 || others.length === 0) return { published, notes: [] };
  const count = (origin: string | undefined) =>
    slices.filter((slice) => slice.origin === origin).length;
  return {
    published: { ...published, slices: slices.filter(({ origin }) => !others.includes(origin)) },
    notes: others.map(
      (origin) =>
        `left out ${origin ?? ''} (pages: ${count(origin)}), which holds no operation of this contract`,
    ),
  };
}
