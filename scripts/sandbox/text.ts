import type { JsonObject } from '../contract/document.js';
import { digest, moment, uuid } from './digest.js';
import type { Place, SampleOptions } from './sample.js';

type Write = (name: string, seed: string, path: string, declined: boolean) => string;

/** What a string says of itself by its format. */
const BY_FORMAT: Readonly<Record<string, Write>> = {
  uuid: (_, seed, path) => uuid(seed, path),
  'date-time': (name, seed) => date(name, seed).toISOString(),
  date: (name, seed) => date(name, seed).toISOString().slice(0, 10),
  time: (name, seed) => date(name, seed).toISOString().slice(11),
  email: () => 'user@example.com',
  uri: (name) => `https://example.com/${name}`,
  url: (name) => `https://example.com/${name}`,
};

/** What the names of fields mean throughout the API; the first that fits counts. */
const BY_NAME: readonly (readonly [RegExp, Write])[] = [
  [/^action_required/, () => ''],
  [/token$/, (_, seed, path) => `sandbox_${digest(seed, path)}`],
  [/message/, (_name, _seed, _path, declined) => (declined ? 'Your card was declined.' : '')],
  [/email/, () => 'user@example.com'],
  [/(^|_)(url|uri|link)$/, (name) => `https://example.com/${name}`],
  [/^region$/, () => 'default'],
  [/^code$|^currency$|currency_code$/, () => 'USD'],
  [/^symbol$/, () => '$'],
  [/country_code$/, () => 'US'],
  [/(^|_)(amount|price|refunded)(_usd)?$/, () => '9.99'],
];

/** Tried when a pattern admits nothing better. */
const SIMPLE = ['abc', 'ABC', 'US', 'USD', '1', '123', '9.99', 'a', 'A', 'abc123', '2026-01-15'];

/** A plausible string for a schema: by its format, else by its field's name, else the name with something unique after it. */
export function sampleText(
  schema: JsonObject,
  { name, path }: Place,
  { seed, declined = false }: SampleOptions,
): string {
  const { format, pattern, example } = schema;
  const byFormat = typeof format === 'string' ? BY_FORMAT[format] : undefined;
  const byName = BY_NAME.find(([names]) => names.test(name))?.[1];
  const write = byFormat ?? byName ?? (() => `${name}_${digest(seed, path).slice(0, 6)}`);
  const best = fit(write(name, seed, path, declined), schema, digest(seed, path));
  if (typeof pattern !== 'string') return best;
  const others = [example, ...SIMPLE].filter((text) => typeof text === 'string');
  const matches = new RegExp(pattern, 'u');
  return [best, ...others].find((text) => matches.test(text)) ?? best;
}

function fit(text: string, { minLength, maxLength }: JsonObject, filling: string): string {
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Infinity;
  return text.padEnd(least, filling).slice(0, most);
}

// All dates of a reply belong together: what ends comes after what starts.
function date(name: string, seed: string): Date {
  const start = moment(seed);
  const later = /end|next|until|till|expire/.test(name) ? 30 : 0;
  return new Date(start.getTime() + later * 86_400_000);
}
