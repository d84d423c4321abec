import { asObject, dereference, type JsonObject } from './contract.js';
import { hash } from './responses.js';

/** What a sample depends on, beside its schema. */
export interface SampleOptions {
  /** The contract, for its references. */
  readonly document: JsonObject;
  /** The same seed gives the same values, another one gives others. */
  readonly seed: string;
  /** The body of the request: an ID that it names is the same in the response. */
  readonly given: JsonObject;
  /** What fields of these names hold. */
  readonly fixed: JsonObject;
}

/** Where a value is: the name of its field, and the way to it. */
interface Place extends SampleOptions {
  readonly name: string;
  readonly path: string;
  readonly depth: number;
}

/** A schema that contains itself is followed so far. */
const MAX_DEPTH = 8;

/** A plausible value for a JSON Schema: every field has a value, every list one item. */
export function sample(schema: unknown, options: SampleOptions): unknown {
  return sampleAt(schema, { ...options, name: '', path: '', depth: 0 });
}

function sampleAt(reference: unknown, place: Place): unknown {
  const { document, fixed, name } = place;
  const schema = simplify(reference, document);
  if (Object.hasOwn(fixed, name)) return fixed[name];
  if (schema['const'] !== undefined) return schema['const'];
  const values = listOf(schema['enum']);
  if (values.length > 0) return values.includes('succeeded') ? 'succeeded' : values[0];
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, place);
    case 'array':
      return sampleArray(schema, place);
    case 'integer':
    case 'number':
      return sampleNumber(schema, place);
    case 'boolean':
      return name.startsWith('is_');
    case 'null':
      return null;
    default:
      return sampleString(schema, place);
  }
}

/** The schema without references and compositions: `allOf` laid over each other, of `anyOf` the best variant. */
function simplify(reference: unknown, document: JsonObject): JsonObject {
  const { allOf, anyOf, oneOf = anyOf, ...own } = asObject(dereference(document, reference));
  const variants = listOf(oneOf).map((variant) => simplify(variant, document));
  // On the wire, an amount that may be a number or a string is a decimal string.
  const isAmount = ['number', 'string'].every((type) => variants.map(typeOf).includes(type));
  const [variant] = isAmount
    ? [{ type: 'string', format: 'decimal' }]
    : variants.filter((one) => typeOf(one) !== 'null');
  const all = [own, ...listOf(allOf).map((part) => simplify(part, document)), variant ?? {}];
  const properties = all.map((schema) => asObject(schema['properties']));
  return {
    ...(Object.assign({}, ...all) as JsonObject),
    properties: Object.assign({}, ...properties) as unknown,
    required: all.flatMap((schema) => listOf(schema['required'])),
  };
}

function sampleObject(schema: JsonObject, place: Place): unknown {
  const { properties, required, additionalProperties } = schema;
  const fields = asObject(properties);
  const optional = place.depth < MAX_DEPTH ? Object.keys(fields) : [];
  const names = new Set([...optional, ...listOf(required).map(String)]);
  const values = [...names].map((name) => {
    const inside = { ...place, name, path: `${place.path}/${name}`, depth: place.depth + 1 };
    return [name, sampleAt(fields[name] ?? additionalProperties, inside)] as const;
  });
  return Object.fromEntries(values);
}

function sampleArray({ items, minItems = 0, maxItems = 1 }: JsonObject, place: Place): unknown {
  const length = Math.max(Number(minItems), Math.min(1, Number(maxItems)));
  return Array.from({ length }, (_, at) =>
    sampleAt(items, { ...place, path: `${place.path}/${at}` }),
  );
}

/** Numbers whose meaning is known by their name; amounts are in minor units. */
const NUMBERS: JsonObject = { minor_units: 2, amount_total: 1199, tax_amount: 200 };

function sampleNumber(schema: JsonObject, { name }: Place): number {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = schema;
  const wanted = NUMBERS[name] ?? (typeOf(schema) === 'number' ? 9.99 : 1);
  const least = Math.max(Number(minimum), Number(exclusiveMinimum) + 1);
  return Math.min(Math.max(Number(wanted), least), Number(maximum));
}

type Write = (place: Place) => string;

/** Strings by their format. */
const BY_FORMAT: Readonly<Record<string, Write>> = {
  uuid: ({ seed, path }) => uuid(seed, path),
  'date-time': (place) => date(place).toISOString(),
  date: (place) => date(place).toISOString().slice(0, 10),
  decimal: ({ name }) => (name === 'refunded' ? '0.00' : '9.99'),
  email: () => 'user@example.com',
  uri: ({ name }) => `https://example.com/${name}`,
};

/** Strings by what the name of their field means throughout the API; the first that fits is taken. */
const BY_NAME: readonly (readonly [RegExp, Write])[] = [
  [/^action_required|message/, () => ''],
  [/token$/, ({ seed, path }) => `sandbox_${hash(seed, path).slice(0, 32)}`],
  [/email/, () => 'user@example.com'],
  [/^region$/, () => 'default'],
  [/^code$|^currency$|currency_code$/, () => 'USD'],
  [/^symbol$/, () => '$'],
  [/country_code$/, () => 'US'],
  [/(^|_)(amount|price)(_usd)?$/, () => '9.99'],
];

const unique: Write = ({ name, seed, path }) => `${name}_${hash(seed, path).slice(0, 6)}`;

/** A string by its format, else by the name of its field, else that name with something unique after it. */
function sampleString(schema: JsonObject, place: Place): string {
  const { format, minLength = 0, maxLength = Infinity } = schema;
  const { name, given, seed, path } = place;
  const same = given[name];
  if (typeof same === 'string' && /_id$/.test(name) && (format !== 'uuid' || UUID.test(same))) {
    return same;
  }
  const byName = BY_NAME.find(([names]) => names.test(name))?.[1];
  const write = BY_FORMAT[String(format)] ?? byName ?? unique;
  return write(place).padEnd(Number(minLength), hash(seed, path)).slice(0, Number(maxLength));
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A version 4 UUID that follows from the parts. */
function uuid(...parts: readonly string[]): string {
  return hash(...parts).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-a$4-$5');
}

/** The dates of a response belong together, in January 2026: what ends is 30 days after what starts. */
function date({ name, seed }: Place): Date {
  const second = Number.parseInt(hash(seed).slice(0, 8), 16) % (31 * 86_400);
  const later = /end|next|until|till|expire/.test(name) ? 30 : 0;
  return new Date(Date.UTC(2026, 0, 1 + later) + second * 1000);
}

function typeOf(schema: JsonObject): unknown {
  const types = [schema['type']].flat();
  return types.find((type) => type !== 'null') ?? types[0];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
