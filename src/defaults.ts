import { mistake } from './errors.js';
import type { BillingClientOptions } from './options.js';

/** What a client knows about regions and the merchant's defaults. */
export type Defaults = Pick<BillingClientOptions, 'region' | 'defaults' | 'regions'>;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Fills a body: the region, and each of `fields` that the call leaves out, from the region's defaults, else from
 * those of all regions. `undefined` counts as left out, `null` does not. Gives a new object.
 */
export function fillDefaults(
  fields: readonly string[],
  body: Fields | undefined,
  { region = 'default', defaults, regions }: Defaults,
): Fields {
  const filled: Record<string, unknown> = { ...body };
  if (filled['region'] === undefined) filled['region'] = region;
  for (const source of [ofRegion(filled['region'], regions), defaults as Fields | undefined])
    for (const field of fields) if (filled[field] === undefined) filled[field] = source?.[field];
  return filled;
}

/** The defaults of a region; without `regions` any region will do. */
export function ofRegion(region: unknown, regions: Defaults['regions']): Fields | undefined {
  if (!regions || Object.hasOwn(regions, region as string)) return regions?.[region as string];
  throw mistake('region', region, `one of the regions ${Object.keys(regions).join(', ')}`);
}
