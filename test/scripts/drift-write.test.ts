import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { contractFiles, loadContract } from '../../scripts/contract/load.js';
import { planProject } from '../../scripts/generate.js';
import {
  blockOf,
  copyTree,
  drift,
  driftJson,
  PAGE,
  pageOf,
  publish,
  ROOT,
  snapshot,
} from '../support/drift.js';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const writers = ['writeFile', 'copyFile', 'rename', 'rm'] as const;
  return { ...real, ...Object.fromEntries(writers.map((name) => [name, vi.fn(real[name])])) };
});

afterEach(() => void vi.restoreAllMocks());

const LESS = PAGE.replace('maxLength: 1024', 'maxLength: 100');
const REFUND = 'POST /payment/refund';

interface Entry {
  file: string;
  url: string;
  sha256: string;
}

async function entriesIn(root: string): Promise<Entry[]> {
  return JSON.parse(await readFile(join(root, 'openapi/upstream.json'), 'utf8')) as Entry[];
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Whether what is generated is that of the documents, as `generate -- --check` tells. */
async function isCurrent(root: string): Promise<boolean> {
  const files = await contractFiles(join(root, 'openapi'));
  const plan = await planProject(await loadContract(files), files, root);
  return plan.every(({ before, after }) => before === after);
}

/** An operation that is kept by hand, on a page of its own. */
async function pageOfReference(name: string): Promise<string> {
  const document = parse(await readFile(join(ROOT, 'openapi/reference.yaml'), 'utf8')) as {
    paths: Record<string, unknown>;
    components: { schemas: Record<string, unknown> };
  };
  const [, path = ''] = name.split(' ');
  const { RefundIn, RefundOut, Ok200 } = document.components.schemas;
  const schemas = Object.fromEntries(
    Object.entries({ ...document.components.schemas, RefundIn, RefundOut, Ok200 }).filter(
      ([schema, value]) =>
        value !== undefined && JSON.stringify(document.paths[path]).includes(`/${schema}"`),
    ),
  );
  const components = { ...document.components, schemas };
  return pageOf(
    stringify({ ...document, paths: { [path]: document.paths[path] }, components }),
    name,
  );
}

/** Deletes the lines that the command says, as `170-201 (…)`. */
async function deleteLines(root: string, task: string): Promise<void> {
  const ranges = [...task.matchAll(/(\d+)-(\d+) \(/g)].map(([, first, last]) =>
    [first, last].map(Number),
  );
  const file = join(root, 'openapi/reference.yaml');
  const lines = (await readFile(file, 'utf8')).split('\n');
  const kept = lines.filter(
    (_, at) => !ranges.some(([first = 0, last = 0]) => at + 1 >= first && at + 1 <= last),
  );
  expect(ranges.length).toBeGreaterThan(0);
  await writeFile(file, kept.join('\n'));
}

describe('--write', () => {
  test('adopts a page byte for byte, with its hash, and generates anew', async () => {
    const root = await copyTree();
    const { origin } = await publish({ '/session.md': LESS });
    const { code, out, err } = await drift(['--upstream', `${origin}/session.md`, '--write'], root);
    expect([code, err]).toEqual([1, '']);
    const text = await readFile(join(root, 'openapi/billing.yaml'), 'utf8');
    expect(text).toBe(blockOf(LESS));
    expect(await entriesIn(root)).toEqual([
      { file: 'billing.yaml', url: `${origin}/session.md`, sha256: hashOf(blockOf(LESS)) },
    ]);
    expect(await readFile(join(root, 'src/generated/schema.ts'), 'utf8')).toContain(
      '@maxLength 100',
    );
    expect(await isCurrent(root)).toBe(true);
    expect(out).toMatch(/^breaking: .*\n\nAdopted:\n(written +\S+\n?)+$/s);
    expect(out).toContain('openapi/billing.yaml');
    expect(out).toContain('src/generated/schema.ts');
    expect(out).not.toContain('To adopt it');
    expect((await driftJson(['--upstream', `${origin}/session.md`], root)).status).toBe('same');
  });

  test('has nothing to do where nothing changed', async () => {
    const root = await copyTree();
    const [entry] = await entriesIn(root);
    const { origin } = await publish({ '/session.md': PAGE });
    const list = join(root, 'openapi/upstream.json');
    await writeFile(
      list,
      (await readFile(list, 'utf8')).replace(entry?.url ?? '', `${origin}/session.md`),
    );
    const before = await snapshot(root);
    const { code, out } = await drift(['--upstream', `${origin}/session.md`, '--write'], root);
    expect(code).toBe(0);
    expect(out).toBe(
      'same: what is published says what is vendored\n\nNothing to adopt: every file is as it is published',
    );
    expect(await snapshot(root)).toEqual(before);
  });

  test('adopts other bytes of the same meaning', async () => {
    const root = await copyTree();
    const page = PAGE.replaceAll('\n', '\r\n');
    const { origin } = await publish({ '/session.md': page });
    const { code, status, ...report } = await driftJson(
      ['--upstream', `${origin}/session.md`, '--write'],
      root,
    );
    expect([code, status]).toEqual([0, 'same']);
    expect(report).toMatchObject({ todo: [] });
    expect(await readFile(join(root, 'openapi/billing.yaml'), 'utf8')).toBe(
      blockOf(PAGE).replaceAll('\n', '\r\n'),
    );
    expect(await isCurrent(root)).toBe(true);
  });

  test('keeps the address of a document that comes from a file', async () => {
    const root = await copyTree();
    const [entry] = await entriesIn(root);
    const file = join(root, 'page.md');
    await writeFile(file, LESS);
    expect((await drift(['--upstream', file, '--write'], root)).code).toBe(1);
    expect(await entriesIn(root)).toEqual([{ ...entry, sha256: hashOf(blockOf(LESS)) }]);
  });

  test('adopts the page of an operation that is kept by hand, and says which lines to delete', async () => {
    const root = await copyTree();
    const page = await pageOfReference(REFUND);
    const { origin } = await publish({ '/refund-an-order.md': page });
    const { code, out } = await drift(
      ['--upstream', `${origin}/refund-an-order.md`, '--write'],
      root,
    );
    expect(code).toBe(0);
    const file = 'refund-an-order.yaml';
    expect(await readFile(join(root, 'openapi', file), 'utf8')).toBe(blockOf(page));
    expect((await entriesIn(root)).map(({ file, url }) => [file, url])).toEqual([
      ['billing.yaml', (await entriesIn(ROOT))[0]?.url],
      [file, `${origin}/refund-an-order.md`],
    ]);

    const task = /delete lines of \S+reference\.yaml: .*/.exec(out)?.[0] ?? '';
    expect(task).toContain(`(${REFUND})`);
    expect(task).toContain('(schema ');
    expect(out).toContain('can no longer tell x-moves-money of POST /payment/refund');
    // It is published now: what is kept by hand does not count any more.
    expect((await driftJson(['--upstream', `${origin}/refund-an-order.md`], root)).status).toBe(
      'same',
    );
    await expect(isCurrent(root)).rejects.toThrow(`${REFUND} is also at`);
    await deleteLines(root, task);
    expect(await isCurrent(root)).toBe(true);
    const reference = await readFile(join(root, 'openapi/reference.yaml'), 'utf8');
    expect(reference).not.toContain('/payment/refund:');
    expect(reference).toContain('/payment/cancel:');
  });

  test('says which schema by hand is not the published one', async () => {
    const root = await copyTree();
    const { origin } = await publish({
      '/session.md': PAGE.replace('- primer', '- primer\n        - paypal'),
    });
    const { out } = await drift(['--upstream', `${origin}/session.md`, '--write'], root);
    expect(out).toMatch(
      /reference\.yaml, lines \d+-\d+: schema IntegrationEnum must say what it says in \S+billing\.yaml:\d+:\d+/,
    );
  });

  test('adopts a document for the whole API in place of all others', async () => {
    const root = await copyTree();
    const { origin } = await publish({ '/openapi.yaml': blockOf(LESS) });
    const { out } = await drift(['--upstream', `${origin}/openapi.yaml`, '--write'], root);
    expect(await readFile(join(root, 'openapi/billing.yaml'), 'utf8')).toBe(blockOf(LESS));
    expect(out).toMatch(/Left to do by hand:\n {2}delete \S*reference\.yaml: all of it/);
    await fs.rm(join(root, 'openapi/reference.yaml'));
    expect(await isCurrent(root)).toBe(true);
  });

  test('adopts every page of an index, each into its file', async () => {
    const root = await copyTree();
    const { origin } = await publish({
      '/llms.txt': '- [A](/a/session.md)\n- [B](/b/session.md)\n- [C](/Über%20uns.md)\n',
      '/a/session.md': LESS,
      '/b/session.md': pageOf(
        blockOf(LESS).replaceAll('/checkout/create_client_session', '/checkout/other'),
        'POST /checkout/other',
      ),
      '/%C3%9Cber%20uns.md': '# Us',
    });
    await drift(['--upstream', `${origin}/llms.txt`, '--write'], root);
    expect((await entriesIn(root)).map(({ file, url }) => [file, url])).toEqual([
      ['billing.yaml', `${origin}/a/session.md`],
      ['session.yaml', `${origin}/b/session.md`],
    ]);
  });
});

describe('a file name comes from the page', () => {
  test.each([
    ['/../../etc/passwd.md', 'passwd.yaml'],
    ['/reference.yaml', 'reference-2.yaml'],
    ['/billing.yaml', 'billing-2.yaml'],
    ['/a%2Fb%00c.md?x=/y.md', 'a-2fb-00c.yaml'],
    ['/....md', 'document.yaml'],
    [`/${'long'.repeat(100)}.md`, /^(long){1,25}\.yaml$/],
  ])('%s', async (path, file) => {
    const root = await copyTree();
    const page = pageOf(
      blockOf(PAGE).replaceAll('/checkout/create_client_session', '/checkout/other'),
      'POST /checkout/other',
    );
    const url = new URL(path, 'http://127.0.0.1');
    const { origin } = await publish({ [`${url.pathname}${url.search}`]: page });
    await drift(['--upstream', `${origin}${url.pathname}${url.search}`, '--write'], root);
    const entries = await entriesIn(root);
    expect(entries).toHaveLength(2);
    if (typeof file === 'string') expect(entries[1]?.file).toBe(file);
    else expect(entries[1]?.file).toMatch(file);
    expect(await readdir(join(root, 'openapi'))).toContain(entries[1]?.file);
  });
});

describe('all or nothing', () => {
  const cases: [string, Record<string, string>, string[], string][] = [
    ['a source is bad', { '/session.md': LESS }, ['/session.md', '/gone.md'], '404'],
    [
      'a new document has no address',
      {},
      [join(ROOT, 'test/fixtures/contracts/library-3.0.yaml')],
      'a new document needs its address in openapi/upstream.json; give its URL instead of a file',
    ],
    [
      'the generator refuses it',
      {
        '/session.md': pageOf(blockOf(PAGE).replace('openapi: 3.0.0', 'openapi: 3.1.0')),
      },
      ['/session.md'],
      'this is OpenAPI 3.',
    ],
  ];
  test.each(cases)('%s', async (_, pages, sources, problem) => {
    const root = await copyTree();
    const before = await snapshot(root);
    const { origin } = await publish(pages);
    const args = sources.flatMap((source) => [
      '--upstream',
      source.startsWith(ROOT) ? source : `${origin}${source}`,
    ]);
    const { code, err } = await drift([...args, '--write'], root);
    expect(code).toBe(2);
    expect(err).toContain(problem);
    expect(await snapshot(root)).toEqual(before);
  });

  test('a page that holds less than its file is not put in its place', async () => {
    const root = await copyTree();
    const file = join(root, 'openapi/billing.yaml');
    const document = parse(await readFile(file, 'utf8')) as { paths: Record<string, unknown> };
    document.paths['/checkout/other'] = document.paths['/checkout/create_client_session'];
    await writeFile(file, stringify(document));
    const before = await snapshot(root);
    const { origin } = await publish({ '/session.md': LESS });
    const { code, err } = await drift(['--upstream', `${origin}/session.md`, '--write'], root);
    expect(code).toBe(2);
    expect(err).toBe(
      'openapi/billing.yaml: it holds POST /checkout/other, too, which no source speaks of; add one that does',
    );
    expect(await snapshot(root)).toEqual(before);
  });

  test('whatever step of writing fails', async () => {
    const { origin } = await publish({ '/session.md': LESS });
    const steps = ['writeFile', 'copyFile', 'rename'] as const;
    for (const name of steps) {
      for (let nth = 1; ; nth += 1) {
        const root = await copyTree();
        const before = await snapshot(root);
        const real = vi.mocked(fs[name]).getMockImplementation() as (...args: unknown[]) => unknown;
        const calls: unknown[] = [];
        vi.mocked(fs[name] as (...args: unknown[]) => unknown).mockImplementation((...args) => {
          if (!String(args[0]).startsWith(root)) return real(...args);
          if (calls.push(args[0]) !== nth) return real(...args);
          const broken = Object.assign(new Error('no space'), { code: 'ENOSPC', path: args[0] });
          return Promise.reject(broken);
        });
        const run = await drift(['--upstream', `${origin}/session.md`, '--write'], root);
        vi.mocked(fs[name] as (...args: unknown[]) => unknown).mockImplementation(real);
        if (calls.length < nth) {
          expect(run.code).toBe(1);
          // Every step was tried: the document, the list of documents, and what is generated.
          expect(nth).toBe(4);
          break;
        }
        expect(run.code, `${name} ${nth}`).toBe(2);
        expect(run.err).toMatch(/it cannot be written \(ENOSPC\); check the folder/);
        expect(await snapshot(root), `${name} ${nth}`).toEqual(before);
      }
    }
  });
});
