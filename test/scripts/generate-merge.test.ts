import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractFiles, loadContract } from '../../scripts/contract/load.js';
import { mergeContracts } from '../../scripts/contract/merge.js';
import { parseContract } from '../../scripts/contract/read.js';

const HEAD = 'openapi: 3.0.0\n';
const OK = 'responses: { 200: { description: ok } }';

/** Merges a contract in billing.yaml and one in reference.yaml. */
function merge(billing: string, reference: string, other = 'reference.yaml') {
  return mergeContracts([
    parseContract(HEAD + billing, 'billing.yaml'),
    parseContract(HEAD + reference, other),
  ]);
}

describe('two documents', () => {
  it('stand side by side, the first one speaking for the whole', () => {
    const first = `info: { title: First }
paths: { /a: { get: { ${OK} } } }
components: { schemas: { A: { type: string } } }
tags: [{ name: one, description: first }]
`;
    const second = `info: { title: Second }
paths: { /b: { get: { ${OK} } } }
components: { schemas: { B: { type: string } }, responses: { R: { description: r } } }
tags: [{ name: one }, { name: two }]
x-more: 1
`;
    const get = { responses: { 200: { description: 'ok' } } };
    expect(merge(first, second)).toEqual({
      openapi: '3.0.0',
      info: { title: 'First' },
      paths: { '/a': { get }, '/b': { get } },
      components: {
        schemas: { A: { type: 'string' }, B: { type: 'string' } },
        responses: { R: { description: 'r' } },
      },
      tags: [{ name: 'one', description: 'first' }, { name: 'two' }],
      'x-more': 1,
    });
  });

  it('may divide the methods of a path, and share what is equal', () => {
    const shared = `components: { schemas: { A: { type: string, title: a } } }\n`;
    const turned = `components: { schemas: { A: { title: a, type: string } } }\n`;
    const path = (method: string) => `paths: { /a: { summary: s, ${method}: { ${OK} } } }\n`;
    const merged = merge(shared + path('get'), turned + path('post'));
    expect(Object.keys(merged.paths?.['/a'] ?? {})).toEqual(['summary', 'get', 'post']);
    expect(merged.components).toEqual({ schemas: { A: { type: 'string', title: 'a' } } });
  });

  it('add no webhooks, tags or components of their own accord', () => {
    expect(Object.keys(merge('paths: {}\n', 'paths: {}\n'))).toEqual(['openapi', 'paths']);
  });

  it('leave the word on servers to the one that names some', () => {
    const servers = 'servers: [{ url: https://a.example }]\n';
    for (const [first, second] of [
      ['', servers],
      [servers, ''],
    ]) {
      expect(merge(`${String(first)}paths: {}`, `${String(second)}paths: {}`)).toMatchObject({
        servers: [{ url: 'https://a.example' }],
      });
    }
  });

  it.each([
    [
      'an operation',
      `paths:\n  /a:\n    post: { ${OK} }\n`,
      `paths:\n  /a:\n    post: { ${OK} }\n`,
      'reference.yaml:4:5: POST /a is also at billing.yaml:4:5; delete it from reference.yaml once it is published',
    ],
    [
      'a component of another meaning',
      'paths: {}\ncomponents: { schemas: { A: { type: string } } }\n',
      'paths: {}\ncomponents: { schemas: { A: { type: integer } } }\n',
      'reference.yaml:3:26: components.schemas.A has another meaning at billing.yaml:3:26; make both equal, or rename one',
    ],
    [
      'what holds for a path, differently',
      `paths: { /a: { summary: x, get: { ${OK} } } }`,
      `paths: { /a: { summary: y, post: { ${OK} } } }`,
      'reference.yaml:2:16: summary of /a has another meaning at billing.yaml:2:16; make both equal, or rename one',
    ],
    [
      'what holds for a path, in one of them only',
      `paths: { /a: { parameters: [], get: { ${OK} } } }`,
      `paths: { /a: { post: { ${OK} } } }`,
      'billing.yaml:2:16: parameters of /a is missing at reference.yaml:2:10; say it there too',
    ],
    [
      'an operationId',
      `paths: { /a: { get: { operationId: x, ${OK} } } }`,
      `paths: { /b: { get: { operationId: x, ${OK} } } }`,
      'reference.yaml:2:23: the operationId x is also at billing.yaml:2:23; rename one',
    ],
    [
      'other servers',
      'servers: [{ url: https://a.example }]\npaths: {}\n',
      'paths: {}\nservers: [{ url: https://b.example }]\n',
      'reference.yaml:3:1: the servers are not those at billing.yaml:2:1; make the two equal',
    ],
  ])('must not both have %s', (_, billing, reference, message) => {
    expect(() => merge(billing, reference)).toThrow(
      expect.objectContaining({ name: 'ContractError', message }) as Error,
    );
  });

  it('must be of one version', () => {
    const [first, second] = [
      parseContract('openapi: 3.0.0\npaths: {}\n', 'a.yaml'),
      parseContract('paths: {}\nopenapi: 3.1.0\n', 'b.yaml'),
    ];
    expect(() => mergeContracts([first, second])).toThrow(
      'b.yaml:2:1: this is OpenAPI 3.1.0, but a.yaml:1:1 is 3.0.0; write both in one version',
    );
    const patch = parseContract('openapi: 3.0.4\npaths: {}\n', 'c.yaml');
    expect(mergeContracts([first, patch]).openapi).toBe('3.0.0');
  });

  it('give the operation away that is known from reference pages only, whichever comes first', () => {
    const paths = `${HEAD}paths: { /a: { get: { ${OK} } } }`;
    const [reference, published, plain] = ['x/reference.yaml', 'refund.yaml', 'z.yaml'].map(
      (file) => parseContract(paths, file),
    );
    const problem = (...contracts: (typeof reference)[]) => {
      try {
        return mergeContracts(contracts.filter((contract) => contract !== undefined));
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(problem(reference, published)).toBe(
      'refund.yaml:2:16: GET /a is also at x/reference.yaml:2:16; delete it from x/reference.yaml once it is published',
    );
    expect(problem(published, plain)).toMatch(/delete it from z\.yaml once it is published$/);
  });
});

describe('the security of whole documents', () => {
  const operations = `paths:
  /open: { get: { security: [], ${OK} } }
  /closed: { get: { ${OK} } }
`;
  const moved = operations.replaceAll('/open', '/open2').replaceAll('/closed', '/closed2');

  it('goes into each operation where it differs', () => {
    const merged = merge(`security: [{ Key: [] }]\n${operations}`, moved);
    expect(merged['security']).toEqual([{ Key: [] }]);
    const security = Object.entries(merged.paths ?? {}).map(([path, item]) => [
      path,
      (item as { get: { security?: unknown } }).get.security,
    ]);
    expect(security).toEqual([
      ['/open', []],
      ['/closed', [{ Key: [] }]],
      ['/open2', []],
      ['/closed2', []],
    ]);
  });

  it('stays where it is the same', () => {
    const merged = merge(
      `security: [{ Key: [] }]\n${operations}`,
      `security: [{ Key: [] }]\n${moved}`,
    );
    expect(merged.paths?.['/closed2']).toEqual({
      get: { responses: { 200: { description: 'ok' } } },
    });
  });
});

describe('the files of a contract', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'contract-'));
  });

  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  it('are all .yaml of a folder, the published one first', async () => {
    for (const name of ['b.yaml', 'billing.yaml', 'a.yaml', 'README.md', 'upstream.json']) {
      await writeFile(join(dir, name), '');
    }
    expect(await contractFiles(dir)).toEqual(
      ['billing.yaml', 'a.yaml', 'b.yaml'].map((name) => join(dir, name)),
    );
  });

  it('are missed where there are none', async () => {
    const message = (path: string) =>
      `${path}: no .yaml file in this folder; put the contract there`;
    await expect(contractFiles(dir)).rejects.toThrow(message(dir));
    await expect(contractFiles(join(dir, 'x'))).rejects.toThrow(message(join(dir, 'x')));
    await expect(loadContract([])).rejects.toThrow('no contract is given; name at least one file');
  });

  it('may be YAML or JSON, with or without a byte order mark', async () => {
    const json = JSON.stringify({ openapi: '3.0.0', paths: { '/a': {} } }, null, 2);
    await writeFile(join(dir, 'a.json'), `\uFEFF${json}`);
    await writeFile(join(dir, 'b.yaml'), `\uFEFF${HEAD}paths: { /a: {} }\n`);
    const [fromJson, fromYaml] = ['a.json', 'b.yaml'].map((name) => [join(dir, name)]);
    expect(await loadContract(fromJson ?? [])).toEqual(await loadContract(fromYaml ?? []));
  });
});

describe('YAML', () => {
  it('means what JSON means, aliases and merge keys included', () => {
    const { document } = parseContract(
      `${HEAD}paths: {}
x-base: &base { a: 1, b: [1, { c: 2 }] }
x-list: [*base, *base]
x-merged: { <<: *base, a: 2 }
x-both: { <<: [*base, { d: 4, a: 5 }] }
x-date: 2020-01-01
x-answer: no
200: { __proto__: { own: true } }
x-empty:
`,
      'c.yaml',
    );
    const base = { a: 1, b: [1, { c: 2 }] };
    expect(document).toMatchObject({
      'x-list': [base, base],
      'x-merged': { ...base, a: 2 },
      'x-both': { ...base, d: 4 },
      'x-date': '2020-01-01',
      'x-answer': 'no',
      'x-empty': null,
    });
    expect(JSON.stringify(document['200'])).toBe('{"__proto__":{"own":true}}');
  });
});
