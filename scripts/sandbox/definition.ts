import type { Document } from 'openapi-backend';
import {
  isObject,
  member,
  METHODS,
  type JsonObject,
  type OpenAPIDocument,
} from '../contract/document.js';
import { mapChildren, type Child } from '../contract/grammar.js';
import { dereference } from '../contract/pointer.js';
import { omit } from './omit.js';

/**
 * The contract as openapi-backend can serve it: the server's path in every path, an `operationId` on every operation, all
 * references followed, and OpenAPI's own words for schemas put into JSON Schema's. The contract itself stays as it is.
 */
export function toDefinition(contract: OpenAPIDocument): Document {
  const root = serverPath(contract);
  const resolve = resolver(contract);
  const paths = Object.entries(contract.paths ?? {})
    .filter(([path]) => path.startsWith('/'))
    .map(([path, item]) => {
      const resolved = resolve({ value: item, kind: 'pathItem', path: [] });
      return [root + path, fold(resolved, path, root)] as const;
    });
  const definition: unknown = {
    openapi: contract.openapi,
    info: contract['info'],
    paths: Object.fromEntries(paths),
    components: resolve({ value: contract.components, kind: 'components', path: [] }),
    security: contract['security'],
  };
  return definition as Document;
}

/** The path of the first server, with the organization left open: `/{org_id}/v1`. */
export function serverPath(contract: OpenAPIDocument): string {
  const server = member(contract['servers'], 0);
  const url = member(server, 'url');
  if (typeof url !== 'string') return '';
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '').replace(/\/+$/, '');
  return path.replace(/\{([^}]+)\}/g, (variable, name: string) => {
    const value = member(member(member(server, 'variables'), name), 'default');
    return name === 'org_id' || typeof value !== 'string' ? variable : value;
  });
}

/** Follows references; what refers to itself becomes a circle of objects, which openapi-backend knows how to validate. */
function resolver(contract: OpenAPIDocument): (child: Child) => unknown {
  const done = new Map<unknown, JsonObject>();
  const resolve = ({ value, kind }: Child): unknown => {
    const target = dereference(contract, value);
    if (!isObject(target)) return target;
    const known = done.get(target);
    if (known) return known;
    const result = {};
    done.set(target, result);
    const inner = mapChildren(target, kind, resolve);
    return Object.assign(result, kind === 'schema' ? toJsonSchema(inner) : inner);
  };
  return resolve;
}

function fold(item: unknown, path: string, root: string): JsonObject {
  const operations = METHODS.flatMap((method) => {
    const operation = member(item, method);
    if (!isObject(operation)) return [];
    const operationId = `${method.toUpperCase()} ${path}`;
    const parameters = foldParameters(
      [member(item, 'parameters'), operation['parameters']],
      root + path,
    );
    return [[method, { ...operation, operationId, parameters }] as const];
  });
  return Object.fromEntries(operations);
}

function foldParameters(lists: readonly unknown[], path: string): readonly JsonObject[] {
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  const implied = inPath.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const declared = lists
    .flat()
    .filter(isObject)
    .filter(
      (parameter) => parameter['in'] !== 'path' || inPath.includes(String(parameter['name'])),
    );
  // The last one of a name wins: an operation may override what its path says.
  const byName = new Map<string, JsonObject>(
    [...implied, ...declared].map((parameter: JsonObject) => [
      `${String(parameter['in'])} ${String(parameter['name'])}`,
      parameter,
    ]),
  );
  return [...byName.values()];
}

/** OpenAPI 3.0 says some things in its own words, and the validator throws on them. */
function toJsonSchema(schema: JsonObject): JsonObject {
  const { nullable, ...rest } = withoutRegionPattern(
    exclusive(exclusive(schema, 'exclusiveMinimum', 'minimum'), 'exclusiveMaximum', 'maximum'),
  );
  if (nullable !== true) return rest;
  if (typeof rest['type'] !== 'string') return { anyOf: [rest, { type: 'null' }] };
  const values: readonly unknown[] | undefined = Array.isArray(rest['enum'])
    ? rest['enum']
    : undefined;
  return {
    ...rest,
    type: [rest['type'], 'null'],
    ...(values && { enum: [...new Set([...values, null])] }),
  };
}

function exclusive(schema: JsonObject, flag: string, limit: string): JsonObject {
  const { [flag]: on, [limit]: bound } = schema;
  if (typeof on !== 'boolean') return schema;
  const rest = omit(schema, flag, limit);
  return bound === undefined ? rest : { ...rest, [on ? flag : limit]: bound };
}

// The published pattern refuses regions that exist, such as ff_first.
function withoutRegionPattern(schema: JsonObject): JsonObject {
  const region = member(schema['properties'], 'region');
  if (!isObject(schema['properties']) || !isObject(region)) return schema;
  const open = { ...schema['properties'], region: omit(region, 'pattern') };
  return { ...schema, properties: open };
}
