import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import {
  copyTree,
  DOCUMENT,
  drift,
  driftJson,
  OPERATION,
  PAGE,
  pageOf,
  publish,
  ROOT,
  snapshot,
} from '../support/drift.js';

const BILLING = join(ROOT, 'openapi/billing.yaml');
const LESS = DOCUMENT.replace('maxLength: 1024', 'maxLength: 100');
const TIGHTER =
  'request field email_address: maxLength changed from 1024 to 100; values that were taken may be refused';
const against = (...sources: string[]) => [
  ...sources.flatMap((source) => ['--upstream', source]),
  '--contract',
  BILLING,
];
const toOther = (text: string) =>
  text.replaceAll('/checkout/create_client_session', '/checkout/other');
const other = toOther(DOCUMENT);
const OTHER_LESS = toOther(LESS);

describe('the page of the vendored operation', () => {
  test('is the same', async () => {
    const { origin } = await publish({ '/page.md': PAGE });
    expect(await drift(['--upstream', `${origin}/page.md`])).toEqual({
      code: 0,
      out: 'same: what is published says what is vendored',
      err: '',
    });
  });

  test('with one constraint tightened breaks, and says field and operation', async () => {
    const { origin } = await publish({
      '/page.md': PAGE.replace('maxLength: 1024', 'maxLength: 100'),
    });
    const { code, out, err } = await drift(['--upstream', `${origin}/page.md`]);
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out).toBe(
      [
        'breaking: the API changed, and calls or code that worked may fail',
        '',
        OPERATION,
        `  breaking    ${TIGHTER}`,
        '              at #/components/schemas/CheckoutClientSessionIn/properties/email_address/maxLength',
        '',
        `To adopt it: npm run drift -- --upstream ${origin}/page.md --write`,
      ].join('\n'),
    );
  });

  test('breaks as README and openapi/README.md show it', async () => {
    const root = await copyTree();
    const file = join(root, 'page.md');
    await writeFile(file, PAGE.replace('maxLength: 1024', 'maxLength: 100'));
    const { out } = await drift(['--upstream', file]);
    for (const name of ['README.md', 'openapi/README.md']) {
      expect(await readFile(join(ROOT, name), 'utf8')).toContain(out.replace(file, 'page.md'));
    }
  });

  test('speaks for its own operation only', async () => {
    const { origin } = await publish({ '/page.md': PAGE });
    const { status } = await driftJson(['--upstream', `${origin}/page.md`]);
    expect(status).toBe('same');
    // Its document alone speaks for the API.
    await publish({});
    const whole = await driftJson(['--upstream', BILLING]);
    expect(whole.status).toBe('breaking');
    expect(new Set(whole.changes.map(({ message }) => message))).toEqual(
      new Set(['the operation is gone: calls of it fail']),
    );
  });
});

describe('what can be read', () => {
  const LINK = '- [Session](/docs/session.md): opens one';
  test.each<[string, Parameters<typeof publish>[0]]>([
    ['a document as YAML', { '/up': LESS }],
    ['a document as JSON', { '/up': JSON.stringify(parse(LESS)) }],
    ['a page', { '/up': pageOf(LESS) }],
    ['a page with CRLF', { '/up': pageOf(LESS).replaceAll('\n', '\r\n') }],
    ['a page with three backticks', { '/up': pageOf(LESS, OPERATION, '```') }],
    ['a page with a longer fence', { '/up': pageOf(LESS, OPERATION, '`````````') }],
    ['a page with tildes', { '/up': pageOf(LESS, OPERATION, '~~~') }],
    [
      'a page served as HTML',
      { '/up': (response) => response.setHeader('content-type', 'text/html').end(pageOf(LESS)) },
    ],
    ['a page with front matter', { '/up': `---\nopenapi: post /checkout\n---\n${pageOf(LESS)}` }],
    [
      'a page with a sample of another document',
      { '/up': `${pageOf(LESS)}\n\`\`\`json\n{ "openapi": "3.0.0", "paths": {} }\n\`\`\`\n` },
    ],
    ['a document in flow style', { '/up': stringify(parse(LESS), { collectionStyle: 'flow' }) }],
    ['a page with JSON', { '/up': pageOf(`${JSON.stringify(parse(LESS))}\n`) }],
    ['a page whose block names no operation', { '/up': `# A page\n\n\`\`\`yaml\n${LESS}\`\`\`\n` }],
    ['a page with several blocks', { '/up': `${pageOf(LESS)}\n\`\`\`json\n{"a": 1}\n\`\`\`\n` }],
    [
      'a page with two operations',
      { '/up': pageOf(OTHER_LESS, 'POST /checkout/other') + pageOf(LESS) },
    ],
    ['an index', { '/up': `# Docs\n\n${LINK}\n`, '/docs/session.md': pageOf(LESS) }],
    [
      'an index by relative links',
      { '/up': '- [Session](docs/session.md#top)\n', '/docs/session.md': pageOf(LESS) },
    ],
    [
      'an index with pages of other things',
      {
        '/up': `${LINK}\n- [Hello](/hello.md)\n`,
        '/docs/session.md': pageOf(LESS),
        '/hello.md': '# Hi',
      },
    ],
  ])('%s', async (_, pages) => {
    const { origin } = await publish(pages);
    const { status, changes, problems } = await driftJson(against(`${origin}/up`));
    expect(problems).toEqual([]);
    expect(changes.filter(({ operation }) => operation === OPERATION)).toMatchObject([
      { level: 'breaking', message: TIGHTER },
    ]);
    expect(status).toBe('breaking');
  });

  test.each<[string, Record<string, string>]>([
    ['a document', { 'up.yaml': LESS }],
    ['a page', { 'up.md': pageOf(LESS) }],
    ['an index', { 'up.md': '- [Session](pages/session.md)\n', 'pages/session.md': pageOf(LESS) }],
  ])('%s in a file', async (_, files) => {
    const root = await copyTree();
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, 'openapi', name.replace('pages/', ''));
      await writeFile(path, text.replace('pages/', ''));
    }
    const [first = ''] = Object.keys(files);
    const { changes } = await driftJson(against(join(root, 'openapi', first)));
    expect(changes).toMatchObject([{ level: 'breaking', message: TIGHTER }]);
  });

  test('several sources', async () => {
    const { origin } = await publish({
      '/a': PAGE,
      '/b': pageOf(other, 'POST /checkout/other'),
    });
    const { changes } = await driftJson(against(`${origin}/a`, `${origin}/b`));
    expect(changes).toMatchObject([
      { level: 'compatible', operation: 'POST /checkout/other', message: 'the operation is new' },
    ]);
  });

  test('the address that a page has moved to', async () => {
    const { origin } = await publish({
      '/old': (response) => response.writeHead(301, { location: '/new' }).end(),
      '/new': PAGE,
    });
    expect(await driftJson(against(`${origin}/old`))).toMatchObject({ status: 'same', code: 0 });
  });
});

describe('an index', () => {
  test('is followed on its own host, a few pages at a time, each page once', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `/page-${at}.md`);
    let [open, most] = [0, 0];
    const pages = names.map((name, at): [string, Parameters<typeof publish>[0][string]] => [
      name,
      (response) => {
        open += 1;
        most = Math.max(most, open);
        setTimeout(() => {
          open -= 1;
          response.end(at === 0 ? PAGE : '# Words');
        }, 5);
      },
    ]);
    const elsewhere = await publish({ '/page.md': pageOf(LESS) });
    const links = [...names, ...names, `${elsewhere.origin}/page.md`, '/picture.png', '/llms.txt'];
    const { origin, requests } = await publish({
      '/llms.txt': `# Docs\n\n${links.map((link) => `- [Page](${link})`).join('\n')}\n`,
      ...Object.fromEntries(pages),
    });
    expect(await driftJson(against(`${origin}/llms.txt`))).toMatchObject({ status: 'same' });
    expect(elsewhere.requests).toEqual([]);
    expect(requests.map(({ url }) => url).sort()).toEqual(['/llms.txt', ...names].sort());
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(6);
  });

  test('speaks for the whole API', async () => {
    const { origin } = await publish({
      '/llms.txt': '- [Other](/other.md)',
      '/other.md': pageOf(other, 'POST /checkout/other'),
    });
    const { changes } = await driftJson(against(`${origin}/llms.txt`));
    expect(changes.map(({ level, operation }) => [level, operation])).toEqual([
      ['breaking', OPERATION],
      ['compatible', 'POST /checkout/other'],
    ]);
  });

  test('that cannot be followed to its end does not say what is gone', async () => {
    const { origin } = await publish({
      '/llms.txt': '- [Session](/gone.md)\n- [Other](/other.md)\n',
      '/other.md': pageOf(other, 'POST /checkout/other'),
    });
    const { code, changes, problems } = await driftJson(against(`${origin}/llms.txt`));
    expect(code).toBe(2);
    expect(problems).toHaveLength(1);
    expect(changes.map(({ operation }) => operation)).toEqual(['POST /checkout/other']);
  });

  test('is not followed where a page leads to another host', async () => {
    const elsewhere = await publish({ '/page.md': pageOf(LESS) });
    const { origin } = await publish({
      '/llms.txt': '- [Session](/session.md)\n- [Away](/away.md)\n',
      '/session.md': PAGE,
      '/away.md': (response) =>
        response.writeHead(302, { location: `${elsewhere.origin}/page.md` }).end(),
    });
    const { code, changes, problems } = await driftJson(against(`${origin}/llms.txt`));
    expect(code).toBe(2);
    expect(changes).toEqual([]);
    expect(problems).toEqual([
      `${origin}/away.md: it leads to ${elsewhere.origin}/page.md; give that address itself, if it is the right one`,
    ]);
    expect(elsewhere.requests).toEqual([]);
  });

  test('keeps what is known from a page that it still names', async () => {
    const { origin } = await publish({
      '/llms.txt': '- [Session](/session.md)\n- [Refund](/moved/refund-an-order.md)\n',
      '/session.md': PAGE,
      '/moved/refund-an-order.md': '# Refund',
    });
    const { changes } = await driftJson(['--upstream', `${origin}/llms.txt`]);
    const gone = changes.map(({ operation }) => operation);
    expect(gone).toContain('POST /payment/cancel');
    expect(gone).not.toContain('POST /payment/refund');
    expect(gone).not.toContain(OPERATION);
  });

  test('leaves out the pages of another API', async () => {
    const page = pageOf(other, 'POST /checkout/other').replace('openapi-billing', 'openapi-public');
    const { origin } = await publish({
      '/llms.txt': '- [Session](/session.md)\n- [Other](/other.md)\n',
      '/session.md': PAGE,
      '/other.md': page,
    });
    const { status, err } = await driftJson(against(`${origin}/llms.txt`));
    expect(status).toBe('same');
    expect(err).toBe(
      'left out /swagger/openapi-public.json (pages: 1), which holds no operation of this contract',
    );
  });
});

describe('what a page is about', () => {
  test('it should hold', async () => {
    const { origin } = await publish({ '/up': pageOf(LESS, 'POST /checkout/another') });
    const { code, status, problems } = await driftJson(against(`${origin}/up`));
    expect([code, status]).toEqual([2, 'unknown']);
    expect(problems).toEqual([
      expect.stringMatching(
        /\/up:\d+:1: the document should hold POST \/checkout\/another, but holds POST \/checkout\/create_client_session; look/,
      ),
    ]);
  });

  test('is gone where it held it once', async () => {
    const { origin } = await publish({ '/up': pageOf(other) });
    const { changes } = await driftJson(against(`${origin}/up`));
    expect(changes).toContainEqual(
      expect.objectContaining({ level: 'breaking', operation: OPERATION }),
    );
  });

  test('is compared with all that its document holds beside it', async () => {
    const document = parse(DOCUMENT) as { paths: Record<string, unknown> };
    document.paths['/payment/refund'] = { post: { responses: { 200: { description: 'OK' } } } };
    const { origin } = await publish({ '/up': pageOf(`${JSON.stringify(document)}\n`) });
    const { status, changes } = await driftJson(['--upstream', `${origin}/up`]);
    expect(status).toBe('breaking');
    expect(new Set(changes.map(({ operation }) => operation))).toEqual(
      new Set(['POST /payment/refund']),
    );
  });
});

describe('sources that contradict each other', () => {
  const wider = DOCUMENT.replace('- primer', '- primer\n        - paypal');
  test.each([
    [
      'an operation',
      PAGE.replace('security: []', 'security: [{ FunnelFoxSecretKey: [] }]'),
      `${OPERATION} has another meaning at`,
    ],
    ['a schema', pageOf(wider), 'components.schemas.IntegrationEnum has another meaning at'],
    [
      'a server',
      PAGE.replace('https://billing.funnelfox.com', 'https://eu.example'),
      'servers has another meaning at',
    ],
  ])('%s', async (_, page, problem) => {
    const { origin } = await publish({ '/a.md': PAGE, '/b.md': page });
    const { code, status, problems } = await driftJson(against(`${origin}/a.md`, `${origin}/b.md`));
    expect([code, status]).toEqual([2, 'unknown']);
    expect(problems.join('\n')).toContain(problem);
    expect(problems.join('\n')).toMatch(/\/b\.md:\d+:\d+: .* at http:\S+\/a\.md:\d+:\d+; /);
  });
});

const bad = DOCUMENT.replace('  title: OpenAPI3', '  title: [OpenAPI3');
// What is open there shows on the next line.
const badLine = bad.split('\n').findIndex((line) => line.includes('[OpenAPI3')) + 2;

describe('a source that cannot be read', () => {
  test.each<[string, string | ((origin: string) => string), Parameters<typeof publish>[0][string]]>(
    [
      [
        '404',
        '<>: the answer is 404 Not Found: the page is gone; look for its new address',
        (response) => response.writeHead(404).end('no'),
      ],
      [
        '410',
        '<>: the answer is 410 Gone: the page is gone; look',
        (response) => response.writeHead(410).end(),
      ],
      [
        '500',
        '<>: the answer is 500 Internal Server Error; try again later',
        (response) => response.writeHead(500).end(),
      ],
      [
        '403',
        '<>: the answer is 403 Forbidden, not 200; open',
        (response) => response.writeHead(403).end(),
      ],
      [
        '204',
        '<>: the answer is 204 No Content, not 200; open',
        (response) => response.writeHead(204).end(),
      ],
      [
        'a redirect loop',
        '<>: the redirects lead in a circle; open',
        (response) => response.writeHead(302, { location: '/up' }).end(),
      ],
      ['nothing', '<>: it is empty; check the address, or try again later', ''],
      ['blank lines', '<>: it is empty; check', '\n \n'],
      [
        'HTML',
        '<>: this is HTML, not the Markdown of a docs page; try the address with .md',
        '<!doctype html><p>Session</p>',
      ],
      [
        'a page without a block',
        '<>: no OpenAPI here, neither a document nor a fenced block on a page; look',
        '# Session\n\n```json\n{}\n```\n',
      ],
      ['bad YAML', `<>:${badLine}:`, bad],
      ['bad YAML in a page', `<>:${badLine + 7}:`, pageOf(bad)],
      [
        'a page that is cut short',
        '<>:7:1: the block that begins here has no end, so the page is cut short; try again',
        pageOf(DOCUMENT).replace(/`+\n$/, ''),
      ],
      ['an empty block', '<>: the block is empty; try again', pageOf('')],
      [
        'Swagger 2.0',
        '<>:1:1: this is Swagger 2.0; convert it to OpenAPI 3 first',
        'swagger: "2.0"\npaths: {}\n',
      ],
      [
        'no paths',
        '<>:1:1: the contract has no paths; it is published so: try again later, or report it there',
        'openapi: 3.0.0\ninfo: {}\n',
      ],
      [
        'empty paths',
        '<>:2:1: the document has no operation in its paths; look',
        'openapi: 3.0.0\npaths: {}\n',
      ],
      [
        'a reference to a file',
        '<>:42:15: the $ref ./in.yaml leads out of this file; bundle the contract first',
        pageOf(DOCUMENT).replace("'#/components/schemas/CheckoutClientSessionIn'", './in.yaml'),
      ],
      [
        'a reference to a host',
        'leads out of this file',
        DOCUMENT.replace(
          "'#/components/schemas/CheckoutClientSessionIn'",
          "'http://127.0.0.1:9/x'",
        ),
      ],
      [
        'no UTF-8',
        '<>: this is not text in UTF-8; check the address',
        (response) => response.end(Buffer.from([0xff, 0xfe, 0x41])),
      ],
      [
        'a lost connection',
        '<>: the connection was lost; try again',
        (response) => response.destroy(),
      ],
      [
        'an index without pages',
        '<>: this index names no page of its own host; check the address',
        '- [Elsewhere](https://elsewhere.example/page.md)\n',
      ],
      [
        'an index of words',
        '<>: none of the pages that this index names has an OpenAPI block; give the document itself',
        '- [Up](/words.md)\n',
      ],
      [
        'an index with a dead link',
        '/dead.md: the answer is 404 Not Found',
        '- [Session](/page.md)\n- [Dead](/dead.md)\n',
      ],
    ],
  )('%s', async (_, problem, page) => {
    const { origin } = await publish({ '/up': page, '/page.md': PAGE, '/words.md': '# Words' });
    const source = `${origin}/up`;
    const { code, out, err } = await drift(against(source));
    expect(code).toBe(2);
    expect(err).toContain((problem as string).replace('<>', source));
    // One line, without a stack trace, which says what to do.
    expect(err.split('\n')).toHaveLength(1);
    expect(err).toMatch(/^\S+: .+; .+$/);
    expect(out).toMatch(/^unknown: /);
    expect(out).not.toContain('same');
  });

  test('one that does not answer in time', async () => {
    const { origin } = await publish({
      '/slow': () => undefined,
      '/stuck': (response) => response.write('# A page'),
    });
    for (const path of ['/slow', '/stuck']) {
      const run = await drift(against(`${origin}${path}`), ROOT, 200);
      expect(run.code).toBe(2);
      expect(run.err).toBe(
        `${origin}${path}: no complete answer within 0.2 s; try again later, or check the address`,
      );
    }
  });

  test('one that nobody listens at', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const { code, err } = await drift(against(`http://127.0.0.1:${port}/page.md`));
    expect(code).toBe(2);
    expect(err).toBe(
      `http://127.0.0.1:${port}/page.md: the connection was refused; check host and port, or try again later`,
    );
  });

  test.each([
    ['http://no-such-host.invalid/page.md', 'no such host; check the name, or your connection'],
    ['http://me:secret@127.0.0.1/page.md', 'the address holds a password; give it without'],
    ['ftp://127.0.0.1/page.md', 'this is neither http, https nor a file; give one of these'],
    ['http://', 'this is no valid URL; correct it'],
    ['no-such-file.yaml', 'no such file; check the path'],
    ['openapi', 'this is a directory; name a file in it'],
  ])('%s', async (source, problem) => {
    const { code, err } = await drift(against(source));
    expect(code).toBe(2);
    expect(err).toMatch(/^\S+: [^\n]+; [^\n]+$/);
    expect(err).toContain(source === 'http://no-such-host.invalid/page.md' ? 'the name' : problem);
  });

  test('does not hide what the others show, and is never the same', async () => {
    const { origin } = await publish({ '/less': pageOf(LESS), '/same': PAGE });
    const bad = `${origin}/gone`;
    const changed = await driftJson(against(`${origin}/less`, bad));
    expect(changed).toMatchObject({ code: 2, status: 'unknown', changes: [{ message: TIGHTER }] });
    expect(changed.problems).toHaveLength(1);
    const same = await drift(against(`${origin}/same`, bad));
    expect(same.code).toBe(2);
    expect(same.out).toBe(
      'unknown: not everything could be looked at; nothing changed in the rest',
    );
    const text = await drift(against(`${origin}/less`, bad));
    expect(text.out).toMatch(/^unknown: not everything could be looked at; the rest is breaking\n/);
  });

  test('cannot forge a line of the report', async () => {
    const forged = '\\n::error::forged\\nsame: \\e[2J\\u2028';
    const { origin } = await publish({
      '/up': DOCUMENT.replace('^[a-z]{1,20}$', `"${forged}"`),
    });
    const { out } = await drift(against(`${origin}/up`));
    expect(out).toContain('\\u000a::error::forged\\u000asame: \\u001b[2J\\u2028');
    expect(out).not.toMatch(/^(?:::|same)/m);
    expect(out).not.toContain('\u001b');
    const gone = await drift(against(`${origin}/\n::error::forged`));
    expect(gone.err.split('\n')).toHaveLength(1);
  });

  test('fetches nothing that a document names, wherever it names it', async () => {
    const { origin, requests } = await publish({ '/secret.yaml': DOCUMENT });
    const upstream = await publish({
      '/up': DOCUMENT.replace(
        'title: Region',
        `default: { $ref: '${origin}/secret.yaml' }\n          example: { $ref: '${origin}/secret.yaml' }`,
      ),
    });
    const { changes } = await driftJson(against(`${upstream.origin}/up`));
    expect(changes.length).toBeGreaterThan(0);
    expect(requests).toEqual([]);
  });
});

describe('without --upstream', () => {
  test('the sources are the vendored pages, and those of what is kept by hand', async () => {
    const root = await copyTree();
    const { origin, requests } = await publish({ '/session.md': PAGE });
    await redirectSources(root, origin);
    const { code, problems } = await driftJson([], root);
    const reference = await readFile(join(root, 'openapi/reference.yaml'), 'utf8');
    const pages = [...reference.matchAll(/x-reference: http:\/\/[^/]+(\S+)/g)].map(
      ([, page]) => page,
    );
    expect(pages.length).toBeGreaterThan(20);
    expect(requests.map(({ url }) => url).sort()).toEqual(['/session.md', ...pages].sort());
    expect(code).toBe(2);
    // What is wrong with all alike is said once.
    expect(problems).toEqual([
      expect.stringMatching(
        new RegExp(
          `^http:\\S+, http:\\S+, http:\\S+ and ${pages.length - 3} more: the answer is 404`,
        ),
      ),
    ]);
  });

  test('of what is kept by hand, only the meaning is compared', async () => {
    const root = await copyTree();
    const { origin } = await publish({
      '/session.md': PAGE,
      '/cancel.md': pageOf(CANCEL, CANCELLING),
    });
    await redirectSources(root, origin);
    await keepOnly(root, CANCELLING, `${origin}/cancel.md`);
    const { code, changes } = await driftJson([], root);
    expect(changes).toEqual([]);
    expect(code).toBe(0);
  });

  test('an operation that its page does not hold any more is gone', async () => {
    const root = await copyTree();
    const { origin } = await publish({ '/session.md': pageOf(other, 'POST /checkout/other') });
    await redirectSources(root, origin);
    await rm(join(root, 'openapi/reference.yaml'));
    const { changes } = await driftJson([], root);
    expect(changes.map(({ level, operation }) => [level, operation])).toEqual([
      ['breaking', OPERATION],
      ['compatible', 'POST /checkout/other'],
    ]);
  });

  test.each([
    ['[', 'not valid JSON'],
    ['{}', 'a list of { file, url, sha256 } is expected; restore it from git'],
    ['[{ "file": "../x.yaml", "url": "", "sha256": "" }]', 'a list of { file, url, sha256 }'],
  ])('%s in upstream.json is refused', async (text, problem) => {
    const root = await copyTree();
    await writeFile(join(root, 'openapi/upstream.json'), text);
    const { code, out, err } = await drift([], root);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(problem);
  });
});

const CANCELLING = 'POST /payment/cancel';
/** The operation as its page might have it, in other words. */
const CANCEL = await documentOf(CANCELLING);

async function documentOf(name: string): Promise<string> {
  const reference = parse(await readFile(join(ROOT, 'openapi/reference.yaml'), 'utf8')) as {
    paths: Record<string, { post: { description: string } }>;
  };
  const [, path = ''] = name.split(' ');
  const operation = { ...reference.paths[path]?.post, description: 'In other words' };
  return `${JSON.stringify({ ...reference, paths: { [path]: { post: operation } } }, null, 2)}\n`;
}

/** Lets the tree look here for what it has from the net. */
async function redirectSources(root: string, origin: string): Promise<void> {
  const list = join(root, 'openapi/upstream.json');
  await writeFile(
    list,
    (await readFile(list, 'utf8')).replace(/https:[^"]+/, `${origin}/session.md`),
  );
  const reference = join(root, 'openapi/reference.yaml');
  const text = await readFile(reference, 'utf8');
  await writeFile(reference, text.replaceAll('https://funnelfox.com', origin));
}

/** Leaves one operation in what is kept by hand. */
async function keepOnly(root: string, name: string, page: string): Promise<void> {
  const document = JSON.parse(await documentOf(name)) as {
    paths: Record<string, { post: Record<string, unknown> }>;
  };
  const [, path = ''] = name.split(' ');
  const operation = document.paths[path]?.post ?? {};
  operation['x-reference'] = page;
  await writeFile(join(root, 'openapi/reference.yaml'), JSON.stringify(document));
}

describe('the command', () => {
  test('fails on breaking drift alone where that is asked for', async () => {
    const words = PAGE.replace('Your unique identifier', 'An identifier');
    const { origin } = await publish({ '/words': words, '/less': pageOf(LESS), '/same': PAGE });
    const codes = async (...more: string[]) =>
      Promise.all(
        ['/same', '/words', '/less'].map(
          async (path) => (await drift([...against(`${origin}${path}`), ...more])).code,
        ),
      );
    expect(await codes()).toEqual([0, 1, 1]);
    expect(await codes('--fail-on', 'any')).toEqual([0, 1, 1]);
    expect(await codes('--fail-on', 'breaking')).toEqual([0, 0, 1]);
  });

  test.each([
    [['--upstram', 'x'], "Unknown option '--upstram'"],
    [['--upstream'], "Option '--upstream <value>' argument missing"],
    [['--upstream', ''], "Option '--upstream <value>' is empty"],
    [['--fail-on', 'never'], '--fail-on takes any or breaking, not never'],
    [['--contract', BILLING], '--contract wants to know what to compare with: add --upstream'],
    [['--write', '--upstream', BILLING, '--contract', BILLING], '--write adopts into openapi/'],
    [['page.md'], "Unexpected argument 'page.md'"],
  ])('%j is refused', async (args, problem) => {
    const { code, out, err } = await drift(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(problem);
    expect(err).toMatch(/^[^\n]+; npm run drift -- --help shows the options$/);
  });

  test('explains itself', async () => {
    const { code, out } = await drift(['--help']);
    expect(code).toBe(0);
    for (const option of ['upstream', 'contract', 'json', 'fail-on', 'write', 'help']) {
      expect(out).toContain(`--${option}`);
    }
  });

  test('is a program, which writes nothing and keeps its result apart', async () => {
    const before = await snapshot(join(ROOT, 'openapi'));
    const args = ['--import', 'tsx', 'scripts/drift.ts', ...against(BILLING), '--json'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    expect(JSON.parse(stdout)).toEqual({ status: 'same', changes: [], problems: [] });
    expect(stderr).toBe('');
    const bad = promisify(execFile)(process.execPath, [...args, '--upstream', 'nope'], {
      cwd: ROOT,
    });
    await expect(bad).rejects.toMatchObject({
      code: 2,
      stderr: 'nope: no such file; check the path\n',
    });
    expect(await snapshot(join(ROOT, 'openapi'))).toEqual(before);
  });

  test('speaks of the same in no case where the contract is bad', async () => {
    const { code, out, err } = await drift(['--upstream', BILLING, '--contract', 'nope.yaml']);
    expect([code, out, err]).toEqual([2, '', 'nope.yaml: no such file; check the path']);
  });
});
