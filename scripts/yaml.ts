import { isDeepStrictEqual as isSame } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { parseDocument, type Document } from 'yaml';
import { readText } from './files.js';
import { isObject, type JsonObject } from './openapi/document.js';

/** Changes the value of a YAML file; what stays the same keeps its comments. @returns the new value, and the formatted text */
export async function editYaml(path: string, change: (value: JsonObject) => JsonObject) {
  const text = await readText(path);
  const yaml = parseDocument(text);
  const was = yaml.toJS() as JsonObject;
  const value = change(was);
  if (isSame(value, was)) return { text, value };
  update(yaml, [], was, value);
  const style = { ...(await resolveConfig(path)), parser: 'yaml' };
  return { text: await format(yaml.toString({ lineWidth: 100, singleQuote: true }), style), value };
}

/** Gives a part of a document another value; below the third level, all of what differs is replaced. */
function update(yaml: Document, place: readonly string[], was: unknown, value: unknown): void {
  if (isSame(was, value)) return;
  if (place.length < 3 && isObject(was) && isObject(value) && !isSame(value, {})) {
    const keys = Object.keys({ ...was, ...value });
    keys.forEach((key) => update(yaml, [...place, key], was[key], value[key]));
  } else if (value === undefined) {
    yaml.deleteIn(place);
  } else {
    yaml.setIn(place, yaml.createNode(value));
  }
}
