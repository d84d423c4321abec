import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { planProject } from '../../scripts/openapi/project.js';
import * as support from '../support/drift.js';
import { readFiles } from '../support/folder.js';

const { blockOf, copyProject, drift, driftJson, from, PAGE, pageOf, publish, SITE } = support;

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const writers = ['writeFile', 'rename'] as const;
  return { ...real, ...Object.fromEntries(writers.map((name) => [name, vi.fn(real[name])])) };
});

afterEach(() => void vi.restoreAllMocks());

const TIGHTER = PAGE.replace('maxLength: 1024', 'maxLength: 100');
const WHOLE = SITE['whole.yaml'] ?? '';

interface Entry {
  file: string;
  url: string;
  sha256: string;
}

async function entriesIn(root: string): Promise<Entry[]> {
  const text = await readFile(join(root, 'openapi/upstream.json'), 'utf8');
  return (JSON.parse(text) as { documents: Entry[] }).documents;
}
const filesIn = async (root: string) => (await entriesIn(root)).map(({ file }) => file);

/** Adopts sources, and checks what always holds afterwards. */
async function adopt(root: string, ...sources: string[]): Promise<Record<string, string>> {
  const { code, err } = await drift([...from(...sources), '--write'], root);
  expect(err.replace(/^note: .*$/gm, '').trim()).toBe('');
  expect(code).toBeLessThan(2);
  const { files } = await planProject(root);
  expect(files.filter(({ before, after }) => before !== after)).toEqual([]);
  expect(await driftJson(from(...sources), root)).toMatchObject({ status: 'same', problems: [] });
  const tree = await readFiles(join(root, 'openapi'));
  for (const { file, sha256 } of await entriesIn(root)) {
    const text = tree[file] ?? '';
    expect(createHash('sha256').update(text).digest('hex'), file).toBe(sha256);
  }
  return tree;
}

/** Publishes a text, and adopts it. */
async function adoptText(root: string, text: string) {
  const { origin } = await publish({ source: text });
  return adopt(root, `${origin}/source`);
}

/** A run with --write that must fail, and leave everything as it is. */
async function refuse(root: string, ...sources: string[]): Promise<string> {
  const before = await readFiles(root);
  const { code, out, err } = await drift([...from(...sources), '--write'], root);
  expect(code).toBe(2);
  expect(out).toMatch(/^unknown: [^]*Nothing was written\.$/);
  expect(await readFiles(root)).toEqual(before);
  return err;
}

describe('--write adopts', () => {
  test('a page byte for byte, and keeps the rest', async () => {
    const root = await copyProject();
    const before = await readFiles(join(root, 'openapi'));
    const { origin } = await publish({ page: TIGHTER.replaceAll('\n', '\r\n') });
    const after = await adopt(root, `${origin}/page`);
    expect(after['billing.yaml']).toBe(blockOf(TIGHTER).replaceAll('\n', '\r\n'));
    expect((await entriesIn(root))[0]?.url).toBe(`${origin}/page`);
    expect(after['reference.yaml']).toBe(before['reference.yaml']);
    expect(after['annotations.yaml']).toBe(before['annotations.yaml']);
    const { code, out } = await drift([...from(`${origin}/page`), '--write'], root);
    expect(code).toBe(0);
    expect(out).toMatch(/^same: /);
    expect(out).not.toMatch(/^(written|removed)/m);
  });

  test('pages in a file each, then a document in their place, and drops what is gone', async () => {
    const root = await copyProject();
    const { origin } = await publish(SITE);
    const pages = await adopt(root, `${origin}/llms.txt`);
    const names = ['features', 'payment-cancel', 'payment-refund'];
    const published = names.map((name) => `published/post-${name}.yaml`);
    expect(await filesIn(root)).toEqual(['billing.yaml', ...published]);
    const reference = parse(pages['reference.yaml'] ?? '') as Record<string, unknown>;
    expect(reference['paths']).toEqual({});
    expect(reference['x-left-out']).toHaveLength(1);
    expect(pages['annotations.yaml']).toContain('POST /features: { readOnly: true }');
    expect(pages['OPERATIONS.md']).toContain('/payment/refund');

    const whole = await adopt(root, `${origin}/whole.yaml`);
    expect(await filesIn(root)).toEqual(['billing.yaml']);
    expect(Object.keys(whole).filter((file) => file.startsWith('published/'))).toEqual([]);
    expect(whole['billing.yaml']).toBe(WHOLE);
    expect(whole['annotations.yaml']).toContain('refund');

    // One page must not replace a document that describes more.
    expect(await refuse(root, `${origin}/operations/session.md`)).toMatch(
      /billing\.yaml: it also describes POST \S+, which no source does; add one/,
    );

    const { paths, ...rest } = parse(WHOLE) as { paths: Record<string, object> };
    Reflect.deleteProperty(paths, '/payment/refund');
    const less = await adoptText(root, stringify({ ...rest, paths }));
    expect(less['annotations.yaml']).not.toContain('refund');
  });

  test('a changed document, with an operation of which too little was known', async () => {
    const root = await copyProject();
    const tax =
      '  /checkout/get_tax_calculation: { post: { responses: { 200: { description: Tax } } } }';
    const changed = WHOLE.replace(/^paths:$/m, `paths:\n${tax}`)
      .replace(/(RefundIn:[^]*?order_id:\n( +)type: string)/, '$1\n$2maxLength: 8')
      .replace(/(RefundOut:[^]*?properties:\n( +))/, '$1extra: { type: string }\n$2');
    const { origin } = await publish({ whole: changed });
    const { changes } = await driftJson(from(`${origin}/whole`), root);
    expect(changes.map(({ level, operation }) => `${level} ${operation}`)).toEqual(
      expect.arrayContaining([
        'breaking POST /payment/refund',
        'compatible POST /payment/refund',
        'compatible POST /checkout/get_tax_calculation',
      ]),
    );
    expect((await adopt(root, `${origin}/whole`))['reference.yaml']).not.toContain('x-left-out');
  });

  test('the published meaning of a schema that our document shares', async () => {
    const root = await copyProject();
    const after = await adoptText(root, PAGE.replace('- primer', '- primer\n        - paypal'));
    expect(after['reference.yaml']).toContain('- paypal');
    expect(after['reference.yaml']).toContain('/features:');
  });

  test('pages in files that are named after their operations, in openapi/ only', async () => {
    const root = await copyProject();
    const files = { '/../../etc/passwd': '-etc-passwd', '/a/{b}.yaml': '-a-b-yaml', '/': '' };
    const pages = Object.keys(files).map((path, at) => {
      const document = blockOf(PAGE).replaceAll('/checkout/create_client_session', path);
      return [`${at}.md`, pageOf(document, `POST ${path}`)] as const;
    });
    const { origin } = await publish(
      Object.fromEntries([...pages, ['again', pages[0]?.[1] ?? '']]),
    );
    const addresses = [...pages.map(([address]) => address), 'again'];
    await adopt(root, ...addresses.map((address) => `${origin}/${address}`));
    const published = Object.values(files).map((name) => `published/post${name}.yaml`);
    expect((await filesIn(root)).sort()).toEqual(['billing.yaml', ...published].sort());
  });
});

describe('--write changes nothing', () => {
  test.each([
    ['a source cannot be read', PAGE, undefined, '404'],
    ['two pages contradict each other', TIGHTER, PAGE, 'differs'],
  ])('if %s', async (_, one, other, problem) => {
    const { origin } = await publish({ one, ...(other && { other }) });
    const err = await refuse(await copyProject(), `${origin}/one`, `${origin}/other`);
    expect(err).toContain(problem);
  });

  test('if a page that is vendored has lost its block', async () => {
    const root = await copyProject();
    const name = 'operations/payment/refund.md';
    let page = SITE[name];
    const { origin } = await publish({ ...SITE, [name]: (response) => response.end(page) });
    const index = `${origin}/llms.txt`;
    expect((await drift(from(index), root)).err).toMatch(
      /published now.*: .*POST \/payment\/refund/,
    );
    await adopt(root, index);
    page = '<!doctype html><p>Refund</p>';
    expect(await refuse(root, index)).toMatch(/refund\.md: there is no OpenAPI of ours here/);
  });

  test.each(['writeFile', 'rename'] as const)('if a %s fails', async (name) => {
    const root = await copyProject();
    await adoptText(root, PAGE);
    const { origin } = await publish({ page: TIGHTER });
    const mock = vi.mocked(fs[name] as (...args: unknown[]) => unknown);
    const real = mock.getMockImplementation();
    let calls = 0;
    mock.mockImplementation((...args) => {
      if (!String(args[0]).startsWith(root) || (calls += 1) !== 2) return real?.(...args);
      return Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC', path: args[0] }));
    });
    expect(await refuse(root, `${origin}/page`)).toContain('ENOSPC');
    expect(calls).toBeGreaterThan(1);
  });
});
