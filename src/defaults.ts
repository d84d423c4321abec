import { must } from './errors.js';

type Fields = Readonly<Record<string, unknown>>;

/** The options that fill in body fields. */
export interface Defaults {
  region?: string | undefined;
  defaults?: Fields | undefined;
  regions?: Readonly<Record<string, Fields>> | undefined;
}

/**
 * Fills in a body: the region, and each of `fields` that the call leaves out. Precedence: call, then region, then
 * `defaults`. `undefined` means left out, `null` does not. Returns a new object.
 */
export function fillDefaults(
  fields: readonly string[],
  body: Fields | undefined,
  { region = 'default', defaults, regions }: Defaults,
): Fields {
  const filled: Record<string, unknown> = { ...body };
  if (filled['region'] === undefined) {
    filled['region'] = region;
  }
  for (const source of [regionDefaults(filled['region'], regions), defaults]) {
    for (const field of source ? fields : []) {
      if (filled[field] === undefined) {
        filled[field] = source?.[field];
      }
    }
  }
  return filled;
}

/** The defaults of a region. Without `regions`, every region is fine and has none. */
export function regionDefaults(region: unknown, regions: Defaults['regions']): Fields | undefined {
  if (!regions) {
    return undefined;
  }
  const isKnown = typeof region === 'string' && Object.hasOwn(regions, region);
  must(isKnown, 'region', `one of the regions ${Object.keys(regions).join(', ')}`, region);
  return regions[region];
}
