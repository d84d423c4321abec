import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, Path } from '../contract/document.js';
import { formatRef } from '../contract/pointer.js';
import type { Change } from './change.js';
import type { Shape } from './shape.js';
import { parameterName, placeOf } from './place.js';

/** What is said in other words, in two operations of one name. */
export function wordChanges(operation: string, before: Shape, after: Shape): readonly Change[] {
  const changes: Change[] = [];
  const seen = new Map<Shape, Set<Shape>>();

  const nameOf = (index: number) => {
    const fields = before.lists.get('parameters')?.[index]?.shape().fields;
    return parameterName(fields);
  };

  const visit = (one: Shape, other: Shape, place: Path): void => {
    const twins = seen.get(one) ?? new Set();
    if (twins.has(other)) return;
    seen.set(one, twins.add(other));
    changes.push(...differences(operation, one, other, placeOf(place, nameOf).text));
    for (const [key, child] of one.children) {
      const twin = other.children.get(key);
      if (twin) visit(child.shape(), twin.shape(), [...place, ...child.keys]);
    }
    for (const [key, list] of one.lists) {
      const others = other.lists.get(key) ?? [];
      list.forEach((child, index) => {
        const twin = others[index];
        if (twin && list.length === others.length) {
          visit(child.shape(), twin.shape(), [...place, key, index]);
        }
      });
    }
  };

  visit(before, after, []);
  return changes;
}

function differences(
  operation: string,
  one: Shape,
  other: Shape,
  place: string,
): readonly Change[] {
  return changedWords(one.words, other.words).map((key) => ({
    level: 'wording',
    operation,
    pointer: formatRef(one.places.get(key) ?? other.places.get(key) ?? [...one.path, key]),
    message: `${place}: ${sayChange(key, one.words[key], other.words[key])}`,
  }));
}

/** The keys whose words differ. */
export function changedWords(one: JsonObject, other: JsonObject): readonly string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => !isDeepStrictEqual(one[key], other[key]));
}

/** How much of a text is shown. */
const LENGTH = 60;

/** `description is new: "…"` */
export function sayChange(key: string, before: unknown, after: unknown): string {
  const name = key === 'example' || key === 'examples' ? 'the example' : `the ${key}`;
  if (before === undefined) return `${name} is new: ${excerpt(after)}`;
  if (after === undefined) return `${name} is gone: ${excerpt(before)}`;
  return `${name} changed from ${excerpt(before)} to ${excerpt(after)}`;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}
