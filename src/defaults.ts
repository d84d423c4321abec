import type { BillingDefaults } from './calls.js';
import { BillingConfigError } from './errors.js';

/** What a client knows about regions and the merchant's defaults. */
export interface Defaults {
  region?: string | undefined;
  defaults?: BillingDefaults | undefined;
  regions?: Readonly<Record<string, BillingDefaults>> | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Fills a body: the region, and each of `fields` that the call leaves out, from the region's defaults, else from
 * those of all regions. `undefined` counts as left out, `null` does not. Gives a new object.
 */
export function fillDefaults(
  fields: readonly string[],
  body: Fields | undefined,
  { region: ofClient, defaults, regions }: Defaults,
): Fields {
  const region = body?.['region'] === undefined ? (ofClient ?? 'default') : body['region'];
  const ofRegion: Fields = knownRegion(region, regions);
  const ofAll: Fields = { ...defaults };
  const filled: Record<string, unknown> = { ...body, region };
  for (const field of fields)
    for (const source of [ofRegion, ofAll])
      if (filled[field] === undefined) filled[field] = source[field];
  return filled;
}

/** The defaults of a region; without `regions` any region will do and has none. */
export function knownRegion(region: unknown, regions: Defaults['regions']): Fields {
  if (!regions) return {};
  if (Object.hasOwn(regions, String(region))) return { ...regions[String(region)] };
  const known = Object.keys(regions).join(', ') || 'none';
  throw new BillingConfigError(
    `region: got ${JSON.stringify(region)}, known in the option regions: ${known}; use one of them or add it`,
  );
}
