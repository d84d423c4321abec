import {
  isObject,
  member,
  membersOf,
  without,
  type JsonObject,
  type OpenAPIDocument,
  type Path,
} from '../contract/document.js';
import { mapChildren, type Kind } from '../contract/grammar.js';
import { resolveRef, valueAt } from '../contract/pointer.js';
import {
  admitsNullAlone,
  EMPTY,
  inNewTerms,
  isAnything,
  isEmptyContainer,
  isWord,
  merged,
  onlyWords,
  plainTypes,
  withoutDefaults,
  withoutList,
  withWords,
  WORDS,
} from './draft.js';

/**
 * What an object of a contract means, whatever the way it is written: without words and order, references followed, defaults
 * left out, a composition that is none dissolved, all in the terms of OpenAPI 3.1.
 */
export interface Shape {
  readonly kind: Kind;
  /** Where it is declared in its document. */
  readonly path: Path;
  /** What it says itself. */
  readonly fields: JsonObject;
  /** Its words for people: no meaning to a program. */
  readonly words: JsonObject;
  /** The objects in it, by the keys that lead there, such as `properties/email`. */
  readonly children: ReadonlyMap<string, Child>;
  /** Lists of objects whose order means nothing, such as `anyOf`. */
  readonly lists: ReadonlyMap<string, readonly Child[]>;
  /** What a discriminator's mapping leads to, by its keys. */
  readonly kinds: ReadonlyMap<string, Child>;
  /** Where fields and words are said, which may be in a part of it. */
  readonly places: ReadonlyMap<string, Path>;
}

/** An object in another, not looked at yet: a contract may be recursive. */
export interface Child {
  readonly value: unknown;
  readonly path: Path;
  readonly keys: Path;
  readonly shape: () => Shape;
}

/** A shape in the making. */
export type Draft = Omit<Shape, 'kind' | 'path'>;

/** Gives the shapes of one document; the same object has the same shape, however often it is asked for. */
export function shapesOf(
  document: OpenAPIDocument,
): (value: unknown, kind: Kind, path: Path) => Shape {
  const known = new Map<unknown, Shape>();
  const open = new Set<unknown>();

  const shapeOf = (value: unknown, kind: Kind, path: Path): Shape => {
    const found = isObject(value) ? known.get(value) : undefined;
    if (found) return found;
    const [target, targetPath] = targetOf(value, path);
    // What is only a reference is what it refers to, so that a recursive schema comes back to itself.
    if (isOnlyReference(value) && target !== value) return shapeOf(target, kind, targetPath);
    open.add(value);
    const draft = draftOf(value, kind, path);
    const finished = kind === 'schema' ? inNewTerms(draft) : draft;
    const shape = { kind, path: targetPath, ...finished };
    open.delete(value);
    if (isObject(target)) known.set(value, shape);
    return shape;
  };

  /** What a reference leads to, and where that is. */
  const targetOf = (value: unknown, path: Path): [unknown, Path] => {
    let at = path;
    let current = value;
    for (let hops = 0; hops < 100; hops += 1) {
      const ref = member(current, '$ref');
      const next = typeof ref === 'string' ? resolveRef(document, ref) : undefined;
      if (next === undefined) break;
      [current, at] = [valueAt(document, next), next];
    }
    return [current, at];
  };

  const draftOf = (value: unknown, kind: Kind, path: Path): Draft => {
    // Nothing fits `false`.
    if (typeof value === 'boolean') return value ? EMPTY : { ...EMPTY, fields: { enum: [] } };
    if (!isObject(value)) return EMPTY;
    const { $ref, ...own } = value;
    if (typeof $ref !== 'string') return composed(ownDraft(value, kind, path), kind);
    const at = resolveRef(document, $ref);
    const target = at === undefined ? undefined : valueAt(document, at);
    // What leads back to itself stays a reference.
    if (at === undefined || open.has(target)) return { ...EMPTY, fields: { $ref } };
    const below = opened(target, () => draftOf(target, kind, at));
    const saysMore = kind === 'schema' && !document.openapi.startsWith('3.0');
    const beside = ownDraft(saysMore ? own : onlyWords(own), kind, path);
    return withWords(merged([beside, below]) ?? below, beside, below);
  };

  const opened = <T>(value: unknown, perform: () => T): T => {
    const isNew = !open.has(value);
    open.add(value);
    try {
      return perform();
    } finally {
      if (isNew) open.delete(value);
    }
  };

  const ownDraft = (node: JsonObject, kind: Kind, path: Path): Draft => {
    const children = new Map<string, Child>();
    const lists = new Map<string, Child[]>();
    mapChildren(node, kind, (child) => {
      const { value } = child;
      const [field = '', ...rest] = child.path.map(String);
      // In a map or list, `true` is a schema like any other; alone, it is a field.
      const isShape = isObject(value) || (typeof value === 'boolean' && child.path.length > 1);
      if (!isShape || WORDS.includes(field) || isAnything(value, field)) return value;
      const at = [...path, ...child.path];
      const one = {
        value,
        path: at,
        keys: child.path,
        shape: () => shapeOf(value, child.kind, at),
      };
      if (!UNORDERED.includes(field)) children.set([field, ...rest].join('/'), one);
      else lists.set(field, [...(lists.get(field) ?? []), one]);
      return value;
    });
    if (kind === 'mediaType' && !children.has('schema')) {
      const at = [...path, 'schema'];
      const shape = () => shapeOf(true, 'schema', at);
      children.set('schema', { value: true, path: at, keys: ['schema'], shape });
    }
    const containers = new Set(
      [...children.values()].map(({ keys }) => String(keys[0])).concat([...lists.keys()]),
    );
    const rest = without(node, (key) => containers.has(key) || isEmptyContainer(node[key], key));
    return {
      fields: withoutDefaults(without(rest, isWord), kind),
      words: onlyWords(rest),
      children,
      lists,
      kinds: kindsOf(node, path),
      places: new Map(Object.keys(rest).map((key) => [key, [...path, key]])),
    };
  };

  const kindsOf = (node: JsonObject, path: Path): Shape['kinds'] =>
    new Map(
      membersOf(member(node['discriminator'], 'mapping')).map(([key, target]) => {
        const ref = String(target);
        // A bare name is that of a component.
        const value = { $ref: ref.includes('/') ? ref : `#/components/schemas/${ref}` };
        const at = [...path, 'discriminator', 'mapping', key];
        return [key, { value, path: at, keys: [], shape: () => shapeOf(value, 'schema', at) }];
      }),
    );

  /** Dissolves compositions that say no more than a plain schema does. */
  const composed = (draft: Draft, kind: Kind): Draft => {
    if (kind !== 'schema') return draft;
    return withoutChoice(withoutAllOf(draft));
  };

  const withoutAllOf = (draft: Draft): Draft => {
    const parts = draft.lists.get('allOf');
    if (!parts) return draft;
    const rest = withoutList(draft, 'allOf');
    const drafts = parts.map(branchOf);
    if (!drafts.every((one) => one !== undefined)) return draft;
    const all = merged([rest, ...drafts]);
    // The words of a lone part are those of the whole, but for what is said beside it.
    const [only] = drafts.length === 1 ? drafts : [];
    return all ? withoutAllOf(withWords(all, rest, only)) : draft;
  };

  /** A choice of one is that one, one of X and null is a nullable X, and a choice of types is a type. */
  const withoutChoice = (draft: Draft): Draft => {
    for (const key of ['anyOf', 'oneOf']) {
      const drafts = (draft.lists.get(key) ?? []).map(branchOf);
      if (drafts.length === 0 || !drafts.every((one) => one !== undefined)) continue;
      const rest = withoutList(draft, key);
      const types = drafts.map(plainTypes);
      const others = drafts.filter((one) => !admitsNullAlone(one));
      const [other] = others;
      const isNullable = others.length < drafts.length;
      let all: Draft | undefined;
      if (types.every((type) => type !== undefined)) {
        const type = { ...EMPTY, fields: { type: [...new Set(types.flat())] } };
        all = merged([rest, type]);
      } else if (other && others.length === 1 && (!isNullable || other.fields['type'])) {
        const nullable = { ...EMPTY, fields: isNullable ? { nullable: true } : {} };
        all = merged([rest, other, nullable]);
      }
      if (all) return withWords(all, rest, other);
    }
    return draft;
  };

  const branchOf = ({ value, path }: Child): Draft | undefined => {
    if (open.has(value)) return undefined;
    const draft = opened(value, () => draftOf(value, 'schema', path));
    return draft.fields['$ref'] === undefined ? draft : undefined;
  };

  return shapeOf;
}

/** Lists of objects whose order means nothing. */
const UNORDERED: readonly string[] = ['allOf', 'anyOf', 'oneOf', 'parameters'];

function isOnlyReference(value: unknown): boolean {
  return typeof member(value, '$ref') === 'string' && Object.keys(value as object).length === 1;
}
