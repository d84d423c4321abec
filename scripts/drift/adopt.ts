import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual as isSame } from 'node:util';
import { itemsOf, mapEntries, textOf, valueAt } from '../openapi/document.js';
import type { JsonObject, OpenAPIDocument } from '../openapi/document.js';
import { UserError } from '../command.js';
import { withoutOperations, withoutWords } from '../openapi/merge.js';
import { isAddress } from '../download.js';
import { compareFile, refuseHandwritten, writeFiles } from '../files.js';
import { planProject } from '../openapi/project.js';
import { editYaml } from '../yaml.js';
import { namesIn } from './source.js';
import type { Entry, Upstream, Vendored } from './upstream.js';

/** A published document as it is vendored; one that stays as it is has no text. */
interface Planned {
  readonly entry: Entry;
  readonly document: JsonObject;
  readonly text?: string;
}

/**
 * Puts what is published into `openapi/`, takes it out of our own documents, and generates everything: all of it or, if anything
 * fails, nothing. @returns every file as it was and as it is @throws {UserError} if the result is no contract
 */
export async function adopt(root: string, vendored: Vendored, upstream: Upstream) {
  const { manifest } = vendored;
  const planned = planDocuments(vendored, upstream);
  const published = planned.map(({ document }) => document);
  const reference = await editYaml(join(root, 'openapi/reference.yaml'), (value) =>
    withoutPublished(value as OpenAPIDocument, published),
  );
  const names = [...published, reference.value].flatMap(namesIn);
  const annotations = await editYaml(join(root, 'openapi/annotations.yaml'), (value) =>
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

/** Each published document in a file named after its operation, the main one in billing.yaml; and what stays. */
function planDocuments({ manifest, published, main }: Vendored, { documents, isWhole }: Upstream) {
  const { index, documents: entries } = manifest;
  const planned = documents.map(({ source, text, origin, operations, contract }, at): Planned => {
    // The main document comes first; if it is gone, another takes its place.
    const isMain = at === 0 && (isWhole || main.some((name) => operations.includes(name)));
    const words = operations[0]?.toLowerCase().match(/\w+/g) ?? [];
    const file = isMain ? 'billing.yaml' : `published/${words.join('-')}.yaml`;
    // The path of a local file is no address for others.
    const known = entries.find((entry) => entry.file === file)?.url ?? index;
    const url = isAddress(source) ? source : known;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const entry = { file, url, sha256, ...(origin && { origin }) };
    return { entry, document: contract.document, text };
  });
  const described = planned.flatMap(({ document }) => namesIn(document));
  const kept = entries.flatMap((entry, at): readonly Planned[] => {
    const document = published[at]?.document ?? {};
    const [lost, ...others] = namesIn(document).filter((name) => !described.includes(name));
    if (isWhole || lost === undefined) return [];
    if (others.length + 1 === namesIn(document).length) return [{ entry, document }];
    const problem = `it also describes ${lost}, which no source does; add one that does`;
    throw new UserError(`openapi/${entry.file}: ${problem}`);
  });
  // Two sources may describe the same operation.
  return [...new Map(planned.map((one) => [one.entry.file, one])).values(), ...kept];
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
  const { 'x-left-out': leftOut, ...rest } = own;
  const left = itemsOf(leftOut).filter((one) => {
    const path = textOf(valueAt(one, 'path'));
    return !names.some((name) => name.endsWith(` ${path}`));
  });
  const components = { ...Object(own['components']), schemas } as JsonObject;
  const value = withoutOperations({ ...rest, components }, new Set(names));
  return left.length > 0 ? { ...value, 'x-left-out': left } : value;
}
