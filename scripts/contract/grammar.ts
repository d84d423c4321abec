import { isObject, mapValues, METHODS, type JsonObject, type Path } from './document.js';

/** The objects of the OpenAPI specification that hold references, or lead to some. */
export type Kind =
  | 'document'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'callback'
  | 'requestBody'
  | 'response'
  | 'mediaType'
  | 'encoding'
  | 'parameter'
  | 'header'
  | 'example'
  | 'link'
  | 'securityScheme'
  | 'schema';

/** `patterned` is a map that may also hold x- extensions; in a `map`, `x-id` is a name like any other. */
interface Field {
  readonly shape: 'one' | 'list' | 'map' | 'patterned';
  readonly kind: Kind;
}

const one = (kind: Kind): Field => ({ shape: 'one', kind });
const list = (kind: Kind): Field => ({ shape: 'list', kind });
const map = (kind: Kind): Field => ({ shape: 'map', kind });
const patterned = (kind: Kind): Field => ({ shape: 'patterned', kind });

const described = {
  schema: one('schema'),
  content: map('mediaType'),
  examples: map('example'),
};

/**
 * What stands where in an OpenAPI document. All that is not listed is data (examples, defaults, enums, extensions): a `$ref` in
 * it refers to nothing.
 */
const GRAMMAR: Readonly<Record<Kind, Readonly<Record<string, Field>>>> = {
  document: {
    paths: patterned('pathItem'),
    webhooks: map('pathItem'),
    components: one('components'),
    $defs: map('schema'),
  },
  components: {
    schemas: map('schema'),
    responses: map('response'),
    parameters: map('parameter'),
    examples: map('example'),
    requestBodies: map('requestBody'),
    headers: map('header'),
    securitySchemes: map('securityScheme'),
    links: map('link'),
    callbacks: map('callback'),
    pathItems: map('pathItem'),
    mediaTypes: map('mediaType'),
  },
  pathItem: {
    ...Object.fromEntries(METHODS.map((method) => [method, one('operation')])),
    additionalOperations: map('operation'),
    parameters: list('parameter'),
  },
  operation: {
    parameters: list('parameter'),
    requestBody: one('requestBody'),
    responses: patterned('response'),
    callbacks: map('callback'),
  },
  callback: {},
  requestBody: { content: map('mediaType') },
  response: { headers: map('header'), content: map('mediaType'), links: map('link') },
  mediaType: {
    schema: one('schema'),
    itemSchema: one('schema'),
    examples: map('example'),
    encoding: map('encoding'),
  },
  encoding: { headers: map('header') },
  parameter: described,
  header: described,
  example: {},
  link: {},
  securityScheme: {},
  schema: {
    properties: map('schema'),
    patternProperties: map('schema'),
    dependentSchemas: map('schema'),
    $defs: map('schema'),
    definitions: map('schema'),
    allOf: list('schema'),
    anyOf: list('schema'),
    oneOf: list('schema'),
    prefixItems: list('schema'),
    not: one('schema'),
    if: one('schema'),
    then: one('schema'),
    else: one('schema'),
    items: one('schema'),
    contains: one('schema'),
    propertyNames: one('schema'),
    additionalProperties: one('schema'),
    unevaluatedItems: one('schema'),
    unevaluatedProperties: one('schema'),
    contentSchema: one('schema'),
  },
};

/** What stands where the grammar knows what to expect. */
export interface Child {
  readonly value: unknown;
  readonly kind: Kind;
  readonly path: Path;
  /** What should stand here to hold such children, where something else does. */
  readonly misfit?: 'list' | 'mapping';
}

/** Rebuilds an object with every child that the grammar knows of replaced; data is taken over as it is. */
export function mapChildren(
  node: JsonObject,
  kind: Kind,
  replace: (child: Child) => unknown,
  path: Path = [],
): JsonObject {
  return mapValues(node, (value, key) => {
    const field = fieldOf(kind, key);
    // An empty key in YAML is null; it is taken for an absent one.
    if (field === undefined || value === null) return value;
    const at = [...path, key];
    const child = (inner: unknown, name: string | number) =>
      replace({ value: inner, kind: field.kind, path: [...at, name] });

    // Old schemas write a tuple as `items: [...]`, and openapi-typescript understands it.
    if (Array.isArray(value) && (field.shape === 'list' || key === 'items')) {
      return value.map(child);
    }
    if (field.shape === 'one') return replace({ value, kind: field.kind, path: at });
    if (field.shape === 'list' || !isObject(value)) {
      const misfit = field.shape === 'list' ? 'list' : 'mapping';
      return replace({ value, kind: field.kind, path: at, misfit });
    }
    return mapValues(value, (inner, name) =>
      field.shape === 'patterned' && name.startsWith('x-') ? inner : child(inner, name),
    );
  });
}

function fieldOf(kind: Kind, key: string): Field | undefined {
  if (kind === 'callback') return key.startsWith('x-') ? undefined : one('pathItem');
  return Object.hasOwn(GRAMMAR[kind], key) ? GRAMMAR[kind][key] : undefined;
}
