import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { planProject } from '../../scripts/openapi/project.js';
import {
  blockOf,
  copyTree,
  drift,
  driftJson,
  PAGE,
  pageOf,
  publish,
  snapshot,
} from '../support/drift.js';
import { publishedDocument, publishedSite } from '../support/site.js';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const writers = ['writeFile', 'rename'] as const;
  return { ...real, ...Object.fromEntries(writers.map((name) => [name, vi.fn(real[name])])) };
});

afterEach(() => void vi.restoreAllMocks());

const TIGHTER = PAGE.replace('maxLength: 1024', 'maxLength: 100');

interface Entry {
  file: string;
  url: string;
  sha256: string;
}

async function entriesIn(root: string): Promise<Entry[]> {
  const text = await readFile(join(root, 'openapi/upstream.json'), 'utf8');
  return (JSON.parse(text) as { documents: Entry[] }).documents;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Adopts a source, and checks what always holds afterwards. */
async function adopt(root: string, ...sources: readonly string[]): Promise<Record<string, string>> {
  const args = sources.flatMap((source) => ['--upstream', source]);
  const { code, err } = await drift([...args, '--write'], root);
  expect(err.replace(/^note: .*$/gm, '').trim()).toBe('');
  expect(code).toBeLessThan(2);
  const { files } = await planProject(root);
  expect(files.filter(({ before, after }) => before !== after)).toEqual([]);
  expect(await driftJson(args, root)).toMatchObject({ status: 'same', problems: [] });
  const tree = await snapshot(join(root, 'openapi'));
  for (const { file, sha256 } of await entriesIn(root)) {
    expect(hashOf(tree[file] ?? '')).toBe(sha256);
  }
  return tree;
}

type Schemas = Record<string, { properties: Record<string, object> }>;

describe('--write', () => {
  test('adopts a page byte for byte, and keeps the rest', async () => {
    const root = await copyTree();
    const before = await snapshot(join(root, 'openapi'));
    const { origin } = await publish({ '/session.md': TIGHTER.replaceAll('\n', '\r\n') });
    const after = await adopt(root, `${origin}/session.md`);
    expect(after['billing.yaml']).toBe(blockOf(TIGHTER).replaceAll('\n', '\r\n'));
    expect((await entriesIn(root))[0]?.url).toBe(`${origin}/session.md`);
    expect(after['reference.yaml']).toBe(before['reference.yaml']);
    expect(after['annotations.yaml']).toBe(before['annotations.yaml']);
    const { code, out } = await drift(['--upstream', `${origin}/session.md`, '--write'], root);
    expect([code, out]).toEqual([0, expect.stringContaining('Every file is up to date')]);
  });

  test('adopts an index of pages, each of them in a file of its own', async () => {
    const root = await copyTree();
    const { origin } = await publish(await publishedSite());
    const after = await adopt(root, `${origin}/llms.txt`);
    expect((await entriesIn(root)).map(({ file }) => file)).toEqual([
      'billing.yaml',
      'published/cancel.yaml',
      'published/features.yaml',
      'published/refund.yaml',
    ]);
    const reference = parse(after['reference.yaml'] ?? '') as Record<string, unknown>;
    expect(reference['paths']).toEqual({});
    expect(reference['x-left-out']).toHaveLength(1);
    expect(after['annotations.yaml']).toContain('POST /features: { readOnly: true }');
    expect(after['OPERATIONS.md']).toContain('/payment/refund');
  });

  test('adopts a document in place of all pages', async () => {
    const root = await copyTree();
    const { origin: pages } = await publish(await publishedSite());
    await adopt(root, `${pages}/llms.txt`);
    const document = await publishedDocument();
    const { origin } = await publish({ '/whole.yaml': stringify(document) });
    const after = await adopt(root, `${origin}/whole.yaml`);
    expect((await entriesIn(root)).map(({ file }) => file)).toEqual(['billing.yaml']);
    expect(Object.keys(after).filter((file) => file.startsWith('published/'))).toEqual([]);
    expect(after['billing.yaml']).toBe(stringify(document));
  });

  test('adopts a changed document, with an operation of which too little was known', async () => {
    const root = await copyTree();
    const document = await publishedDocument();
    const { schemas } = document['components'] as { schemas: Schemas };
    Object.assign(schemas['RefundIn']?.properties['order_id'] ?? {}, { maxLength: 8 });
    Object.assign(schemas['RefundOut']?.properties ?? {}, { extra: { type: 'string' } });
    const responses = { 200: { description: 'The tax' } };
    Object.assign(document['paths'] as object, {
      '/checkout/get_tax_calculation': { post: { responses } },
    });
    const { origin } = await publish({ '/whole.yaml': stringify(document) });
    const { changes } = await driftJson(['--upstream', `${origin}/whole.yaml`], root);
    expect(changes.map(({ level, operation }) => `${level} ${operation}`)).toEqual(
      expect.arrayContaining([
        'breaking POST /payment/refund',
        'compatible POST /payment/refund',
        'compatible POST /checkout/get_tax_calculation',
      ]),
    );
    const after = await adopt(root, `${origin}/whole.yaml`);
    expect(after['reference.yaml']).not.toContain('x-left-out');
  });

  test('gives a schema that our document shares the published meaning', async () => {
    const root = await copyTree();
    const { origin } = await publish({
      '/session.md': PAGE.replace('- primer', '- primer\n        - paypal'),
    });
    const after = await adopt(root, `${origin}/session.md`);
    expect(after['reference.yaml']).toContain('- paypal');
    expect(after['reference.yaml']).toContain('/features:');
  });

  test('drops an operation that is gone, with what was known of it', async () => {
    const root = await copyTree();
    const document = await publishedDocument();
    const { origin } = await publish({ '/whole.yaml': stringify(document) });
    await adopt(root, `${origin}/whole.yaml`);
    Reflect.deleteProperty(document['paths'] as object, '/payment/refund');
    const less = await publish({ '/whole.yaml': stringify(document) });
    const after = await adopt(root, `${less.origin}/whole.yaml`);
    expect(after['annotations.yaml']).not.toContain('refund');
  });

  test.each([
    ['/../../etc/passwd.md', 'published/passwd.yaml'],
    ['/reference.yaml', 'published/reference.yaml'],
    ['/a%2Fb%00c.md?x=/y.md', 'published/a-2fb-00c.yaml'],
    ['/....md', 'published/document.yaml'],
  ])('names the file of %s %s', async (path, file) => {
    const root = await copyTree();
    const other = blockOf(PAGE).replaceAll('/checkout/create_client_session', '/checkout/other');
    const { pathname, search } = new URL(path, 'http://127.0.0.1');
    const { origin } = await publish({
      [`${pathname}${search}`]: pageOf(other, 'POST /checkout/other'),
    });
    await adopt(root, `${origin}${pathname}${search}`);
    expect((await entriesIn(root)).map((entry) => entry.file)).toEqual(['billing.yaml', file]);
  });
});

describe('--write changes nothing', () => {
  test.each([
    ['a source cannot be read', { '/session.md': TIGHTER }, ['/session.md', '/gone.md'], '404'],
    [
      'two pages contradict each other',
      { '/a.md': TIGHTER, '/b.md': PAGE },
      ['/a.md', '/b.md'],
      'differs',
    ],
  ] as const)('if %s', async (_, site, paths, problem) => {
    const root = await copyTree();
    const before = await snapshot(root);
    const { origin } = await publish(site);
    const args = paths.flatMap((path) => ['--upstream', `${origin}${path}`]);
    const { code, err } = await drift([...args, '--write'], root);
    expect(code).toBe(2);
    expect(err).toContain(problem);
    expect(await snapshot(root)).toEqual(before);
  });

  test('if a page would replace a document that describes more', async () => {
    const root = await copyTree();
    const { origin } = await publish({
      '/w.yaml': stringify(await publishedDocument()),
      '/s.md': TIGHTER,
    });
    await adopt(root, `${origin}/w.yaml`);
    const before = await snapshot(root);
    const { code, err } = await drift(['--upstream', `${origin}/s.md`, '--write'], root);
    expect(code).toBe(2);
    expect(err).toMatch(/billing\.yaml: it also describes POST \S+, which no source does; add one/);
    expect(await snapshot(root)).toEqual(before);
  });

  test('if any step of writing fails', async () => {
    const { origin } = await publish({ '/session.md': PAGE, '/tighter.md': TIGHTER });
    for (const name of ['writeFile', 'rename'] as const) {
      const root = await copyTree();
      await adopt(root, `${origin}/session.md`);
      const before = await snapshot(root);
      const mock = vi.mocked(fs[name] as (...args: unknown[]) => unknown);
      const real = mock.getMockImplementation();
      let calls = 0;
      mock.mockImplementation((...args) => {
        if (!String(args[0]).startsWith(root) || (calls += 1) !== 2) return real?.(...args);
        return Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC', path: args[0] }));
      });
      const { code, err } = await drift(['--upstream', `${origin}/tighter.md`, '--write'], root);
      mock.mockImplementation(real ?? (() => undefined));
      expect([name, code, calls > 1]).toEqual([name, 2, true]);
      expect(err).toContain('ENOSPC');
      expect(await snapshot(root), name).toEqual(before);
    }
  });
});
