import { without, type JsonObject } from '../contract/document.js';

/** A copy without the keys named. */
export function omit(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return without(object, (key) => keys.includes(key));
}
