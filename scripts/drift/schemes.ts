import type { Contract } from '../contract/read.js';
import type { Api } from './meaning.js';
import { viewOf, type View } from './operation.js';
import type { Sameness } from './same.js';
import type { Shape } from './shape.js';

/** What all operations have in common, with the schemes that a test picks. */
export function apiOf(views: readonly View[], isShared: (scheme: string) => boolean): Api {
  return {
    servers: views.find(({ servers }) => servers.length > 0)?.servers ?? [],
    schemes: Object.fromEntries(
      [...schemesIn(views)]
        .filter(([name]) => isShared(name))
        .map(([name, shape]) => [name, shape.fields]),
    ),
  };
}

/** The names of the security schemes that are asked for. */
export function askedIn(views: readonly View[]): ReadonlySet<string> {
  return new Set(views.flatMap((view) => [...view.schemes]));
}

/** The security schemes that are asked for, by name. */
export function schemesIn(views: readonly View[]): ReadonlyMap<string, Shape> {
  return new Map(
    views.flatMap((view) =>
      [...view.schemes].flatMap((name) => {
        const shape = view.component('securitySchemes', name);
        return shape ? [[name, shape] as const] : [];
      }),
    ),
  );
}

/** The names that published schemes have in the vendored contract: a scheme is the same under another name. */
export function renamedSchemes(
  contract: Contract,
  known: ReadonlyMap<string, Shape>,
  isSame: Sameness,
): ReadonlyMap<string, string> {
  const view = viewOf(contract);
  const schemes = schemesIn([view]);
  return new Map(
    [...schemes].flatMap(([name, shape]) => {
      if (known.has(name)) return [];
      const twin = [...known].find(([old, one]) => !schemes.has(old) && isSame(one, shape));
      return twin ? [[name, twin[0]] as const] : [];
    }),
  );
}
