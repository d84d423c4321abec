import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { driftJson } from '../support/drift.js';
import { makeFolder, ROOT } from '../support/folder.js';

type Patch = object | null;
type Row = readonly [level: string, reverse: string, before: Patch, after: Patch];

const read = async (name: string): Promise<unknown> =>
  parse(await readFile(join(ROOT, 'test/fixtures/drift', name), 'utf8'));
const base = (await read('base.yaml')) as object;
const { document: ofDocument = {}, ...ofOperation } = (await read('levels.yaml')) as Record<
  string,
  Record<string, Row>
>;

/** A JSON merge patch (RFC 7396): null removes a member. */
function merge(target: unknown, patch: unknown): object {
  const merged = { ...(target as Record<string, unknown> | undefined) };
  for (const [key, value] of Object.entries(patch as object)) {
    const isObject = typeof value === 'object' && !Array.isArray(value);
    if (value === null) Reflect.deleteProperty(merged, key);
    else merged[key] = isObject ? merge(merged[key], value) : (value as unknown);
  }
  return merged;
}

const media = (schema: Patch) => ({ content: { 'application/json': { schema } } });
const object = (field: Patch) => ({ properties: { field }, required: ['field'] });
const request = (schema: Patch) => ({ requestBody: media(schema) });
const response = (schema: Patch) => ({ responses: { 200: media(schema) } });

/** Makes the patch of an operation from a change at a place of it. */
const places = {
  operation: (change: Patch) => change,
  request,
  'request field': (schema: Patch) => request(object(schema)),
  response,
  'response field': (schema: Patch) => response(object(schema)),
};

const operation = {
  security: [],
  requestBody: { required: true, ...media({}) },
  responses: { 200: { description: 'ok', ...media({}) } },
};

/** A document with an operation for each row. */
function documentOf(rows: Readonly<Record<string, Patch>>): object {
  const paths = Object.entries(rows).flatMap(([path, patch]) => {
    if (patch === null) return [];
    const { method = 'post', ...rest } = merge(operation, patch) as { method?: string };
    return [[path, { [method]: rest }]];
  });
  return merge(base, { paths: Object.fromEntries(paths) as object });
}

async function compare(before: object, after: object) {
  const files = { 'before.json': JSON.stringify(before), 'after.json': JSON.stringify(after) };
  const folder = await makeFolder(files);
  const [upstream, contract] = [join(folder, 'after.json'), join(folder, 'before.json')];
  return driftJson(['--upstream', upstream, '--contract', contract]);
}

const compareBothWays = (before: object, after: object) =>
  Promise.all([compare(before, after), compare(after, before)]);

test('a change of an operation has its level, and so has its reverse', async () => {
  const levels: Record<string, string> = {};
  const [before, after]: [Record<string, Patch>, Record<string, Patch>] = [{}, {}];
  for (const [place, rows] of Object.entries(ofOperation)) {
    const patchOf = places[place as keyof typeof places];
    for (const [name, [level, reverse, ...changes]] of Object.entries(rows)) {
      const path = `/${place} ${name}`.replace(/[^\w/]+/g, '-');
      levels[path] = `${level}, ${reverse}`;
      [before[path] = null, after[path] = null] = changes.map((one) => one && patchOf(one));
    }
  }
  const reports = await compareBothWays(documentOf(before), documentOf(after));
  const levelsOf = (path: string) =>
    reports.map(({ changes }) => {
      const own = changes.filter((change) => change.operation.split(' ')[1] === path);
      return own[0]?.level ?? 'same';
    });
  const found = Object.keys(levels).map((path) => [path, levelsOf(path).join(', ')]);
  expect(Object.fromEntries(found)).toEqual(levels);
  const others = reports.flatMap(({ changes }) => changes.filter((one) => one.operation === '*'));
  expect(others).toEqual([]);
});

test.each(Object.entries(ofDocument))(
  'a change of the document has its level, and so has its reverse: %s',
  async (_, [level, reverse, ...changes]) => {
    const [before = base, after = base] = changes.map((change) => merge(base, change));
    const reports = await compareBothWays(before, after);
    expect(reports.map(({ status }) => status)).toEqual([level, reverse]);
  },
);

test('a difference that oasdiff does not tell stands beside those that it does', async () => {
  const text = { type: 'string', maxLength: 256 };
  const list = { type: 'array', items: text };
  const one = request({ properties: { list, text } });
  const other = request({
    properties: { list: { uniqueItems: true }, text: { maxLength: 512 }, more: text },
    additionalProperties: false,
  });
  const servers = [
    { url: 'https://a.example/{org_id}', variables: { org_id: { default: 'acme' } } },
  ];
  const { changes } = await compare(documentOf({ '/list': one }), {
    ...documentOf({ '/list': merge({ summary: 'List' }, merge(one, other)) }),
    servers,
  });
  const found = changes.map(({ level, operation, id }) => `${level} ${operation} ${id ?? ''}`);
  expect(found.sort()).toEqual([
    'breaking POST /list ',
    'breaking POST /list ',
    'compatible * ',
    'compatible POST /list new-optional-request-property',
    'compatible POST /list request-property-max-length-increased',
    'wording POST /list ',
  ]);
  const messages = changes.map(({ message }) => message).join('\n');
  expect(messages).toContain('list/uniqueItems: false → true');
  expect(messages).toContain('additionalPropertiesAllowed: null → false');
});
