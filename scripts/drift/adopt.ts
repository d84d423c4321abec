import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { isDeepStrictEqual as isSame } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { isMap, isSeq, parseDocument, type Document as YAML } from 'yaml';
import { entriesOf, valueAt, type JsonObject, type OpenAPIDocument } from '../openapi/document.js';
import { ContractError } from '../openapi/error.js';
import { withoutOperations, withoutWords } from '../openapi/merge.js';
import {
  compareFile,
  refuseHandwritten,
  writeFiles,
  type GeneratedFile,
} from '../openapi/output.js';
import { planProject } from '../openapi/project.js';
import { readText } from '../openapi/read.js';
import { isAddress } from './fetch.js';
import { namesIn, namesOf } from './pages.js';
import type { Entry, Manifest, Upstream, Vendored } from './upstream.js';

/** A published document as it is vendored; one that stays as it is has no text. */
interface Planned {
  readonly entry: Entry;
  readonly document: OpenAPIDocument;
  readonly text?: string;
}

/**
 * Puts what is published into `openapi/`, takes it out of our own documents, and generates everything: all of it or, if anything
 * fails, nothing.
 *
 * @returns every file as it was and as it is
 * @throws {ContractError} if the result is no contract, or if a file cannot be written
 */
export async function adopt(
  root: string,
  manifest: Manifest,
  vendored: Vendored,
  upstream: Upstream,
): Promise<readonly GeneratedFile[]> {
  const planned = planDocuments(manifest, vendored, upstream);
  const published = planned.map(({ document }) => document);
  const reference = await edit(root, 'openapi/reference.yaml', (yaml) => {
    removePublished(yaml, published);
  });
  const names = [...published, reference.value].flatMap(namesIn);
  const annotations = await edit(root, 'openapi/annotations.yaml', (yaml) => {
    const known = entriesOf(yaml.toJS()).map(([name]) => name);
    known.filter((name) => !names.includes(name)).forEach((name) => yaml.delete(name));
  });
  const documents = planned.map(({ entry }) => entry);
  documents.sort((one, other) => (one.file < other.file ? -1 : 1));
  const kept = planned.filter(({ text }) => text === undefined).map(({ entry }) => entry.file);
  const texts = new Map(
    [
      ...manifest.documents.map(({ file }) => [file, undefined] as const),
      ...planned.map(({ entry, text }) => [entry.file, text] as const),
      ['upstream.json', `${JSON.stringify({ ...manifest, documents }, null, 2)}\n`] as const,
      ['reference.yaml', reference.text] as const,
      ['annotations.yaml', annotations.text] as const,
    ]
      .filter(([file]) => !kept.includes(file))
      .map(([file, text]) => [`openapi/${file}`, text]),
  );
  const generated = await planProject(root, texts);
  refuseHandwritten(generated.files);
  const own = [...texts].map(([file, text]) => compareFile(join(root, file), text));
  const files = [...(await Promise.all(own)), ...generated.files];
  await writeFiles(files);
  return files;
}

const MAIN = 'billing.yaml';

/** Each document in the file that holds one of its operations or is from its address, or in a new one; and what stays. */
function planDocuments(
  { index, documents: entries }: Manifest,
  { published }: Vendored,
  { documents, isWhole }: Upstream,
): readonly Planned[] {
  const left: Planned[] = published.flatMap(({ document }, at) =>
    entries.slice(at, at + 1).map((entry) => ({ entry, document })),
  );
  const taken = new Set(entries.map(({ file }) => file));
  const described = new Set(documents.flatMap(({ contract }) => namesOf(contract)));
  const lostWith = (document: OpenAPIDocument): string | undefined =>
    isWhole ? undefined : namesIn(document).find((name) => !described.has(name));
  const planned = documents.map((one): Planned => {
    const { source, text, origin, operations, contract } = one;
    const holds = ({ document, entry }: Planned): boolean =>
      one.isWhole
        ? entry.file === MAIN
        : namesIn(document).some((name) => operations.includes(name));
    const old = left.find(holds) ?? left.find(({ entry }) => entry.url === source);
    if (old) left.splice(left.indexOf(old), 1);
    const lost = old && lostWith(old.document);
    if (lost !== undefined) {
      const problem = `it also describes ${lost}, which no source does; add one that does`;
      throw new ContractError(`openapi/${old?.entry.file ?? ''}: ${problem}`);
    }
    const file = old?.entry.file ?? newFile(source, taken);
    taken.add(file);
    // The path of a local file is no address for others.
    const url = isAddress(source) ? source : (old?.entry.url ?? index);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const entry = { file, url, sha256, ...(origin && { origin }) };
    return { entry, document: contract.document, text };
  });
  const kept = left.filter(({ document }) => lostWith(document) !== undefined);
  const all = [...planned, ...kept];
  if (all.some(({ entry }) => entry.file === MAIN)) return all;
  return all.map((one, at) => (at > 0 ? one : { ...one, entry: { ...one.entry, file: MAIN } }));
}

/** A file named after the page. */
function newFile(source: string, taken: ReadonlySet<string>): string {
  const page = basename(source.replace(/[?#].*$/, '')).toLowerCase();
  const words = page.replace(/\.(?:mdx?|ya?ml|json)$/, '').match(/[a-z\d]+/g) ?? ['document'];
  const name = `published/${words.join('-').slice(0, 100)}`;
  let file = `${name}.yaml`;
  for (let count = 2; taken.has(file); count += 1) file = `${name}-${count}.yaml`;
  return file;
}

/** Takes out of our own document what is published. A schema that it shares with a published document gets that one's meaning. */
function removePublished(yaml: YAML, published: readonly OpenAPIDocument[]): void {
  const names = new Set(published.flatMap(namesIn));
  const paths = new Set([...names].map((name) => name.replace(/^\S+ /, '')));
  const own = yaml.toJS() as OpenAPIDocument;
  const schemasOf = (document: JsonObject): JsonObject =>
    Object(valueAt(document, 'components', 'schemas')) as JsonObject;
  const theirs = published.toReversed().map(schemasOf);
  const schemas = Object.assign({}, schemasOf(own), ...theirs) as JsonObject;
  const components = { ...Object(own['components']), schemas } as JsonObject;
  const rest = withoutOperations({ ...own, components }, names);

  for (const name of names) {
    const [method = '', path = ''] = name.split(' ');
    if (yaml.hasIn(['paths', path])) yaml.deleteIn(['paths', path, method.toLowerCase()]);
    if (!valueAt(rest, 'paths', path)) yaml.deleteIn(['paths', path]);
  }
  if (entriesOf(rest['paths']).length === 0) yaml.set('paths', yaml.createNode({}));
  const unknown = yaml.get('x-left-out');
  if (isSeq(unknown)) {
    unknown.items = unknown.items.filter(
      (one) => !isMap(one) || !paths.has(String(one.get('path'))),
    );
    if (unknown.items.length === 0) yaml.delete('x-left-out');
  }
  const needed = schemasOf(rest);
  for (const name of Object.keys({ ...schemasOf(own), ...needed })) {
    const place = ['components', 'schemas', name];
    const [before, after] = [valueAt(own, ...place), needed[name]];
    if (after === undefined) {
      yaml.deleteIn(place);
    } else if (!isSame(withoutWords(before), withoutWords(after))) {
      yaml.setIn(place, yaml.createNode(after));
    }
  }
  if (Object.keys(needed).length === 0) yaml.deleteIn(['components', 'schemas']);
}

/** A YAML file, edited and formatted. What does not change stays byte for byte. */
async function edit(root: string, file: string, change: (yaml: YAML) => void) {
  const path = join(root, file);
  const before = await readText(path);
  const yaml = parseDocument(before);
  const unchanged = yaml.toString();
  change(yaml);
  const value = yaml.toJS() as JsonObject;
  if (yaml.toString() === unchanged) return { text: before, value };
  const text = yaml.toString({ lineWidth: 100, singleQuote: true });
  return { text: await format(text, { ...(await resolveConfig(path)), parser: 'yaml' }), value };
}
