import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import {
  copyTree,
  DOCUMENT,
  drift,
  driftJson,
  OPERATION,
  PAGE,
  PROJECT,
  pageOf,
  publish,
  ROOT,
  snapshot,
} from '../support/drift.js';

const BILLING = join(PROJECT, 'openapi/billing.yaml');
const TIGHTER = DOCUMENT.replace('maxLength: 1024', 'maxLength: 100');
const OTHER_OPERATION = 'POST /checkout/other';
const toOther = (text: string): string =>
  text.replaceAll('/checkout/create_client_session', '/checkout/other');
const OTHER = toOther(DOCUMENT);
const OTHER_PAGE = pageOf(OTHER, OTHER_OPERATION);
const tighter = {
  level: 'breaking',
  operation: OPERATION,
  message: "the `email_address` request property's maxLength was decreased to `100`",
  id: 'request-property-max-length-decreased',
};

/** Options that compare sources with the document that the page holds. */
const against = (...sources: readonly string[]) => [
  ...sources.flatMap((source) => ['--upstream', source]),
  ...['--contract', BILLING],
];

type Site = Parameters<typeof publish>[0];

describe('a source', () => {
  const link = '- [Session](/docs/session.md): opens one\n';
  test.each<[string, Site]>([
    ['a document as YAML', { '/up': TIGHTER }],
    ['a document as JSON', { '/up': JSON.stringify(parse(TIGHTER)) }],
    ['a document in flow style', { '/up': stringify(parse(TIGHTER), { collectionStyle: 'flow' }) }],
    ['a document with a byte order mark', { '/up': `\uFEFF${TIGHTER}` }],
    ['a page', { '/up': pageOf(TIGHTER) }],
    ['a page with CRLF', { '/up': pageOf(TIGHTER).replaceAll('\n', '\r\n') }],
    ['a page with three backticks', { '/up': pageOf(TIGHTER, OPERATION, '```') }],
    ['a page with nine backticks', { '/up': pageOf(TIGHTER, OPERATION, '`````````') }],
    ['a page with tildes', { '/up': pageOf(TIGHTER, OPERATION, '~~~') }],
    ['a page with JSON', { '/up': pageOf(`${JSON.stringify(parse(TIGHTER))}\n`) }],
    ['a page whose fence names no operation', { '/up': `# Up\n\n\`\`\`yaml\n${TIGHTER}\`\`\`\n` }],
    ['a page with other blocks', { '/up': `\`\`\`json\n{}\n\`\`\`\n${pageOf(TIGHTER)}` }],
    [
      'a page with two operations',
      { '/up': pageOf(toOther(TIGHTER), OTHER_OPERATION) + pageOf(TIGHTER) },
    ],
    ['an index', { '/up': `# Docs\n\n${link}`, '/docs/session.md': pageOf(TIGHTER) }],
    [
      'an index with guides',
      { '/up': `${link}- [G](/g.md)\n`, '/docs/session.md': pageOf(TIGHTER), '/g.md': '# G' },
    ],
    [
      'a redirect',
      {
        '/up': (response) => response.writeHead(301, { location: '/new' }).end(),
        '/new': pageOf(TIGHTER),
      },
    ],
  ])('may be %s', async (_, site) => {
    const { origin } = await publish(site);
    const { changes, problems, status, code } = await driftJson(against(`${origin}/up`));
    expect({ problems, status, code }).toEqual({ problems: [], status: 'breaking', code: 1 });
    expect(changes.filter(({ operation }) => operation === OPERATION)).toEqual([tighter]);
  });

  test('may be a file, and there may be several', async () => {
    const folder = await copyTree();
    const [page, index] = [join(folder, 'page.md'), join(folder, 'llms.txt')];
    await writeFile(page, pageOf(TIGHTER));
    await writeFile(index, '- [Page](page.md)\n');
    expect((await driftJson(against(index))).changes).toEqual([tighter]);
    const { origin } = await publish({
      '/other.md': pageOf(toOther(TIGHTER), OTHER_OPERATION),
      '/same.md': PAGE,
    });
    const { changes } = await driftJson(against(page, `${origin}/other.md`));
    expect(changes).toMatchObject([tighter, { level: 'compatible', id: 'endpoint-added' }]);
    const contradiction = await driftJson(against(page, `${origin}/same.md`));
    expect(contradiction).toMatchObject({ code: 2, status: 'unknown' });
    expect(contradiction.problems.join()).toMatch(/page\.md:\d+:\d+/);
  });

  test('that speaks for the whole API makes what it lacks gone; a page speaks for its operation', async () => {
    const { origin } = await publish({
      '/whole.yaml': OTHER,
      '/page.md': OTHER_PAGE,
      '/llms.txt': '- [Other](/page.md)',
    });
    for (const path of ['/whole.yaml', '/llms.txt']) {
      const { changes } = await driftJson(against(`${origin}${path}`));
      expect(changes.map(({ level, operation }) => [level, operation])).toEqual([
        ['breaking', OPERATION],
        ['compatible', 'POST /checkout/other'],
      ]);
    }
    const { status, changes } = await driftJson(against(`${origin}/page.md`));
    expect([status, changes.length]).toEqual(['compatible', 1]);
  });

  test('need not have an operation that was never published', async () => {
    const { origin } = await publish({ '/whole.yaml': DOCUMENT });
    expect(await driftJson(['--upstream', `${origin}/whole.yaml`])).toMatchObject({
      status: 'same',
    });
  });
});

describe('an index', () => {
  test('is followed on its own host, six pages at a time, each page once', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `/page-${at}.md`);
    let [open, most] = [0, 0];
    const pages = names.map((name, at): [string, Site[string]] => [
      name,
      (response) => {
        most = Math.max(most, (open += 1));
        setTimeout(() => {
          open -= 1;
          response.end(at === 0 ? PAGE : '# Words');
        }, 5);
      },
    ]);
    const elsewhere = await publish({ '/page.md': pageOf(TIGHTER) });
    const links = [...names, ...names, `${elsewhere.origin}/page.md`, '/picture.png', '/llms.txt'];
    const { origin, requests } = await publish({
      '/llms.txt': `# Docs\n\n${links.map((link) => `- [Page](${link})`).join('\n')}\n`,
      ...Object.fromEntries(pages),
    });
    const { status, err } = await driftJson(against(`${origin}/llms.txt`));
    expect(status).toBe('same');
    expect(err).toContain('pages without an OpenAPI block: 29');
    expect(elsewhere.requests).toEqual([]);
    expect(requests.map(({ url }) => url).sort()).toEqual(['/llms.txt', ...names].sort());
    expect(most).toBe(6);
  });

  test('passes over the pages of another API, whatever their server', async () => {
    const another = OTHER_PAGE.replace('openapi-billing', 'openapi-public');
    const moved = PAGE.replace('https://billing.funnelfox.com', 'https://eu.example');
    const { origin } = await publish({
      '/llms.txt': '- [Session](/session.md)\n- [Other](/other.md)\n',
      '/session.md': moved,
      '/other.md': another,
    });
    const { changes, err } = await driftJson(against(`${origin}/llms.txt`));
    expect(changes).toMatchObject([{ level: 'breaking', operation: '*' }]);
    expect(err).toContain('another API, /swagger/openapi-public.json: 1');
    const alone = await publish({ '/llms.txt': '- [Other](/other.md)\n', '/other.md': another });
    expect(await driftJson(against(`${alone.origin}/llms.txt`))).toMatchObject({ code: 2 });
  });

  test('is where it looks without --upstream', async () => {
    const root = await copyTree();
    const { origin } = await publish({ '/llms.txt': '- [S](/s.md)', '/s.md': pageOf(TIGHTER) });
    const file = join(root, 'openapi/upstream.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as { index: string };
    expect(manifest.index).toBe('https://funnelfox.com/docs/llms.txt');
    await writeFile(file, JSON.stringify({ ...manifest, index: `${origin}/llms.txt` }));
    expect((await driftJson([], root)).changes).toContainEqual(tighter);
    await writeFile(file, '{"index": 1}');
    expect(await drift([], root)).toMatchObject({ code: 2, out: '' });
  });
});

const bad = DOCUMENT.replace('  title: OpenAPI3', '  title: [OpenAPI3');

describe('what cannot be compared is unknown, exit 2, and says why in one line', () => {
  test.each<[string, RegExp, Site[string]]>([
    ['404', /404 Not Found; look for its new address/, (response) => response.writeHead(404).end()],
    ['500', /500 .*; try again later/, (response) => response.writeHead(500).end()],
    ['204', /the response is 204/, (response) => response.writeHead(204).end()],
    [
      'a redirect loop',
      /in a circle/,
      (response) => response.writeHead(302, { location: '/up' }).end(),
    ],
    ['a lost connection', /cannot fetch it/, (response) => response.destroy()],
    ['no end', /no complete response within 0.5 s/, (response) => response.write('# Up')],
    ['nothing', /it is empty/, ''],
    ['HTML', /this is HTML/, '<!doctype html><p>Session</p>'],
    ['a page without a block', /there is no OpenAPI here/, '# Session\n\n```json\n{}\n```\n'],
    [
      'an index of another host',
      /no link to another page/,
      '- [E](https://elsewhere.example/page.md)\n',
    ],
    ['an index of guides', /no page of it describes/, '- [W](/words.md)\n'],
    [
      'an index with a dead link',
      /dead\.md: the response is 404/,
      '- [S](/page.md)\n- [D](/dead.md)\n',
    ],
    [
      'an index that leads to another host',
      /it redirects to https:\/\/elsewhere/,
      '- [S](/page.md)\n- [A](/away.md)\n',
    ],
    ['bad YAML', /up:\d+:\d+: /, bad],
    ['bad YAML in a page', /up:\d+:\d+: /, pageOf(bad)],
    [
      'a page that is cut short',
      /up:7:1: the block that starts here has no end/,
      pageOf(DOCUMENT).replace(/`+\n$/, ''),
    ],
    ['an empty block', /empty/, pageOf('')],
    [
      'another operation than the page is about',
      /about POST \/checkout\/another/,
      pageOf(TIGHTER, 'POST /checkout/another'),
    ],
    ['Swagger 2.0', /expected openapi: '3.x.y'/, 'swagger: "2.0"\npaths: {}\n'],
    ['no paths', /there is no operation/, 'openapi: 3.0.0\ninfo: {}\npaths: {}\n'],
    [
      'a $ref to a file',
      /in\.yaml/,
      DOCUMENT.replace("'#/components/schemas/CheckoutClientSessionIn'", './in.yaml'),
    ],
    ['no UTF-8', /not UTF-8/, (response) => response.end(Buffer.from([0xff, 0xfe, 0x41]))],
  ])('%s', async (_, problem, page) => {
    const away: Site[string] = (response) =>
      response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
    const { origin } = await publish({
      '/up': page,
      '/page.md': PAGE,
      '/words.md': '# Words',
      '/away.md': away,
    });
    const { code, out, err } = await drift(against(`${origin}/up`), PROJECT, 500);
    expect(code).toBe(2);
    expect(err).toMatch(problem);
    expect(err.split('\n').filter((line) => !line.startsWith('note: '))).toHaveLength(1);
    expect(out).toMatch(/^unknown: /);
  });

  test.each([
    [
      'http://me:secret@127.0.0.1/page.md',
      /^http:\/\/127\.0\.0\.1\/page\.md: the address has a password/,
    ],
    ['http://127.0.0.1:1/page.md', /cannot fetch it \(.+\); check the address/],
    ['ftp://127.0.0.1/page.md', /give http, https or a file/],
    ['http://', /no valid URL/],
    ['no-such-file.yaml', /no such file/],
    ['openapi', /this is a folder/],
  ])('%s', async (source, problem) => {
    const { code, out, err } = await drift(against(source));
    expect([code, out.split(':')[0]]).toEqual([2, 'unknown']);
    expect(err).toMatch(problem);
    expect(err).not.toContain('secret');
  });

  test('but what the other sources show is still told', async () => {
    const { origin } = await publish({ '/up': pageOf(TIGHTER) });
    const run = await driftJson(against(`${origin}/up`, `${origin}/gone`));
    expect(run).toMatchObject({ code: 2, status: 'unknown', changes: [tighter] });
    expect(run.problems).toHaveLength(1);
  });

  test('a platform that oasdiff has no binary for', async () => {
    const { platform } = process;
    onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }));
    Object.defineProperty(process, 'platform', { value: 'sunos' });
    const { code, out, err } = await drift(against(BILLING));
    expect([code, out.split(':')[0]]).toEqual([2, 'unknown']);
    expect(err).toMatch(/^Unsupported platform: sunos [^\n]+; see CONTRIBUTING\.md$/);
  });

  test('a $ref is never fetched, wherever it stands', async () => {
    const secret = await publish({ '/secret.yaml': DOCUMENT });
    const example = `example: { $ref: '${secret.origin}/secret.yaml' }`;
    const { origin } = await publish({ '/up': DOCUMENT.replace('title: Region', example) });
    expect((await drift(against(`${origin}/up`))).code).toBe(2);
    expect(secret.requests).toEqual([]);
  });
});

describe('the report', () => {
  test('is the one that openapi/README.md shows', async () => {
    const file = join(await copyTree(), 'page.md');
    await writeFile(file, pageOf(TIGHTER));
    const { out, code } = await drift(['--upstream', file]);
    expect(code).toBe(1);
    const page = await readFile(join(ROOT, 'openapi/README.md'), 'utf8');
    expect(page).toContain(out.replace(file, 'page.md'));
  });

  test('as Markdown holds no Markdown of others', async () => {
    const forged = DOCUMENT.replace('^[a-z]{1,20}$', '"@all ` <b> \\n# forged"');
    const { origin } = await publish({ '/up': forged });
    const { out } = await drift([...against(`${origin}/up`), '--format', 'markdown']);
    expect(out).toMatch(/^\*\*breaking\*\*: /);
    expect(out).toContain(`### \`${OPERATION}\``);
    expect(out).not.toMatch(/^# forged/m);
    expect(out.match(/`/g)?.length).toBe(4);
  });

  test('fails on breaking changes only, if asked to', async () => {
    const words = PAGE.replace('Your unique identifier', 'An identifier');
    const { origin } = await publish({ '/same': PAGE, '/words': words, '/up': pageOf(TIGHTER) });
    const codes = async (level: string): Promise<number[]> => {
      const runs = ['/same', '/words', '/up'].map((path) =>
        drift([...against(`${origin}${path}`), '--fail-on', level]),
      );
      return (await Promise.all(runs)).map(({ code }) => code);
    };
    expect(await codes('any')).toEqual([0, 1, 1]);
    expect(await codes('breaking')).toEqual([0, 0, 1]);
  });

  test.each([
    [['--upstram', 'x'], "Unknown option '--upstram'"],
    [['--upstream', ''], "Option '--upstream <value>' is empty"],
    [['--fail-on', 'never'], '--fail-on takes any or breaking, not never'],
    [['--format', 'html'], '--format takes text, json or markdown, not html'],
    [['--contract', BILLING], '--contract needs --upstream'],
    [['--write', ...against(BILLING)], '--write goes without --contract'],
  ])('%j is refused', async (args, problem) => {
    const { code, out, err } = await drift(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(`${problem}; npm run drift -- --help shows the options`);
  });

  test('is everything that the command prints, and it writes nothing', async () => {
    const before = await snapshot(join(ROOT, 'openapi'));
    const args = ['--import', 'tsx', 'scripts/drift.ts', ...against(BILLING), '--json'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    expect(JSON.parse(stdout)).toEqual({ status: 'same', changes: [], problems: [] });
    expect(stderr).toBe('');
    expect(await snapshot(join(ROOT, 'openapi'))).toEqual(before);
    expect((await drift(['--help'])).out).toContain('--upstream SRC');
  });
});
