import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual as isSame } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { parseDocument, type Document as YAML } from 'yaml';
import { isObject, itemsOf, mapEntries, textOf, valueAt } from '../openapi/document.js';
import type { JsonObject, OpenAPIDocument } from '../openapi/document.js';
import { UserError } from '../command.js';
import { withoutOperations, withoutWords } from '../openapi/merge.js';
import { compareFile, readText, refuseHandwritten, writeFiles } from '../files.js';
import type { GeneratedFile } from '../files.js';
import { planProject } from '../openapi/project.js';
import { isAddress } from './fetch.js';
import { namesIn } from './pages.js';
import type { Entry, Manifest, Upstream, Vendored } from './upstream.js';

/** A published document as it is vendored; one that stays as it is has no text. */
interface Planned {
  readonly entry: Entry;
  readonly document: JsonObject;
  readonly text?: string;
}

/**
 * Puts what is published into `openapi/`, takes it out of our own documents, and generates everything: all of it or, if anything
 * fails, nothing.
 *
 * @returns every file as it was and as it is
 * @throws {UserError} if the result is no contract, or if a file cannot be written
 */
export async function adopt(
  root: string,
  manifest: Manifest,
  vendored: Vendored,
  upstream: Upstream,
): Promise<readonly GeneratedFile[]> {
  const planned = planDocuments(manifest, vendored, upstream);
  const published = planned.map(({ document }) => document);
  const reference = await edit(join(root, 'openapi/reference.yaml'), (value) =>
    withoutPublished(value as OpenAPIDocument, published),
  );
  const names = [...published, reference.value].flatMap(namesIn);
  const annotations = await edit(join(root, 'openapi/annotations.yaml'), (value) =>
    mapEntries(value, (one, name) => (names.includes(name) ? one : undefined)),
  );
  const documents = planned.map(({ entry }) => entry);
  documents.sort((one, other) => (one.file < other.file ? -1 : 1));
  const texts = new Map<string, string | undefined>([
    ...manifest.documents.map(({ file }) => [`openapi/${file}`, undefined] as const),
    ...planned.map(({ entry, text }) => [`openapi/${entry.file}`, text] as const),
    ['openapi/upstream.json', `${JSON.stringify({ ...manifest, documents }, null, 2)}\n`],
    ['openapi/reference.yaml', reference.text],
    ['openapi/annotations.yaml', annotations.text],
  ]);
  const kept = planned.filter(({ text }) => text === undefined);
  kept.forEach(({ entry }) => texts.delete(`openapi/${entry.file}`));
  const generated = await planProject(root, texts);
  refuseHandwritten(generated.files);
  const own = [...texts].map(([file, text]) => compareFile(join(root, file), text));
  const files = [...(await Promise.all(own)), ...generated.files];
  await writeFiles(files);
  return files;
}

const MAIN = 'billing.yaml';

/** Each published document in a file named after its operation, the main one in billing.yaml; and what stays. */
function planDocuments(
  { index, documents: entries }: Manifest,
  { published }: Vendored,
  { documents, isWhole }: Upstream,
): readonly Planned[] {
  const vendored = entries.map((entry, at): Planned => {
    return { entry, document: published[at]?.document ?? {} };
  });
  const main = vendored.find(({ entry }) => entry.file === MAIN)?.document ?? {};
  const planned = documents.map((one, at): Planned => {
    const { source, text, origin, operations, contract } = one;
    // The main document comes first; if it is gone, another takes its place.
    const isMain = at === 0 && (isWhole || namesIn(main).some((name) => operations.includes(name)));
    const words = operations[0]?.toLowerCase().match(/\w+/g) ?? [];
    const file = isMain ? MAIN : `published/${words.join('-')}.yaml`;
    // The path of a local file is no address for others.
    const address = isAddress(source) ? source : undefined;
    const url = address ?? entries.find((entry) => entry.file === file)?.url ?? index;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const entry = { file, url, sha256, ...(origin && { origin }) };
    return { entry, document: contract.document, text };
  });
  // Two sources may describe the same operation.
  const files = new Map(planned.map((one) => [one.entry.file, one]));
  const described = planned.flatMap(({ document }) => namesIn(document));
  const kept = vendored.filter(({ entry, document }) => {
    const names = namesIn(document);
    const lost = names.filter((name) => !described.includes(name));
    if (isWhole || lost.length === 0) return false;
    if (lost.length === names.length) return true;
    const problem = `it also describes ${lost[0] ?? ''}, which no source does; add one that does`;
    throw new UserError(`openapi/${entry.file}: ${problem}`);
  });
  return [...files.values(), ...kept];
}

/** Our own document without what is published. A schema that it shares with a published document gets that one's meaning. */
function withoutPublished(own: OpenAPIDocument, published: readonly JsonObject[]): JsonObject {
  const names = published.flatMap(namesIn);
  const schemasOf = (document: JsonObject): JsonObject =>
    Object(valueAt(document, 'components', 'schemas')) as JsonObject;
  const ours = schemasOf(own);
  const theirs = published.toReversed().map(schemasOf);
  const schemas = mapEntries(Object.assign({}, ours, ...theirs), (schema, name) =>
    isSame(withoutWords(ours[name]), withoutWords(schema)) ? ours[name] : schema,
  );
  const components = { ...Object(own['components']), schemas } as JsonObject;
  const rest = withoutOperations({ ...own, components }, new Set(names));
  const leftOut = itemsOf(own['x-left-out']).filter((one) => {
    const path = textOf(valueAt(one, 'path'));
    return !names.some((name) => name.endsWith(` ${path}`));
  });
  const wanted = { ...rest, 'x-left-out': leftOut.length > 0 ? leftOut : undefined };
  return mapEntries(wanted, (value) => value);
}

/** A YAML file with another value, formatted. What stays the same keeps its comments. */
async function edit(path: string, change: (value: JsonObject) => JsonObject) {
  const text = await readText(path);
  const yaml = parseDocument(text);
  const was = yaml.toJS() as JsonObject;
  const value = change(was);
  if (isSame(value, was)) return { text, value };
  update(yaml, [], was, value);
  const style = { ...(await resolveConfig(path)), parser: 'yaml' };
  return { text: await format(yaml.toString({ lineWidth: 100, singleQuote: true }), style), value };
}

/** Gives a part of a YAML document another value; below the third level, all of what differs is replaced. */
function update(yaml: YAML, place: readonly string[], was: unknown, value: unknown): void {
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
