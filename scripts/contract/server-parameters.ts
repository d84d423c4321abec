import {
  isObject,
  itemsOf,
  mapValues,
  member,
  membersOf,
  METHODS,
  type JsonObject,
  type OpenAPIDocument,
} from './document.js';
import { dereference } from './pointer.js';

/**
 * Leaves out path parameters that stand in no path but are variables of the server: the server URL takes them, not the call.
 */
export function dropServerParameters(document: OpenAPIDocument): OpenAPIDocument {
  const variables = serverVariables(document);
  const drop = (item: unknown, template: string): unknown => {
    const keep = (parameter: unknown) => {
      const target = dereference(document, parameter);
      const name = String(member(target, 'name'));
      const isServerOnly = variables.has(name) && !template.includes(`{${name}}`);
      return member(target, 'in') !== 'path' || !isServerOnly;
    };
    if (!isObject(item)) return item;
    return mapValues(filterParameters(item, keep), (field, key) =>
      METHODS.includes(key) && isObject(field) ? filterParameters(field, keep) : field,
    );
  };
  // A shared path item serves some path; it is not said which.
  const templates = membersOf(document.paths).map(([template]) => template);
  return mapValues(document, (value, key) => {
    if (key === 'paths' && isObject(value)) return mapValues(value, drop);
    if (key !== 'components' || !isObject(value)) return value;
    return mapValues(value, (section, name) =>
      name === 'pathItems' && isObject(section)
        ? mapValues(section, (item) => drop(item, templates.join()))
        : section,
    );
  }) as OpenAPIDocument;
}

function filterParameters(node: JsonObject, keep: (parameter: unknown) => boolean): JsonObject {
  return mapValues(node, (value, key) =>
    key === 'parameters' ? itemsOf(value).filter(keep) : value,
  );
}

/** The variables that a server of the document, of a path or of an operation has. */
export function serverVariables(document: OpenAPIDocument): ReadonlySet<string> {
  const items = membersOf(document.paths).map(([, item]) => item);
  const operations = items.flatMap((item) => METHODS.map((method) => member(item, method)));
  const servers = [document, ...items, ...operations].flatMap((owner) =>
    itemsOf(member(owner, 'servers')),
  );
  return new Set(
    servers.flatMap((server) => membersOf(member(server, 'variables')).map(([name]) => name)),
  );
}
