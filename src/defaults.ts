import { must } from './errors.js';
import { operations, type Operation } from './generated/operations.js';
import type { BillingClientOptions } from './options.js';

type Fields = Readonly<Record<string, unknown>>;

/** The options that fill in body fields. */
type Defaults = Pick<BillingClientOptions, 'region' | 'defaults' | 'regions'>;

/** The body fields that `defaults` and `regions` may hold. */
export const defaultableFields = Object.values<Operation>(operations).flatMap(
  (operation) => operation.defaultableFields ?? [],
);

/**
 * Fills in a body: the region, and each of `fields` that the call leaves out. Precedence: call, then region, then
 * `defaults`. `undefined` means left out, `null` does not. Returns a new object.
 */
export function fillDefaults(
  fields: readonly string[],
  body: Fields | undefined,
  { region, defaults, regions }: Defaults,
): Fields {
  const filled: Record<string, unknown> = { ...body };
  const fill = (field: string, value: unknown): void => {
    if (filled[field] === undefined) filled[field] = value;
  };
  fill('region', region);
  const sources: (Fields | undefined)[] = [regionDefaults(filled['region'], regions), defaults];
  for (const field of fields) sources.forEach((source) => fill(field, source?.[field]));
  fill('region', 'default');
  return filled;
}

/** The defaults of a region. Without `regions`, every region is fine and has none. */
export function regionDefaults(region: unknown, regions: Defaults['regions']): Fields | undefined {
  if (!regions) return undefined;
  const name = region === undefined ? 'default' : region;
  const isKnown = typeof name === 'string' && Object.hasOwn(regions, name);
  must(isKnown, 'region', `one of the regions ${Object.keys(regions).join(', ')}`, region);
  return regions[name];
}
