import { createRequire } from 'node:module';
import type { OpenAPI3 } from 'openapi-typescript';
import {
  dereference,
  entriesOf,
  isObject,
  itemsOf,
  mapEntries,
  operationsOf,
  textOf,
  valueAt,
  type OpenAPIDocument,
} from './document.js';
import type { Facts } from './operations.js';

// Required, because tsx takes seconds longer to import them.
const require = createRequire(import.meta.url);
const openapiTS = require('openapi-typescript') as typeof import('openapi-typescript');
const redocly = require('@redocly/openapi-core') as typeof import('@redocly/openapi-core');
const ts = require('typescript') as typeof import('typescript');

/** The parts of schema.ts that the package exports, with the comment of each: no schema can have their names. */
const EXPORTS: Readonly<Record<string, string>> = {
  paths: 'Every operation of the contract, by path, then by method.',
  components: 'Everything that the contract declares by name.',
};

/** The fields that become comments. */
const TEXTS = ['title', 'summary', 'description', 'default', 'example'];

/** The constraints of a schema that TypeScript cannot express. */
const CONSTRAINTS =
  'format pattern minLength maxLength minimum exclusiveMinimum maximum exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties maxProperties'.split(
    ' ',
  );

/**
 * The source of schema.ts: the types of openapi-typescript. Comments say the constraints of the contract, as JSDoc tags, and what
 * a caller should know of an operation.
 */
export async function renderSchema(document: OpenAPIDocument, facts: Facts): Promise<string> {
  const commented = withOperationNotes(document, facts);
  const nodes = await openapiTS.default(commented as unknown as OpenAPI3, {
    defaultNonNullable: false,
    silent: true,
    transform: describeWith(document),
    // No rules: the document has been checked. A `$ref` in an example is text in a comment.
    redocly: await redocly.createConfig({ resolve: { doNotResolveExamples: true } }),
  });
  for (const node of nodes.filter(ts.isInterfaceDeclaration)) {
    openapiTS.addJSDocComment({ title: EXPORTS[node.name.text] ?? '' }, node as never);
  }
  // An editor would show the indent of continued text as code.
  return openapiTS.astToString(nodes).replace(/^( *\*)(?: {5}$| {4}(?= ))/gm, '$1');
}

/** The source of schemas.ts: each schema of the contract by its name. */
export function renderSchemaNames(document: OpenAPIDocument): string {
  const aliases = entriesOf(valueAt(document, 'components', 'schemas'))
    .filter(([name]) => isTypeName(name) && !Object.hasOwn(EXPORTS, name))
    .map(([name, schema]) => {
      const text = commentText(valueAt(schema, 'description') || valueAt(schema, 'title') || '');
      const [first = '', ...rest] = text.replaceAll('*/', '*\\/').split('\n');
      const lines = [first, ...rest].map((line) => ` * ${line}`.trimEnd()).join('\n');
      const comment = rest.length > 0 ? `/**\n${lines}\n */\n` : first && `/** ${first} */\n`;
      return `${comment}export type ${name} = components['schemas']['${name}'];`;
    });
  if (aliases.length === 0) return 'export {};';
  return [`import type { components } from './schema.js';`, ...aliases].join('\n\n');
}

/** Whether a type may have this name: an identifier that is no keyword. */
function isTypeName(name: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, undefined, name);
  return scanner.scan() === ts.SyntaxKind.Identifier && scanner.getTokenEnd() === name.length;
}

/** A value as text in a JSDoc comment: an @ in it begins no tag. Markdown shows `\@` as @. */
function commentText(value: unknown): string {
  return textOf(value)
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/(^|\s)@(?=\S)/g, '$1\\@')
    .trim();
}

/** A copy whose descriptions are safe in comments, and tell what a caller should know about an operation. */
function withOperationNotes(document: OpenAPIDocument, facts: Facts): OpenAPIDocument {
  const copy = escapeText(document) as OpenAPIDocument;
  for (const { name, operation } of operationsOf(copy)) {
    const known = facts.get(name);
    const lines = [
      operation['description'],
      known?.['requiresSecretKey'] && 'Requires the secret key: call it from a server.',
      known?.['movesMoney'] && 'Can charge or refund.',
      known?.['isReadOnly'] && 'Read-only: a retry is always safe.',
    ].filter(Boolean);
    Object.assign(operation, { description: lines.join('\n') });
  }
  return copy;
}

/** A copy whose texts are safe in comments, without the data that openapi-typescript would fetch. */
function escapeText(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => escapeText(item));
  if (typeof value === 'string') {
    const leadsOut = key === 'externalValue' || (key === '$ref' && !value.startsWith('#'));
    if (leadsOut) return undefined;
    return TEXTS.includes(key) ? commentText(value) : value;
  }
  if (!isObject(value)) return value;
  // Nothing is made of examples beside a schema, or of what they refer to; they are most of a large contract.
  const hasExamples = key === 'components' || ('schema' in value && key !== 'properties');
  return mapEntries(value, (inner, name) =>
    hasExamples && name === 'examples' ? undefined : escapeText(inner, name),
  );
}

/**
 * A hook for openapi-typescript, which calls it before it writes the comment of a schema: it adds the constraints to the
 * description as JSDoc tags, and describes a reference by what it refers to.
 */
function describeWith(document: OpenAPIDocument): (node: unknown) => undefined {
  // Inner schemas come first; the outer ones need their tags from before the change.
  const known = new WeakMap<object, readonly string[]>();

  const tagsOf = (schema: unknown, above: readonly unknown[] = []): readonly string[] => {
    const target = dereference(document, schema);
    if (!isObject(target) || above.includes(target)) return [];
    const parts = [...itemsOf(target['allOf']), ...onlyAlternative(target)];
    const tags = [
      // OpenAPI 3.1 allows constraints beside a $ref.
      ...[schema, target].flatMap((node) => CONSTRAINTS.flatMap((name) => tagOf(name, node))),
      ...parts.flatMap((part) => tagsOf(part, [...above, target])),
    ];
    return known.get(target) ?? [...new Set(tags)];
  };

  return (node) => {
    if (!isObject(node) || known.has(node)) return;
    const tags = tagsOf(node);
    known.set(node, tags);
    const target = dereference(document, node);
    const description = textOf(node['description']) || commentText(valueAt(target, 'description'));
    // Without a description the tags follow the title, so that no @description stands before them.
    const field = description ? 'description' : 'title';
    const lines = [description || node['title'], ...tags].filter(Boolean);
    // The format is one of the tags.
    Object.assign(node, { format: undefined, [field]: lines.join('\n') });
  };
}

function tagOf(name: string, schema: unknown): readonly string[] {
  const value = valueAt(schema, name);
  if (value === true && name === 'uniqueItems') return [`@${name}`];
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  // OpenAPI 3.0 writes an exclusive limit as a flag beside the limit.
  const exclusive = name.replace('m', 'exclusiveM');
  const tag = valueAt(schema, exclusive) === true ? exclusive : name;
  return [`@${tag} ${commentText(value).replaceAll('\n', '\\n')}`];
}

/** `anyOf: [X, { type: 'null' }]` is how OpenAPI 3.1 writes an X that may be null. */
function onlyAlternative(schema: unknown): readonly unknown[] {
  const alternatives = [...itemsOf(valueAt(schema, 'anyOf')), ...itemsOf(valueAt(schema, 'oneOf'))];
  const others = alternatives.filter((alternative) => valueAt(alternative, 'type') !== 'null');
  return others.length === 1 ? others : [];
}
