import { isDeepStrictEqual } from 'node:util';
import { member, membersOf } from '../contract/document.js';
import { indexOf } from './index-of.js';
import { pathOf, type View } from './operation.js';
import type { Sameness } from './same.js';
import type { Slice } from './slices.js';

/** A published document, and how it is compared. */
export interface Source {
  readonly slice: Slice;
  readonly view: View;
}

/** Two published documents that say different things of one operation, schema or scheme, or name other servers. */
export function contradictions(
  sources: readonly Source[],
  operations: ReadonlyMap<string, readonly Source[]>,
  isSame: Sameness,
): readonly string[] {
  const problems: string[] = [];
  const say = (what: string, one: Source, other: Source, path: readonly string[]) => {
    const [here, there] = [other, one].map(({ view }) => view.contract.at(path));
    problems.push(
      `${here}: ${what} has another meaning at ${there}; the two must agree: see which holds`,
    );
  };
  for (const [name, [first, ...others]] of operations) {
    const other = others.find(
      ({ view }) => first && !isSame(first.view.operation(name), view.operation(name)),
    );
    if (first && other) say(name, first, other, pathOf(name).map(String));
  }
  for (const section of ['schemas', 'securitySchemes'] as const) {
    const holders = indexOf(sources, ({ view }) =>
      membersOf(member(view.contract.document.components, section)).map(([name]) => name),
    );
    for (const [name, [first, ...others]] of holders) {
      const shape = first?.view.component(section, name);
      const other = others.find(({ view }) => {
        const twin = view.component(section, name);
        return shape && twin && !isSame(shape, twin);
      });
      if (first && other) {
        say(`components.${section}.${name}`, first, other, ['components', section, name]);
      }
    }
  }
  const [first, ...others] = sources.filter(({ view }) => view.servers.length > 0);
  const urls = ({ view }: Source) => view.servers.map(({ url }) => url);
  const other = others.find((one) => first && !isDeepStrictEqual(urls(one), urls(first)));
  if (first && other) say('servers', first, other, ['servers']);
  return problems;
}
