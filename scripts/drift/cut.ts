import { itemsOf, without, type JsonObject, type Path } from '../contract/document.js';
import { formatRef } from '../contract/pointer.js';
import type { Sameness } from './same.js';
import type { Child, Shape } from './shape.js';

/** Two objects written out without references, cut down to where they differ. */
export interface Cut {
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** Where each part of the two is declared, by its place: before if it stood there, else after. */
  readonly origins: ReadonlyMap<string, Path>;
}

type Tree = Record<string, unknown>;
type Trees = readonly [Tree, Tree];

/** Cuts two shapes down to what differs between them; `at` is the place that both are given. */
export function cut(before: Shape, after: Shape, at: Path, isSame: Sameness): Cut {
  const origins = new Map<string, Path>();
  const open = new Set<Shape>();

  const both = (one: Shape, other: Shape, place: Path): Trees => {
    origins.set(formatRef(place), one.path);
    const choice = CHOICES.find((key) => isChoiceOfOne(one, other, key));
    const [left, right] = [fieldsOf(one, choice), fieldsOf(other, choice)];
    // Within itself, a recursive schema says nothing new.
    if (open.has(one)) return [left, right];
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
      const [child, twin] = [one.children.get(key), other.children.get(key)];
      const keys = ((child ?? twin)?.keys ?? []).map(String);
      if (!child || !twin) {
        put(left, keys, child && outline(child, [...place, ...keys]));
        put(right, keys, twin && outline(twin, [...place, ...keys]));
        continue;
      }
      const shapes = [child.shape(), twin.shape()] as const;
      if (!isSame(...shapes)) {
        const trees = both(...shapes, [...place, ...keys]);
        put(left, keys, trees[0]);
        put(right, keys, trees[1]);
      } else if (keys[0] === 'properties' && required.has(keys[1])) {
        // Whether a property may be left out depends on what it is.
        put(left, keys, { ...shapes[0].fields });
        put(right, keys, { ...shapes[1].fields });
      }
    }
  };

  const cutLists = (
    list: readonly Shape[],
    others: readonly Shape[],
    place: Path,
    [left, right]: Trees,
  ): void => {
    const added = [...others];
    const removed = list.filter((shape) => !takeOut(added, (twin) => isSame(shape, twin)));
    if (removed.length + added.length === 0) return;
    const isParameters = place.at(-1) === 'parameters';
    const trees: Trees[] = [];
    const gone = removed.filter((shape) => {
      const twin = takeOut(added, (one) => !isParameters || nameOf(one) === nameOf(shape));
      if (twin) trees.push(both(shape, twin, [...place, trees.length]));
      return !twin;
    });
    const lonely = (shapes: readonly Shape[]) =>
      shapes.map((shape, index) => {
        origins.set(formatRef([...place, trees.length + index]), shape.path);
        return { ...shape.fields };
      });
    const key = String(place.at(-1));
    left[key] = [...trees.map(([tree]) => tree), ...lonely(gone)];
    right[key] = [...trees.map(([, tree]) => tree), ...lonely(added)];
  };

  /** What stands on one side only, without what is in it. */
  const outline = (child: Child, place: Path): Tree => {
    const shape = child.shape();
    origins.set(formatRef(place), child.path);
    return { ...shape.fields };
  };

  const [left, right] = both(before, after, at);
  return { before: left, after: right, origins };
}

const CHOICES = ['anyOf', 'oneOf'] as const;

/** Fields that may stand beside a choice and say nothing of what can be chosen. */
const ANNOTATIONS = ['default', 'deprecated', 'readOnly', 'writeOnly', 'discriminator', 'nullable'];

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

function shapesIn(shape: Shape, key: string): readonly Shape[] {
  return (shape.lists.get(key) ?? []).map((child) => child.shape());
}

/** What can be chosen: of a plain schema of several types, each. */
function alternatives(shape: Shape, key: string): readonly Shape[] {
  if (shape.lists.has(key)) return shapesIn(shape, key);
  const fields = without(shape.fields, (name) => ANNOTATIONS.includes(name));
  const types = itemsOf(fields['type']);
  if (types.length === 0 || 'enum' in fields) return [{ ...shape, fields }];
  return types.map((type) => ({ ...shape, fields: { ...fields, type } }));
}

function nameOf({ fields }: Shape): string {
  return `${String(fields['in'])} ${String(fields['name'])}`;
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
function put(tree: Tree, keys: readonly string[], value: Tree | undefined): void {
  const [key = '', ...rest] = keys;
  if (rest.length > 0) {
    const holder = (tree[key] ??= {}) as Tree;
    put(holder, rest, value);
  } else if (value !== undefined) {
    tree[key] = value;
  }
}
