import { isDeepStrictEqual } from 'node:util';
import type { Child, Shape } from './shape.js';

/** Tells whether two shapes mean the same. */
export type Sameness = (one: Shape, other: Shape) => boolean;

/** Remembers what it found out, since contracts use the same schemas again and again. */
export function sameness(): Sameness {
  const same = new Pairs();
  const different = new Pairs();

  const compare = (one: Shape, other: Shape, assumed: Pairs): boolean => {
    if (same.has(one, other) || assumed.has(one, other)) return true;
    if (different.has(one, other)) return false;
    // A pair met again within itself says nothing new, so it may be taken for the same meanwhile.
    const before = assumed.size;
    assumed.add(one, other);
    const isSame =
      isDeepStrictEqual(one.fields, other.fields) &&
      one.children.size === other.children.size &&
      one.lists.size === other.lists.size &&
      [...one.kinds].every(([key, child]) => {
        const twin = other.kinds.get(key);
        return twin !== undefined && compare(child.shape(), twin.shape(), assumed);
      }) &&
      [...one.children].every(([key, child]) => {
        const twin = other.children.get(key);
        return twin !== undefined && compare(child.shape(), twin.shape(), assumed);
      }) &&
      [...one.lists].every(([key, list]) => {
        const twins = other.lists.get(key);
        return twins?.length === list.length && isMatched(list, twins, assumed);
      });
    if (!isSame) {
      assumed.shrinkTo(before);
      different.add(one, other);
    }
    return isSame;
  };

  const isMatched = (list: readonly Child[], twins: readonly Child[], assumed: Pairs): boolean => {
    const left = [...twins];
    return list.every((child) => {
      const at = left.findIndex((twin) => compare(child.shape(), twin.shape(), assumed));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  };

  return (one, other) => {
    const assumed = new Pairs();
    const isSame = compare(one, other, assumed);
    // Once the whole holds, so does all that was assumed for it.
    if (isSame) same.addAll(assumed);
    return isSame;
  };
}

class Pairs {
  readonly #twins = new Map<Shape, Set<Shape>>();
  readonly #order: [Shape, Shape][] = [];

  get size(): number {
    return this.#order.length;
  }

  has(one: Shape, other: Shape): boolean {
    return this.#twins.get(one)?.has(other) === true;
  }

  add(one: Shape, other: Shape): void {
    const twins = this.#twins.get(one) ?? new Set();
    this.#twins.set(one, twins.add(other));
    this.#order.push([one, other]);
  }

  addAll(pairs: Pairs): void {
    for (const [one, other] of pairs.#order) this.add(one, other);
  }

  /** Forgets what was added last. */
  shrinkTo(size: number): void {
    for (const [one, other] of this.#order.splice(size)) this.#twins.get(one)?.delete(other);
  }
}
