import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { runScript } from '../support/command.js';
import * as support from '../support/drift.js';
import { makeFolder, readFiles, ROOT, writeFiles } from '../support/folder.js';

const { DOCUMENT, drift, driftJson, from, OPERATION, PAGE, pageOf, PROJECT, publish } = support;
type Page = support.Site[string];

const TIGHTER = DOCUMENT.replace('maxLength: 1024', 'maxLength: 100');
const CUT = pageOf(DOCUMENT).replace(/`+\n$/, '');
const BAD = DOCUMENT.replace('title: OpenAPI3', 'title: [OpenAPI3');
const OTHER_OPERATION = 'POST /checkout/other';
const toOther = (text: string) => text.replaceAll('/create_client_session', '/other');
const OTHER_PAGE = pageOf(toOther(TIGHTER), OTHER_OPERATION);
const USELESS = /up: there is no OpenAPI of ours here; give the Markdown of a page/;
const tighter = {
  level: 'breaking',
  operation: OPERATION,
  message: "the `email_address` request property's maxLength was decreased to `100`",
  id: 'request-property-max-length-decreased',
};

/** Options that compare sources with the document that the page holds. */
const BILLING = join(PROJECT, 'openapi/billing.yaml');
const against = (...sources: string[]) => [...from(...sources), '--contract', BILLING];

const links = (...urls: string[]) => urls.map((url) => `- [Page](${url}): a page\n`).join('');
const redirectTo =
  (location: string): Page =>
  (response) =>
    response.writeHead(302, { location }).end();

describe('a source', () => {
  const site = { 'docs/session.md': pageOf(TIGHTER), 'guide.md': '# Guide' };
  test.each<[string, Page]>([
    ['a document as YAML', TIGHTER],
    ['a document as JSON', JSON.stringify(parse(TIGHTER))],
    ['a document in flow style', stringify(parse(TIGHTER), { collectionStyle: 'flow' })],
    ['a document with a byte order mark', `\uFEFF${TIGHTER}`],
    ['a page', pageOf(TIGHTER)],
    ['a page with CRLF', pageOf(TIGHTER).replaceAll('\n', '\r\n')],
    ['a page with three backticks', pageOf(TIGHTER, OPERATION, '```')],
    ['a page with nine backticks', pageOf(TIGHTER, OPERATION, '`````````')],
    ['a page with tildes', pageOf(TIGHTER, OPERATION, '~~~')],
    ['a page with JSON', pageOf(`${JSON.stringify(parse(TIGHTER))}\n`)],
    ['a page whose fence names no operation', `# Up\n\n\`\`\`yaml\n${TIGHTER}\`\`\`\n`],
    ['a page with other blocks', `\`\`\`json\n{}\n\`\`\`\n${pageOf(TIGHTER)}`],
    ['a page with two operations', OTHER_PAGE + pageOf(TIGHTER)],
    ['an index', `# Docs\n\n${links('/docs/session.md')}`],
    ['an index with guides', links('/docs/session.md', '/guide.md')],
    ['a redirect', redirectTo('/docs/session.md')],
  ])('may be %s', async (_, page) => {
    const { origin } = await publish({ ...site, up: page });
    const { changes, problems, status, code } = await driftJson(against(`${origin}/up`));
    expect({ problems, status, code }).toEqual({ problems: [], status: 'breaking', code: 1 });
    expect(changes.filter(({ operation }) => operation === OPERATION)).toEqual([tighter]);
  });

  test('may be a file, and there may be several', async () => {
    const folder = await makeFolder({
      'page.md': pageOf(TIGHTER),
      'llms.txt': links('page.md'),
    });
    const page = join(folder, 'page.md');
    expect((await driftJson(against(join(folder, 'llms.txt')))).changes).toEqual([tighter]);
    const { origin } = await publish({ 'other.md': OTHER_PAGE, 'same.md': PAGE });
    const { changes } = await driftJson(against(page, `${origin}/other.md`));
    expect(changes).toMatchObject([tighter, { level: 'compatible', id: 'endpoint-added' }]);
    const contradiction = await driftJson(against(page, `${origin}/same.md`));
    expect(contradiction).toMatchObject({ code: 2, status: 'unknown' });
    expect(contradiction.problems.join()).toMatch(/page\.md:\d+:\d+/);
  });

  test('that speaks for the whole API makes what it lacks gone; a page speaks for its operation', async () => {
    const other = toOther(DOCUMENT);
    const page = pageOf(other, OTHER_OPERATION);
    const { origin } = await publish({
      'whole.yaml': other,
      'llms.txt': links('/o.md'),
      'o.md': page,
    });
    for (const path of ['whole.yaml', 'llms.txt']) {
      const { changes } = await driftJson(against(`${origin}/${path}`));
      expect(changes.map(({ level, operation }) => [level, operation])).toEqual([
        ['breaking', OPERATION],
        ['compatible', OTHER_OPERATION],
      ]);
    }
    const { status, changes } = await driftJson(against(`${origin}/o.md`));
    expect([status, changes.length]).toEqual(['compatible', 1]);
  });

  test('need not have an operation that was never published', async () => {
    const { origin } = await publish({ up: DOCUMENT });
    expect(await driftJson(from(`${origin}/up`))).toMatchObject({ status: 'same' });
  });
});

describe('an index', () => {
  test('is followed on its own host, six pages at a time, each page once', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `page-${at}.md`);
    let [open, most] = [0, 0];
    const pages = names.map((name, at): [string, Page] => [
      name,
      (response) => {
        most = Math.max(most, (open += 1));
        setTimeout(() => {
          open -= 1;
          response.end(at === 0 ? PAGE : '# Words');
        }, 5);
      },
    ]);
    const elsewhere = await publish({ 'page.md': pageOf(TIGHTER) });
    const others = [`${elsewhere.origin}/page.md`, 'picture.png', 'llms.txt'];
    const { origin, requests } = await publish({
      'llms.txt': `# Docs\n\n${links(...names, ...names, ...others)}`,
      ...Object.fromEntries(pages),
    });
    const { status, err } = await driftJson(against(`${origin}/llms.txt`));
    expect(status).toBe('same');
    expect(err).toContain('pages without an OpenAPI block: 29');
    expect(elsewhere.requests).toEqual([]);
    const asked = requests.map(({ url }) => url.slice(1)).sort();
    expect(asked).toEqual(['llms.txt', ...names].sort());
    expect(most).toBe(6);
  });

  test('passes over the pages of another API, whatever their server', async () => {
    const { origin } = await publish({
      'llms.txt': links('/session.md', '/other.md'),
      'alone.txt': links('/other.md'),
      'session.md': PAGE.replace('https://billing.funnelfox.com', 'https://eu.example'),
      'other.md': OTHER_PAGE.replace('openapi-billing', 'openapi-public'),
    });
    const { changes, err } = await driftJson(against(`${origin}/llms.txt`));
    const found = new Set(changes.map(({ level, operation }) => `${level} ${operation}`));
    expect([...found]).toEqual(['breaking *']);
    expect(err).toContain('another API, /swagger/openapi-public.json: 1');
    expect(await driftJson(against(`${origin}/alone.txt`))).toMatchObject({ code: 2 });
  });

  test('is where it looks without --upstream', async () => {
    const root = await support.copyProject();
    const { origin } = await publish({ 'llms.txt': links('/s.md'), 's.md': pageOf(TIGHTER) });
    const text = await readFile(join(root, 'openapi/upstream.json'), 'utf8');
    const index = text.replace('https://funnelfox.com/docs', origin);
    expect(index).not.toBe(text);
    await writeFiles(root, { 'openapi/upstream.json': index });
    expect((await driftJson([], root)).changes).toContainEqual(tighter);
    await writeFiles(root, { 'openapi/upstream.json': '{"index": 1}' });
    expect(await drift([], root)).toMatchObject({ code: 2, out: '' });
    const { code, status, problems } = await driftJson([], root);
    expect([code, status]).toEqual([2, 'unknown']);
    expect(problems.join()).toContain('restore it from git');
    expect((await drift(['--format', 'json'], root)).out).toContain('"unknown"');
  });
});

describe('what cannot be compared is unknown, exit 2, and says why in one line', () => {
  test.each<[string, RegExp, Page]>([
    ['404', /404 Not Found\); check the address/, (response) => response.writeHead(404).end()],
    ['500', /the response is 500/, (response) => response.writeHead(500).end()],
    ['204', /the response is 204/, (response) => response.writeHead(204).end()],
    ['a redirect loop', /in a circle/, redirectTo('/up')],
    ['a lost connection', /cannot read it/, (response) => response.destroy()],
    ['no end', /no complete response within 0.5 s/, (response) => response.write('# Up')],
    ['nothing', USELESS, ''],
    ['HTML', USELESS, '<!doctype html><p>Session</p>'],
    ['a page without a block', USELESS, '# Session\n\n```json\n{}\n```\n'],
    ['an index of another host', USELESS, links('https://other.example/a.md')],
    ['an index of guides', USELESS, links('/words.md')],
    ['an index with a dead link', /dead\.md: .*the response is 404/, links('/page.md', '/dead.md')],
    [
      'an index whose page is HTML',
      /html\.md: there is no OpenAPI/,
      links('/other.md', '/html.md'),
    ],
    ['an index that leads away', /it redirects to https:\/\/other/, links('/page.md', '/away.md')],
    ['a page of another API', USELESS, OTHER_PAGE.replace('-billing', '-public')],
    ['bad YAML', /up:\d+:\d+: /, BAD],
    ['bad YAML in a page', /up:\d+:\d+: /, pageOf(BAD)],
    ['a page that is cut short', /up:7:1: this block has no end/, CUT],
    ['an empty block', /up:1:1: expected openapi/, pageOf('')],
    [
      'a page about another operation',
      /up:\d+:\d+: it lacks POST \/x/,
      pageOf(DOCUMENT, 'POST /x'),
    ],
    ['Swagger 2.0', /expected openapi: '3.x.y'/, 'swagger: "2.0"\npaths: {}\n'],
    ['no paths', /it lacks every operation/, 'openapi: 3.0.0\ninfo: {}\npaths: {}\n'],
    ['a $ref to a file', /in\.yaml/, DOCUMENT.replace(/'#\S+SessionIn'/, './in.yaml')],
    [
      'no UTF-8',
      /not valid for encoding utf-8/,
      (response) => response.end(Buffer.from([0xff, 0xfe, 0x41])),
    ],
  ])('%s', async (name, problem, page) => {
    const away = redirectTo('https://other.example/');
    const others = { 'page.md': PAGE, 'words.md': '# Words', 'other.md': OTHER_PAGE };
    const site = { up: page, ...others, 'html.md': '<!doctype html>', 'away.md': away };
    const { origin } = await publish(site);
    const { code, out, err } = await drift(
      against(`${origin}/up`),
      PROJECT,
      name === 'no end' ? 500 : undefined,
    );
    expect(code).toBe(2);
    expect(err).toMatch(problem);
    expect(err.split('\n').filter((line) => !line.startsWith('note: '))).toHaveLength(1);
    expect(out).toMatch(/^unknown: /);
  });

  test.each([
    ['http://me:secret@127.0.0.1/a', /^http:\/\/127\.0\.0\.1\/a: .* includes credentials/],
    ['http://127.0.0.1:1/page.md', /cannot read it \(.+\); check the address/],
    ['ftp://127.0.0.1/page.md', /no such file/],
    ['http://', /Invalid URL/],
    ['no-such-file.yaml', /no such file/],
    ['openapi', /this is a folder/],
  ])('%s', async (source, problem) => {
    const { code, out, err } = await drift(against(source));
    expect([code, out.split(':')[0]]).toEqual([2, 'unknown']);
    expect(err).toMatch(problem);
    expect(err).not.toContain('secret');
  });

  test('but what the other sources show is still told', async () => {
    const { origin } = await publish({ up: pageOf(TIGHTER) });
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
    const secret = await publish({ 'secret.yaml': DOCUMENT });
    const example = `example: { $ref: '${secret.origin}/secret.yaml' }`;
    const { origin } = await publish({ up: DOCUMENT.replace('title: Region', example) });
    expect((await drift(against(`${origin}/up`))).code).toBe(2);
    expect(secret.requests).toEqual([]);
  });
});

describe('the report', () => {
  test('is the one that openapi/README.md shows', async () => {
    const folder = await makeFolder({ 'page.md': pageOf(TIGHTER) });
    const { out, code } = await drift(from(join(folder, 'page.md')));
    expect(code).toBe(1);
    const page = await readFile(join(ROOT, 'openapi/README.md'), 'utf8');
    expect(page).toContain(out.replace(`${folder}/`, ''));
  });

  test('as Markdown holds no Markdown of others', async () => {
    const forged = DOCUMENT.replace('^[a-z]{1,20}$', '"@all ` <b> \\n# forged"');
    const { origin } = await publish({ up: forged });
    const { out } = await drift([...against(`${origin}/up`), '--format', 'markdown']);
    expect(out).toMatch(/^\*\*breaking\*\*: /);
    expect(out).toContain(`### \`${OPERATION}\``);
    expect(out).not.toMatch(/^# forged/m);
    expect(out.match(/`/g)?.length).toBe(4);
  });

  test.each([
    ['any', [0, 1, 1]],
    ['breaking', [0, 0, 1]],
  ])(
    'with --fail-on %s fails after no, a wording and a breaking change: %j',
    async (level, codes) => {
      const words = PAGE.replace('Your unique identifier', 'An identifier');
      const { origin } = await publish({ same: PAGE, words, up: pageOf(TIGHTER) });
      const runs = ['same', 'words', 'up'].map((path) =>
        drift([...against(`${origin}/${path}`), '--fail-on', level]),
      );
      expect((await Promise.all(runs)).map(({ code }) => code)).toEqual(codes);
    },
  );

  test.each([
    [['--upstram', 'x'], "Unknown option '--upstram'"],
    [['--upstream', ''], "Option '--upstream <value>' is empty"],
    [['--fail-on', 'never'], '--fail-on takes any or breaking, not never'],
    [['--format', 'html'], '--format takes text, json or markdown, not html'],
    [['--contract', BILLING], '--contract needs --upstream'],
    [['--write', ...against(BILLING)], '--write goes without --contract'],
  ])('%j is refused', async (args, problem) => {
    const err = `${problem}; npm run drift -- --help shows the options`;
    expect(await drift(args)).toEqual({ code: 2, out: '', err });
  });

  test('is everything that the command prints, and it writes nothing', async () => {
    const before = await readFiles(join(ROOT, 'openapi'));
    const run = await runScript('scripts/drift.ts', ...against(BILLING), '--json');
    expect(JSON.parse(run.out)).toEqual({ status: 'same', changes: [], problems: [] });
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(await readFiles(join(ROOT, 'openapi'))).toEqual(before);
    expect((await drift(['--help'])).out).toContain('--upstream SRC');
  });
});
