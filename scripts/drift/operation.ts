import { isDeepStrictEqual } from 'node:util';
import {
  isObject,
  itemsOf,
  mapValues,
  member,
  membersOf,
  without,
  type JsonObject,
  type Path,
} from '../contract/document.js';
import { operationsOf } from '../contract/facts.js';
import { dereference } from '../contract/pointer.js';
import type { Contract } from '../contract/read.js';
import { isWord } from './draft.js';
import { shapesOf, type Child, type Shape } from './shape.js';

/** A contract as it is compared. */
export interface View {
  readonly contract: Contract;
  /** The names of its operations, as `POST /refund`. */
  readonly names: ReadonlySet<string>;
  readonly operation: (name: string) => Shape;
  /** What stands in `components`. */
  readonly component: (section: 'schemas' | 'securitySchemes', name: string) => Shape | undefined;
  readonly servers: readonly JsonObject[];
  /** What holds for operations that say nothing of it. */
  readonly security: readonly unknown[];
}

/** `schemes` gives security schemes another name. */
export function viewOf(contract: Contract, schemes: ReadonlyMap<string, string> = new Map()): View {
  const { document } = contract;
  const shapeOf = shapesOf(document);
  const operations = operationsOf(document);
  const common = serversOf(document['servers']);
  return {
    contract,
    names: new Set(Object.keys(operations)),
    operation: (name) => {
      const path = pathOf(name);
      const [, template = ''] = path;
      const item = dereference(document, member(document.paths, template));
      const operation = operations[name];
      const own = shapeOf(operation, 'operation', path);
      const shared = shapeOf(
        { parameters: member(item, 'parameters') },
        'pathItem',
        path.slice(0, 2),
      );
      const { fields, lists } = own;
      const servers = member(operation, 'servers') ?? member(item, 'servers');
      const isOwn = servers !== undefined && !isDeepStrictEqual(serversOf(servers), common);
      return {
        ...own,
        fields: {
          ...without(fields, (key) => key === 'servers'),
          security: securityOf(contract, operation, schemes),
          ...(isOwn && { servers: serversOf(servers) }),
        },
        lists: new Map(lists).set('parameters', parametersOf(own, shared)),
        places: new Map([
          ['security', ['security']],
          ['servers', [...path.slice(0, 2), 'servers']],
          ...own.places,
        ]),
      };
    },
    component: (section, name) => {
      const real = [...schemes].find(([, other]) => other === name)?.[0] ?? name;
      const own = section === 'securitySchemes' ? real : name;
      const value = member(member(document.components, section), own);
      const kind = section === 'schemas' ? 'schema' : 'securityScheme';
      return value === undefined ? undefined : shapeOf(value, kind, ['components', section, own]);
    },
    servers: common,
    security: securityOf(contract, undefined, schemes),
  };
}

/** The place of an operation. */
export function pathOf(name: string): Path {
  const [, method = '', template = ''] = /^(\S+) (.*)$/s.exec(name) ?? [];
  return ['paths', template, method.toLowerCase()];
}

/** The servers without words, which an operation, too, may have of its own. */
function serversOf(servers: unknown): readonly JsonObject[] {
  return itemsOf(servers)
    .filter(isObject)
    .map(({ url, variables }) => ({
      url,
      ...(isObject(variables) && {
        variables: mapValues(variables, (variable) =>
          withSortedEnum(without(isObject(variable) ? variable : {}, isWord)),
        ),
      }),
    }));
}

function withSortedEnum(variable: JsonObject): JsonObject {
  const { enum: values } = variable;
  return Array.isArray(values) ? { ...variable, enum: itemsOf(values).toSorted() } : variable;
}

/** The security that holds for an operation: its own, else that of the document. */
function securityOf(
  { document }: Contract,
  operation: unknown,
  schemes: ReadonlyMap<string, string>,
): readonly unknown[] {
  const alternatives = itemsOf(member(operation, 'security') ?? document['security']).map((one) =>
    Object.fromEntries(membersOf(one).map(([name, scopes]) => [schemes.get(name) ?? name, scopes])),
  );
  // Nothing as the only choice is no security.
  if (alternatives.every((one) => Object.keys(one).length === 0)) return [];
  return [...alternatives].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The names of the security schemes that a contract asks for. */
export function schemesOf({ names, operation, security }: View): ReadonlySet<string> {
  const asked = [
    ...security,
    ...[...names].flatMap((name) => itemsOf(operation(name).fields['security'])),
  ];
  return new Set(asked.flatMap((schemes) => membersOf(schemes).map(([name]) => name)));
}

/** An operation's own parameters, and those of its path that it does not replace. */
function parametersOf(own: Shape, shared: Shape): readonly Child[] {
  const nameOf = (child: Child) => {
    const { fields } = child.shape();
    return `${String(fields['in'])} ${String(fields['name'])}`;
  };
  const parameters = own.lists.get('parameters') ?? [];
  const names = new Set(parameters.map(nameOf));
  const others = shared.lists.get('parameters') ?? [];
  return [...parameters, ...others.filter((child) => !names.has(nameOf(child)))];
}
