import { isObject, type JsonObject, type OpenAPIDocument, type Path } from './document.js';
import { mapChildren, type Child, type Kind } from './grammar.js';
import { formatRef, resolveRef, valueAt } from './pointer.js';

/** Where openapi-typescript has a type for each kind of object. */
const SECTIONS: Readonly<Partial<Record<Kind, string>>> = {
  schema: 'schemas',
  response: 'responses',
  parameter: 'parameters',
  requestBody: 'requestBodies',
  header: 'headers',
  pathItem: 'pathItems',
};

/**
 * OpenAPI lets a reference name any place of the document; openapi-typescript has types for components only. What is referred to
 * elsewhere becomes a component, called by its place: no name of the contract's own, and none that would be exported.
 */
export function relinkToComponents(document: OpenAPIDocument): OpenAPIDocument {
  const moved = new Map<string, { section: string; name: string; value?: unknown }>();

  const relink = ({ value, kind }: Child): unknown => {
    if (!isObject(value)) return value;
    const node = mapChildren(value, kind, relink);
    const path = typeof node['$ref'] === 'string' ? resolveRef(document, node['$ref']) : undefined;
    const section = SECTIONS[kind];
    return path && section ? { ...node, $ref: formatRef(componentFor(path, kind, section)) } : node;
  };

  const componentFor = (path: Path, kind: Kind, section: string): Path => {
    if (hasType(path, section)) return path;
    const name = formatRef(path).replace('#/', '');
    const key = JSON.stringify([section, name]);
    if (!moved.has(key)) {
      const component: { section: string; name: string; value?: unknown } = { section, name };
      // Entered before its content is relinked: it may refer to itself.
      moved.set(key, component);
      component.value = relink({ value: valueAt(document, path), kind, path });
    }
    return ['components', section, name];
  };

  const relinked = mapChildren(document, 'document', relink) as OpenAPIDocument;
  const components: Record<string, unknown> = { ...relinked.components };
  for (const { section, name, value } of moved.values()) {
    components[section] = { ...(components[section] as JsonObject | undefined), [name]: value };
  }
  return moved.size === 0 ? relinked : { ...relinked, components };
}

function hasType(path: Path, section: string): boolean {
  const [root, from] = path;
  return root === 'components'
    ? path.length === 3 && from === section
    : path.length === 2 && root === 'paths' && section === 'pathItems';
}
