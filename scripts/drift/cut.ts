import { isDeepStrictEqual } from 'node:util';
import { itemsOf, without, type JsonObject, type Path } from '../contract/document.js';
import { formatRef } from '../contract/pointer.js';
import { parameterName } from './place.js';
import type { Sameness } from './same.js';
import type { Shape } from './shape.js';

/** Two objects written out without references, cut down to where they differ. */
export interface Cut {
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** What stands at each place: before if it stood there, else after. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Where it is declared that something stands at a place: what is referred to is declared elsewhere. */
  readonly declared: ReadonlyMap<string, Path>;
  readonly differences: readonly Difference[];
}

/** Where the two differ: in a field of what stands at a place, else in what stands there. */
export interface Difference {
  readonly place: string;
  readonly field?: string;
}

type Tree = Record<string | number, unknown>;
type Trees = readonly [Tree, Tree];

/** A schema that is used everywhere would be told everywhere; from here on, each pair is told once. */
const MANY = 500;

/** Cuts two shapes down to what differs between them; `at` is the place that both are given. */
export function cut(before: Shape, after: Shape, at: Path, isSame: Sameness): Cut {
  const shapes = new Map<string, Shape>();
  const declared = new Map<string, Path>();
  const differences: Difference[] = [];
  const open = new Set<Shape>();
  const told = new Map<Shape, Set<Shape>>();
  let count = 0;

  /** Whether there is nothing new to say of a pair: it is within itself, or was told often enough. */
  const isTold = (one: Shape, other: Shape): boolean => {
    const others = told.get(one) ?? new Set();
    const isKnown = others.has(other);
    told.set(one, others.add(other));
    count += 1;
    return open.has(one) || (isKnown && count > MANY);
  };

  const both = (one: Shape, other: Shape, place: Path): Trees => {
    shapes.set(formatRef(place), one);
    const choice = CHOICES.find((key) => isChoiceOfOne(one, other, key));
    const [left, right] = [fieldsOf(one, choice), fieldsOf(other, choice)];
    if (isTold(one, other)) return [left, right];
    if (one.lists.has('allOf') !== other.lists.has('allOf')) {
      // Of parts that do not make one, and of one whole, no field can be held against the other's.
      differences.push({ place: formatRef(place), field: 'allOf' });
      return [{}, {}];
    }
    const fields = new Set([...Object.keys(left), ...Object.keys(right)]);
    for (const field of fields) {
      if (isDeepStrictEqual(left[field], right[field])) continue;
      differences.push({ place: formatRef(place), field });
    }
    const isOtherKind = [...one.kinds].some(([key, child]) => {
      const twin = other.kinds.get(key);
      return twin && !isSame(child.shape(), twin.shape());
    });
    const areListsSame = [...one.lists.keys()].every((key) => {
      const [list, others] = [shapesIn(one, key) ?? [], [...(shapesIn(other, key) ?? [])]];
      return list.every((shape) => takeOut(others, (twin) => isSame(shape, twin)));
    });
    // Otherwise it is the kinds that changed, and that is told of them.
    if (isOtherKind && areListsSame)
      differences.push({ place: formatRef(place), field: 'mapping' });
    open.add(one);
    if (choice === undefined) {
      cutChildren(one, other, place, [left, right]);
      for (const key of new Set([...one.lists.keys(), ...other.lists.keys()])) {
        cutLists(shapesIn(one, key), shapesIn(other, key), [...place, key], [left, right]);
      }
    } else {
      const lists = [alternatives(one, choice), alternatives(other, choice)] as const;
      cutLists(...lists, [...place, choice], [left, right]);
    }
    open.delete(one);
    return [left, right];
  };

  const cutChildren = (one: Shape, other: Shape, place: Path, [left, right]: Trees): void => {
    const required = changedNames(one, other);
    for (const key of new Set([...one.children.keys(), ...other.children.keys()])) {
      const [child, twin] = [one.children.get(key)?.shape(), other.children.get(key)?.shape()];
      const keys = (one.children.get(key) ?? other.children.get(key))?.keys ?? [];
      const below = [...place, ...keys];
      const declaration = (one.children.get(key) ?? other.children.get(key))?.path;
      if (declaration) declared.set(formatRef(below), declaration);
      if (!child || !twin) {
        put(left, keys, child && outline(child, below));
        put(right, keys, twin && outline(twin, below));
        differences.push({ place: formatRef(below) });
      } else if (!isSame(child, twin)) {
        const trees = both(child, twin, below);
        put(left, keys, trees[0]);
        put(right, keys, trees[1]);
      } else if (keys[0] === 'properties' && required.has(keys[1])) {
        // Whether a property may be left out depends on what it is.
        put(left, keys, outline(child, below));
        put(right, keys, { ...twin.fields });
      }
    }
  };

  const cutLists = (
    list: readonly Shape[] | undefined,
    others: readonly Shape[] | undefined,
    place: Path,
    [left, right]: Trees,
  ): void => {
    const key = place.at(-1) ?? '';
    const added = [...(others ?? [])];
    const removed = (list ?? []).filter((one) => !takeOut(added, (other) => isSame(one, other)));
    if (removed.length + added.length === 0) return;
    const trees: Trees[] = [];
    const gone = removed.filter((one) => {
      const twin =
        key === 'parameters'
          ? takeOut(added, (other) => parameterName(other.fields) === parameterName(one.fields))
          : (takeOut(added, (other) => other.fields['type'] === one.fields['type']) ??
            added.shift());
      if (twin) trees.push(both(one, twin, [...place, trees.length]));
      return !twin;
    });
    if (gone.length + added.length > 0) differences.push({ place: formatRef(place) });
    const lonely = (rest: readonly Shape[]) =>
      rest.map((shape, index) => outline(shape, [...place, trees.length + index]));
    // Where there was no choice at all, one more is one less.
    if (list) left[key] = [...trees.map(([tree]) => tree), ...lonely(gone)];
    if (others) right[key] = [...trees.map(([, tree]) => tree), ...lonely(added)];
  };

  /** What stands on one side only, without what is in it. */
  const outline = (shape: Shape, place: Path): Tree => {
    shapes.set(formatRef(place), shape);
    return { ...shape.fields };
  };

  const [left, right] = both(before, after, at);
  return { before: left, after: right, shapes, declared, differences };
}

const CHOICES = ['anyOf', 'oneOf'] as const;

/** Fields that may stand beside a choice and say nothing of what can be chosen. */
const ANNOTATIONS = ['default', 'deprecated', 'readOnly', 'writeOnly', 'discriminator'];

/** Whether one of the two is a choice and the other a plain schema, which is a choice of one. */
function isChoiceOfOne(one: Shape, other: Shape, key: string): boolean {
  const [choice, plain] = one.lists.has(key) ? [one, other] : [other, one];
  return (
    choice.lists.has(key) &&
    plain.lists.size === 0 &&
    choice.lists.size === 1 &&
    choice.children.size === 0 &&
    Object.keys(choice.fields).every((field) => ANNOTATIONS.includes(field))
  );
}

function fieldsOf({ fields }: Shape, choice: string | undefined): Tree {
  return choice === undefined
    ? { ...fields }
    : { ...without(fields, (key) => !ANNOTATIONS.includes(key)) };
}

function shapesIn(shape: Shape, key: string): readonly Shape[] | undefined {
  return shape.lists.get(key)?.map((child) => child.shape());
}

/** What can be chosen: of a plain schema of several types, each. */
function alternatives(shape: Shape, key: string): readonly Shape[] | undefined {
  if (shape.lists.has(key)) return shapesIn(shape, key);
  const fields = without(shape.fields, (name) => ANNOTATIONS.includes(name));
  const types = itemsOf(fields['type']);
  if (types.length === 0 || 'enum' in fields) return [{ ...shape, fields }];
  return types.map((type) => ({ ...shape, fields: { ...fields, type } }));
}

/** The names that only one of two schemas requires. */
function changedNames(one: Shape, other: Shape): ReadonlySet<unknown> {
  const [before, after] = [one, other].map(({ fields }) => itemsOf(fields['required']));
  const isIn = (list: readonly unknown[] = [], name: unknown) => list.includes(name);
  return new Set(
    [...(before ?? []), ...(after ?? [])].filter(
      (name) => isIn(before, name) !== isIn(after, name),
    ),
  );
}

/** Takes the first item that fits out of a list. */
function takeOut<T>(list: T[], fits: (item: T) => boolean): T | undefined {
  const at = list.findIndex(fits);
  return at < 0 ? undefined : list.splice(at, 1)[0];
}

/** Puts a value into a tree; what holds it is there even where the value is not. */
function put(tree: Tree, [key = '', next]: Path, value: Tree | undefined): void {
  if (next === undefined) {
    if (value !== undefined) tree[key] = value;
    return;
  }
  const holder = (tree[key] ??= typeof next === 'number' ? [] : {}) as Tree;
  if (value === undefined) return;
  holder[next] = value;
  // What is the same on both sides leaves no gap in a list.
  if (Array.isArray(holder)) {
    for (let index = 0; index < holder.length; index += 1) holder[index] ??= {};
  }
}
