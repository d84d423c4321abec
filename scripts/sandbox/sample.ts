import { isObject, member, type JsonObject } from '../contract/document.js';
import { omit } from './omit.js';
import { sampleText } from './text.js';

export interface SampleOptions {
  /** The same seed gives the same values, another one gives others. */
  readonly seed: string;
  /** Tells of a payment that the bank refused, where the schema has words for it. */
  readonly declined?: boolean;
  /** Leaves out what the schema does not require. */
  readonly requiredOnly?: boolean;
}

/** Where a value stands: its field's name, the way to it, and the schemas that it lies in. */
export interface Place {
  readonly name: string;
  readonly path: string;
  readonly open: readonly unknown[];
}

/**
 * A plausible value for a JSON Schema whose references are followed: every field filled in, one item in every list.
 * `undefined` where the schema demands something that never ends.
 */
export function sample(schema: unknown, options: SampleOptions): unknown {
  return grow(schema, { name: 'value', path: '', open: [] }, options);
}

function grow(schema: unknown, place: Place, options: SampleOptions): unknown {
  if (!isObject(schema)) return {};
  if (place.open.includes(schema)) return undefined;
  const inside = { ...place, open: [...place.open, schema] };

  const { const: constant, enum: values, allOf, anyOf, oneOf } = schema;
  if (constant !== undefined) return constant;
  if (Array.isArray(values)) return choose(values, options);
  if (Array.isArray(allOf)) return growAll(omit(schema, 'allOf'), allOf, inside, options);
  const variants = oneOf ?? anyOf;
  if (Array.isArray(variants))
    return growOne(omit(schema, 'oneOf', 'anyOf'), variants, inside, options);

  switch (typeOf(schema)) {
    case 'object':
      return growObject(schema, inside, options);
    case 'array':
      return growArray(schema, inside, options);
    case 'string':
      return sampleText(schema, inside, options);
    case 'integer':
      return within(schema, inside.name === 'minor_units' ? 2 : 1, 1);
    case 'number':
      return within(schema, 9.99, 0.01);
    case 'boolean':
      return inside.name.startsWith('is_');
    case 'null':
      return null;
    default:
      return {};
  }
}

function choose(values: readonly unknown[], { declined }: SampleOptions): unknown {
  const wanted = declined === true ? ['failed', 'succeeded'] : ['succeeded'];
  const found = wanted.find((value) => values.includes(value));
  return found ?? values.find((value) => value !== null) ?? null;
}

function growAll(
  base: JsonObject,
  parts: readonly unknown[],
  place: Place,
  options: SampleOptions,
): unknown {
  if (parts.some((part) => place.open.includes(part))) return undefined;
  return grow(merge([base, ...parts]), { ...place, open: [...place.open, ...parts] }, options);
}

function growOne(
  base: JsonObject,
  variants: readonly unknown[],
  place: Place,
  options: SampleOptions,
): unknown {
  const of = (type: string) => variants.filter((variant) => typeOf(variant) === type);
  // On the wire, an amount that may be a number or a string is a decimal string.
  const decimals = of('number').length > 0 ? of('string') : [];
  const others = variants.filter((variant) => typeOf(variant) !== 'null');
  const inside = decimals.length > 0 ? { ...place, name: 'amount' } : place;
  for (const variant of [...decimals, ...others, ...of('null')]) {
    const value = growAll(base, [variant], inside, options);
    if (value !== undefined) return value;
  }
  return undefined;
}

function growObject(schema: JsonObject, place: Place, options: SampleOptions): unknown {
  const { properties, additionalProperties, required } = schema;
  const needed = Array.isArray(required) ? required.map(String) : [];
  const known =
    options.requiredOnly === true || !isObject(properties) ? [] : Object.keys(properties);
  const fields = [...new Set([...known, ...needed])].map((name) => {
    const field = member(properties, name) ?? additionalProperties;
    const inner = { ...place, name, path: `${place.path}/${name}` };
    return [name, grow(isObject(field) ? field : { type: 'string' }, inner, options)] as const;
  });
  if (fields.some(([name, value]) => value === undefined && needed.includes(name)))
    return undefined;
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function growArray(schema: JsonObject, place: Place, options: SampleOptions): unknown {
  const { items, minItems, maxItems } = schema;
  const least = typeof minItems === 'number' ? minItems : 0;
  const count = isObject(items) ? Math.max(least, maxItems === 0 ? 0 : 1) : least;
  const list = Array.from({ length: count }, (_, index) =>
    grow(items, { ...place, path: `${place.path}/${index}` }, options),
  );
  if (!list.includes(undefined)) return list;
  return least === 0 ? [] : undefined;
}

/** The wanted number, or the nearest that the schema admits. */
function within(schema: JsonObject, wanted: number, step: number): number {
  const bound = (name: string, otherwise: number) => {
    const value = schema[name];
    return typeof value === 'number' ? value : otherwise;
  };
  const low = Math.max(bound('minimum', -Infinity), bound('exclusiveMinimum', -Infinity) + step);
  const high = Math.min(bound('maximum', Infinity), bound('exclusiveMaximum', Infinity) - step);
  const value = Math.min(Math.max(wanted, low), high);
  const multiple = bound('multipleOf', 0);
  return multiple > 0 ? Math.ceil(value / multiple) * multiple : value;
}

/** Lays schemas over each other, as `allOf` means it, as far as samples need it. */
function merge(parts: readonly unknown[]): JsonObject {
  return parts.filter(isObject).reduce<JsonObject>((all, part) => {
    const properties = [all['properties'], part['properties']].filter(isObject);
    const required = [all['required'], part['required']].filter((list) => Array.isArray(list));
    return {
      ...all,
      ...part,
      ...(properties.length > 0 && { properties: Object.assign({}, ...properties) as unknown }),
      ...(required.length > 0 && { required: required.flat() }),
    };
  }, {});
}

function typeOf(schema: unknown): string | undefined {
  if (!isObject(schema)) return undefined;
  const types = [schema['type']].flat();
  const type = types.find((name) => name !== 'null') ?? types[0];
  if (typeof type === 'string') return type;
  if ('properties' in schema || 'additionalProperties' in schema || 'required' in schema)
    return 'object';
  if ('items' in schema) return 'array';
  return ['format', 'pattern', 'maxLength', 'minLength'].some((word) => word in schema)
    ? 'string'
    : undefined;
}
