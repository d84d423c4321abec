/** What holds each name. */
export function indexOf<T>(
  holders: readonly T[],
  namesOf: (holder: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const index = new Map<string, T[]>();
  for (const holder of holders) {
    for (const name of namesOf(holder)) index.set(name, [...(index.get(name) ?? []), holder]);
  }
  return index;
}
