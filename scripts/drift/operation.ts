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
import { parameterName } from './place.js';
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
  /** The names of the security schemes that it asks for. */
  readonly schemes: ReadonlySet<string>;
}

/** `schemes` gives security schemes another name. */
export function viewOf(contract: Contract, schemes: ReadonlyMap<string, string> = new Map()): View {
  const { document } = contract;
  const shapeOf = shapesOf(document);
  const operations = operationsOf(document);
  const common = serversOf(document['servers']);
  const known = new Map<string, Shape>();
  const securityFor = (operation: unknown) => securityOf(contract, operation, schemes);
  return {
    contract,
    names: new Set(Object.keys(operations)),
    operation: (name) => {
      const found = known.get(name);
      if (found) return found;
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
      const shape = {
        ...own,
        fields: {
          ...without(fields, (key) => key === 'servers'),
          security: securityFor(operation),
          ...(isOwn && { servers: serversOf(servers) }),
        },
        lists: new Map(lists).set('parameters', parametersOf(own, shared)),
        places: new Map([
          ['security', ['security']],
          ['servers', [...path.slice(0, 2), 'servers']],
          ...own.places,
        ]),
      };
      known.set(name, shape);
      return shape;
    },
    component: (section, name) => {
      const real = [...schemes].find(([, other]) => other === name)?.[0] ?? name;
      const own = section === 'securitySchemes' ? real : name;
      const value = member(member(document.components, section), own);
      const kind = section === 'schemas' ? 'schema' : 'securityScheme';
      return value === undefined ? undefined : shapeOf(value, kind, ['components', section, own]);
    },
    servers: common,
    schemes: schemesIn([undefined, ...Object.values(operations)].map(securityFor)),
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

function schemesIn(security: readonly (readonly unknown[])[]): ReadonlySet<string> {
  return new Set(security.flat().flatMap((schemes) => membersOf(schemes).map(([name]) => name)));
}

/** An operation's own parameters, and those of its path that it does not replace. */
function parametersOf(own: Shape, shared: Shape): readonly Child[] {
  const nameOf = (child: Child) => parameterName(child.shape().fields);
  const parameters = own.lists.get('parameters') ?? [];
  const names = new Set(parameters.map(nameOf));
  const others = shared.lists.get('parameters') ?? [];
  return [...parameters, ...others.filter((child) => !names.has(nameOf(child)))];
}
