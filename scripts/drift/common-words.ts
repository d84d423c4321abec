import { itemsOf, member, membersOf, type JsonObject } from '../contract/document.js';
import { EVERY_OPERATION, type Change } from './change.js';
import { isWord } from './draft.js';
import type { Pair } from './meaning.js';
import type { View } from './operation.js';
import { schemesIn } from './schemes.js';
import { changedWords, sayChange } from './words.js';

/** What is said of the API as a whole in other words. */
export function commonWords(pairs: readonly Pair[]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const { before, after } of pairs) {
    const isShared = (scheme: string) =>
      [before, after].every((view) => schemesIn([view]).has(scheme));
    const [one, other] = [wordsOf(before, isShared), wordsOf(after, isShared)];
    const isOtherList = before.servers.length !== after.servers.length;
    for (const pointer of changedWords(one, other)) {
      // What is said of a server that came or went is no matter of words.
      if (isOtherList && pointer.startsWith('#/servers/')) continue;
      const name = pointer
        .slice(2)
        .replaceAll('/', ' ')
        .replace(/^openapi$/, 'OpenAPI version');
      const message = `the API: ${sayChange(name, one[pointer], other[pointer])}`;
      changes.set(pointer, { level: 'wording', operation: EVERY_OPERATION, pointer, message });
    }
  }
  return [...changes.values()];
}

/** The words of a document that belong to no operation, by their pointers. */
function wordsOf(view: View, isShared: (scheme: string) => boolean): JsonObject {
  const { document } = view.contract;
  const under = (prefix: string, words: Iterable<readonly [string, unknown]>) =>
    [...words].map(([key, value]) => [`${prefix}${key}`, value] as const);
  const root = membersOf(document).filter(
    ([key]) => ['openapi', 'tags', 'externalDocs'].includes(key) || key.startsWith('x-'),
  );
  return Object.fromEntries([
    ...under('#/', root),
    ...under('#/info/', membersOf(document['info'])),
    ...itemsOf(document['servers']).flatMap((server, index) => [
      ...under(
        `#/servers/${index}/`,
        membersOf(server).filter(([key]) => isWord(key)),
      ),
      ...membersOf(member(server, 'variables')).flatMap(([name, variable]) =>
        under(
          `#/servers/${index}/variables/${name}/`,
          membersOf(variable).filter(([key]) => isWord(key)),
        ),
      ),
    ]),
    ...[...schemesIn([view])]
      .filter(([name]) => isShared(name))
      .flatMap(([name, { words }]) =>
        under(`#/components/securitySchemes/${name}/`, membersOf(words)),
      ),
  ]);
}
