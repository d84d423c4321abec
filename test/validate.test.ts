import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BillingConfigError, createBillingClient, unwrap } from '../src/index.js';
import { body, observe, open, path } from './support/client.js';

// The caller writes JavaScript here: the compiler would refuse most of these values.
type Js = (...args: unknown[]) => unknown;
const create = createBillingClient as unknown as Js;
const withOptions = (options: object): unknown => create({ orgId: 'acme', ...options });

/** That this is a BillingConfigError, thrown or rejected, whose message begins so, has these words, and no secret. */
async function refused(act: () => unknown, begin = '', ...words: string[]): Promise<void> {
  const error: unknown = await Promise.resolve()
    .then(act)
    .then(
      () => 'accepted',
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(BillingConfigError);
  expect(error).toHaveProperty('name', 'BillingConfigError');
  const { message } = error as Error;
  for (const word of words) expect(message).toContain(word);
  expect(message.slice(0, begin.length)).toBe(begin);
  expect(message).toMatch(/\.$/);
  expect(inspect(error)).not.toContain('s3cret');
}

/** A call that must be refused before anything is sent, as a rejection and not as an exception. */
async function refusedCall(args: unknown[], ...words: string[]): Promise<void> {
  const { client, seen } = observe();
  // With a method as its first argument, it is a call of `request`.
  const on = args[0] === 'POST' ? 'request' : 'POST';
  let call: unknown;
  expect(() => (call = (client as unknown as Record<string, Js>)[on]?.(...args))).not.toThrow();
  expect(call).toBeInstanceOf(Promise);
  await refused(() => call, ...words);
  expect(seen).toEqual([]);
}

const fails = (): never => {
  throw new TypeError('mine');
};
const failsOddly = (): never => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- callers throw anything
  throw 'mine';
};
const proxy = new Proxy({}, { get: failsOddly, ownKeys: failsOddly });
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

const flags = [true, false];
const functions = [() => undefined, Date];
const objects = [{}, Object.create(null) as object];
const headerForms = [...objects, [], new Map([['a', 'b']]), new FormData()];
const simple = [null, NaN, 7, 7n, '', 'text', Symbol('mine')];
const boxed = [['text'], new String('text'), new Number(7), new Date(0), new Set(['text'])];
const special = [Promise.resolve({}), new URL('http://x'), new Error('mine'), proxy, revoked];

/** One value of every kind but these, and but undefined. */
const wrong = (...right: unknown[]): unknown[] => {
  const all: unknown[] = [...flags, ...functions, ...headerForms, ...simple, ...boxed, ...special];
  return all.filter((value) => !right.includes(value));
};

afterEach(() => void vi.unstubAllGlobals());

describe('createBillingClient refuses', () => {
  test('options that are no object', async () => {
    for (const value of [undefined, ...wrong()]) await refused(() => create(value));
    await refused(() => create('s3cret'), 'The options object must be an object; received "***".');
  });

  test.each<[string, ...right: unknown[]]>([
    ['orgId', 'text'],
    ['region', 'text', undefined],
    ['defaults', ...objects, undefined],
    ['regions', undefined],
    ['secretKey', 'text', undefined],
    ['dangerouslyAllowBrowser', ...flags, undefined],
    ['baseUrl', undefined],
    ['timeoutMs', 7, undefined],
    ['retries', 7, undefined],
    ['fetch', ...functions, undefined],
    ['headers', ...headerForms, undefined],
  ])('%s of any type but its own', async (option, ...right) => {
    for (const value of wrong(...right)) await refused(() => withOptions({ [option]: value }));
    for (const value of right) expect(() => withOptions({ [option]: value })).not.toThrow();
  });

  const limits = ['timeoutMs must be a number of milliseconds from 1 to 2147483647'];
  const count = ['retries must be an integer from 0'];
  const named = ['regions must be an object with at least one named region'];
  const fields = '; it takes ';
  const options =
    'it takes orgId, region, defaults, regions, secretKey, dangerouslyAllowBrowser, baseUrl, timeoutMs, retries, fetch, headers.';
  test.each<[object, ...words: string[]]>([
    [{ timeoutMs: 0 }, ...limits, 'received 0.'],
    [{ timeoutMs: 2 ** 31 }, ...limits, 'received 2147483648.'],
    [{ timeoutMs: '9' }, ...limits, 'received "9".'],
    [{ timeoutMs: 'x'.repeat(99) }, ...limits, `received "${'x'.repeat(80)}".`],
    [{ retries: 1.5 }, ...count, 'received 1.5.'],
    [{ retries: -1 }, ...count, 'received -1.'],
    [{ retries: Infinity }, ...count, 'received Infinity.'],
    [{ fetch: 's3cret' }, 'fetch must be a function; received "***".'],
    [{ fetch: {} }, 'fetch', 'received object.'],
    [{ fetch: [] }, 'fetch', 'received array.'],
    [{ fetch: null }, 'fetch', 'received null.'],
    [{ fetch: 7n }, 'fetch', 'received 7.'],
    [{ dangerouslyAllowBrowser: 's3cret' }, 'dangerouslyAllowBrowser must be a boolean', '"***"'],
    [{ region: '' }, 'region must be the name of a region; received "".'],
    [{ regions: {} }, ...named, 'received object.'],
    [{ regions: [{}] }, ...named, 'received array.'],
    [{ regions: { '': {} } }, ...named, 'received object.'],
    [{ regions: { eu: 's3cret' } }, 'regions.eu must be an object; received "***".'],
    [{ regions: { eu: null } }, 'regions.eu must be an object; received null.'],
    [{ regions: { eu: { nation: 'DE' } } }, 'regions.eu has no member nation', fields],
    [{ regions: { eu: {}, us: { nation: 'US' } } }, 'regions.us has no member nation', fields],
    [{ defaults: { email_adress: 'a' } }, 'defaults has no member email_adress', fields],
    [{ defaults: { region: 'eu' } }, 'defaults has no member region', fields],
    [{ timeout: 1 }, 'The options object has no member timeout', options],
    [{ baseURL: 'x' }, 'The options object has no member baseURL', options],
    [{ key: 's3cret' }, 'The options object has no member key', options],
  ])('%o, and says why', async (given, ...words) => {
    await refused(() => withOptions(given), ...words);
  });

  test('what a getter or a proxy throws', async () => {
    const throwing = Object.defineProperty({}, 'orgId', { get: fails, enumerable: true });
    for (const [options, reason] of [
      [throwing, 'mine.'],
      [proxy, 'string.'],
    ] as const) {
      await refused(() => create(options), 'The options of createBillingClient', 'read:', reason);
    }
  });

  test('not the limits themselves, frozen objects, or unknown members that are undefined', () => {
    expect(() => withOptions({ timeoutMs: 1, retries: 0, timeout: undefined })).not.toThrow();
    expect(() => withOptions({ timeoutMs: 2 ** 31 - 1, retries: 99 })).not.toThrow();
    const regions = Object.freeze({ eu: Object.freeze({ country_code: 'DE' }) });
    expect(() => create(Object.freeze({ orgId: 'acme', region: 'eu', regions }))).not.toThrow();
    class Options {
      orgId = 'acme';
    }
    expect(() => create(new Options())).not.toThrow();
  });

  const address = 'https://billing.funnelfox.com/acme/v1';
  const unusual = ['a\ud800', ' s3cret ', 'https://me:s3cret@example.com', address];
  const noIds = [undefined, '', '  ', 'acme\n', ' a', '.', '..', 'your-org-id', '{org_id}'];
  test.each([...noIds, ...unusual])('the organization %j', async (orgId) => {
    // A text with a space or an @ may be a secret in the wrong place.
    const shown = /[\s@]/.test(orgId ?? '') ? '"***"' : JSON.stringify(orgId);
    const received = `received ${shown}.`;
    await refused(() => create({ orgId }), 'orgId must be your organization ID', received);
  });

  const noUrls = ['', '/v1', 'a.com', 'ftp://a.com', 'xhttps://a.com', 'https://'];
  const oddUrls = ['https:a.com', 'https://a.com/{orgId}/v1', 'https://a.com:99999', 'https://['];
  test.each<[url: string, shown: string]>([
    ...[...noUrls, ...oddUrls].map((url): [string, string] => [url, url]),
    ['a https://me:s3cret@example.com', 'example.com'],
    ['https://example.com?', 'https://example.com'],
    ['https://example.com/?a=s3cret', 'https://example.com/'],
    ['https://example.com/#s3cret', 'https://example.com/'],
    ['https://me:s3cret@example.com', 'https://example.com'],
    ['https://me:s3/cr/et@example.com', 'https://example.com'],
    ['me:s3cret@example.com', 'example.com'],
  ])('the base URL %j', async (baseUrl, shown) => {
    const form = 'an http(s) URL without credentials, query, fragment or braces';
    const received = `received ${JSON.stringify(shown)}.`;
    await refused(() => withOptions({ baseUrl }), 'baseUrl must be', form, '{org_id}', received);
  });
});

describe('a call refuses', () => {
  test('a method or a path that is no text, and no arguments at all', async () => {
    for (const value of wrong('text', '')) {
      await refusedCall([value, { body }]);
      const { client } = observe();
      await refused(() => (client.request as Js)(value, path, { body }));
      await refused(() => (client.request as Js)('POST', value, { body }));
    }
    await refusedCall([[path], { body }]);
    await refusedCall(
      [],
      'The contract has no operation POST undefined: check the method, and the path, such as /payment/refund.',
    );
  });

  test.each([
    ['POST', '/checkout/create_session'],
    ['GET', path],
    ['POST', 'constructor'],
    ['', ''],
    ['post ', path],
    ['POST', `/${'x'.repeat(99)}`],
  ])('an operation that the contract does not have: %s %s', async (method, at) => {
    const { client } = observe();
    const name = `${method.toUpperCase()} ${at}`.slice(0, 80);
    const problem = `The contract has no operation ${name}: check the method, and the path`;
    await refused(() => (client.request as Js)(method, at, { body }), problem);
  });

  test('an init that is no object', async () => {
    for (const init of wrong(...objects)) await refusedCall([path, init]);
    await refusedCall([path, 's3cret'], 'init must be an object; received "***".');
  });

  test.each<[string, ...right: unknown[]]>([
    ['body', ...objects, undefined],
    ['params', ...objects, undefined],
    ['headers', ...headerForms, undefined],
    ['signal', undefined],
    ['timeoutMs', 7, undefined],
    ['retries', 7, undefined],
  ])('%s of any type but its own', async (member, ...right) => {
    for (const value of wrong(...right)) await refusedCall([path, { body, [member]: value }]);
    const { client, seen } = observe();
    for (const value of right) await (client.POST as Js)(path, { body, [member]: value });
    expect(seen).toHaveLength(right.length);
  });

  const signal = 'signal must be an AbortSignal, such as controller.signal; received ';
  const members =
    'it takes body, params, headers, signal, timeoutMs, retries. Fields of the request go into body.';
  const noListener = { aborted: false, addEventListener: fails };
  const breakLater = (): object => Object.defineProperty(later, 'aborted', { get: fails });
  const later = { aborted: false, addEventListener: breakLater };
  const throwing = Object.defineProperty({}, 'a', { get: fails, enumerable: true });
  const secretHeader = { 'ff-secret-key': 's3cret' };
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const holding = (client_metadata: unknown): object => ({ body: { ...body, client_metadata } });
  test.each<[string, object, ...words: string[]]>([
    ['fields without body', body, 'init has no member pp_ident', members],
    ['timeout', { timeout: 1 }, 'init has no member timeout', members],
    ['the controller', { signal: new AbortController() }, `${signal}abortcontroller.`],
    ['no signal', { signal: null }, 'signal must be an AbortSignal', 'received null.'],
    ['an event target', { signal: new EventTarget() }, `${signal}eventtarget.`],
    ['aborted alone', { signal: { aborted: false } }, `${signal}object.`],
    ['a signal that is none', { signal: AbortSignal.prototype }, 'The call cannot be read: '],
    ['a signal that throws', { signal: noListener }, 'signal cannot be read: mine.'],
    ['a signal that throws later', { signal: later }, '', ' cannot be read: mine.'],
    ['a list as body', { body: [body] }, 'body must be an object; received array.'],
    ['no await', { body: Promise.resolve({}) }, 'body must be an object; received promise.'],
    ['a body as text', { body: 's3cret' }, 'body must be an object; received "***"'],
    ['query as text', { params: { query: 's3cret' } }, 'params.query must be an object', '"***"'],
    ['path as null', { params: { path: null } }, 'params.path must be an object; received null.'],
    ['header as text', { params: { header: 'a: b' } }, 'params.header must be a Headers'],
    [
      'params.headers',
      { params: { headers: {} } },
      'params has no member headers',
      'path, query, header.',
    ],
    [
      'the key',
      { params: { header: secretHeader } },
      'The header ff-secret-key must',
      'option secretKey',
    ],
    ['deep query', { params: { query: { a: { b: { c: 1 } } } } }, 'params cannot be read: Deeply'],
    ['half a character', { params: { query: { a: '\ud800' } } }, 'params cannot be read: URI'],
    ['a symbol', { params: { query: { a: Symbol('s3cret') } } }, 'params cannot be read: Cannot'],
    ['a query that throws', { params: { query: throwing } }, 'params cannot be read: mine.'],
    ['a bigint in the body', holding(1n), 'body cannot be read: ', 'BigInt'],
    ['a circle in the body', holding(circular), 'body cannot be read: ', 'circular structure'],
    ['a proxy in the body', holding(proxy), 'body cannot be read: string.'],
  ])('%s, and says why', async (_, init, ...words) => {
    await refusedCall([path, { body, ...init }], ...words);
    const { client } = observe();
    client.use({ onRequest: () => undefined });
    await refused(() => (client.POST as Js)(path, { body, ...init }), ...words);
  });

  test('an operation that needs the secret key, without one', async () => {
    const words =
      'secretKey is required for POST /payment/refund: pass it to createBillingClient().';
    await refusedCall(['/payment/refund', { body: {} }], words);
  });

  test('not unknown fields of the body: the API judges them', async () => {
    const { client, seen } = observe();
    const init = Object.freeze({ body: Object.freeze({ unknown: 1 }), x: undefined });
    await (client.POST as Js)(path, init);
    expect(seen[0]?.body).toEqual({ unknown: 1, region: 'default' });
  });

  test('not a signal of another class', async () => {
    const { client, seen } = observe();
    const addEventListener = vi.fn();
    const signalOf = (aborted: boolean): AbortSignal =>
      ({ aborted, addEventListener }) as unknown as AbortSignal;
    expect((await open(client, { signal: signalOf(false) })).error).toBeUndefined();
    expect(addEventListener).toHaveBeenCalledOnce();
    const { error } = await open(client, { signal: signalOf(true) });
    expect(error).toMatchObject({ kind: 'aborted', attempts: 0 });
    expect(seen).toHaveLength(1);
  });

  test('not params, or members of them that are undefined', async () => {
    const { client, seen } = observe();
    await (client.POST as Js)(path, { body, params: { path: undefined, query: undefined } });
    await (client.POST as Js)(path, { body, params: { path: { id: 1 }, query: { a: 'b' } } });
    expect(seen.map(({ url }) => url.split(path)[1])).toEqual(['', '?a=b']);
  });
});

describe('headers', () => {
  const form = 'headers must be a Headers, a list of pairs, or an object; received ';
  const unsendable = ' must be one that fetch can send; received "***".';
  const sets = ['connection', 'content-length', 'Expect', 'keep-alive', 'upgrade'];
  const secret = ' must be given as the option secretKey; received "***".';

  test.each<[unknown, ...words: string[]]>([
    ['s3cret', `${form}"***".`],
    [7, form],
    [null, form],
    [['s3cret'], `${form}"***".`],
    [[['x-a']], form],
    [[['x-a', 'b', 'c']], form],
    [['ab'], form],
    [[null], form],
    [new Set(['ab']), form],
    [{ 'FF-Secret-Key': 's3cret' }, `The header FF-Secret-Key${secret}`],
    [[['ff-secret-key', 's3cret']], `The header ff-secret-key${secret}`],
    [new Headers({ 'ff-secret-key': 's3cret' }), `The header ff-secret-key${secret}`],
    [new Map([['ff-secret-key', 's3cret']]), `The header ff-secret-key${secret}`],
    [{ 'x-a': 's3cret\nb' }, `The header x-a${unsendable}`],
    [{ 'x-a': 's3cret\u{1f98a}' }, `The header x-a${unsendable}`],
    [{ 'x-a': null }, `The header x-a${unsendable}`],
    [{ 'x-a': true }, `The header x-a${unsendable}`],
    [{ 'x-a': { b: 's3cret' } }, `The header x-a${unsendable}`],
    [{ 'x-a': ['s3cret'] }, `The header x-a${unsendable}`],
    [{ 'x-a': Symbol('s3cret') }, `The header x-a${unsendable}`],
    [{ 'x a': 'b' }, `The header x a${unsendable}`],
    [[[Symbol('a'), 'b']], '', ' cannot be read: '],
    [{ 'Transfer-Encoding': 'chunked' }, `The header Transfer-Encoding${unsendable}`],
    ...sets.map((name): [object, string] => [{ [name]: 3 }, `The header ${name}${unsendable}`]),
  ])('of a client or a call that are refused: %o', async (headers, ...words) => {
    await refused(() => withOptions({ headers }), ...words);
    await refusedCall([path, { body, headers }], ...words);
  });

  test('may be numbers, and left out by undefined', async () => {
    const { client, seen } = observe();
    const headers = Object.entries({ 'x-a': 7, 'x-b': undefined });
    await (client.POST as Js)(path, { body, headers });
    const sent = new Headers(seen[0]?.init.headers);
    expect([sent.get('x-a'), sent.has('x-b')]).toEqual(['7', false]);
  });
});

describe('the secret key', () => {
  const withKey = (options: object = {}) => withOptions({ secretKey: 's3cret', ...options });

  test.each([' ', 's3cret\n', 's3 cret', 's3crét', '', 7, {}, null])(
    'cannot be %j',
    async (secretKey) => {
      const words = 'secretKey must be the key as issued, without spaces or line breaks';
      const received = `received ${secretKey ? '' : JSON.stringify(secretKey)}`;
      await refused(() => withKey({ secretKey }), words, `or left out; ${received}`);
    },
  );

  test.each([
    'http://example.com',
    'http://127.example.com',
    'http://localhost.example.com',
    'http://example.com/https://localhost/',
    'http://example.com/http://localhost/',
    'http://example.com/x.localhost/v1',
    'http://example.com/x.localhost:1/v1',
  ])('is not sent to %s', async (baseUrl) => {
    const received = `received "${new URL(baseUrl).href}".`;
    await refused(() => withKey({ baseUrl }), 'baseUrl must be an https URL', received);
  });

  test.each([
    'http://localhost:1',
    'http://api.localhost',
    'http://127.0.0.9',
    'http://127.0.0.9:1/v1',
    'http://[::1]:1',
    'https://example.com',
  ])('may be sent to %s', (baseUrl) => {
    expect(() => withKey({ baseUrl })).not.toThrow();
  });

  test.each([
    ['document', {}],
    ['window', {}],
    ['navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' }],
  ])('is refused in a browser, which has a %s', async (name, value) => {
    vi.stubGlobal(name, value);
    const remedy = 'unless dangerouslyAllowBrowser is set; received "***".';
    await refused(() => withKey(), 'secretKey must be left out in a browser', remedy);
    expect(() => withKey({ dangerouslyAllowBrowser: true })).not.toThrow();
    expect(() => withOptions({})).not.toThrow();
  });

  test.each([{ userAgent: 'Node.js/22' }, { userAgent: 'x Mozilla' }, {}])(
    'is fine on a server with a navigator: %j',
    (navigator) => {
      vi.stubGlobal('navigator', navigator);
      expect(() => withKey()).not.toThrow();
    },
  );
});

describe('use', () => {
  test('refuses any other value than middleware, and then registers nothing', async () => {
    const onRequest = vi.fn();
    for (const one of [
      undefined,
      ...wrong(),
      { onrequest: onRequest },
      [{ onRequest }],
      { onRequest: 'text' },
      { onRequest, onError: null },
      { onRequest: undefined },
    ]) {
      const { client, seen } = observe();
      await refused(() => (client.use as Js)({ onRequest }, one), 'middleware ');
      await open(client);
      expect(onRequest).not.toHaveBeenCalled();
      expect(seen).toHaveLength(1);
    }
    const words = 'middleware must be an object with a function onRequest, onResponse or onError';
    await refused(() => (observe().client.use as Js)({ onrequest: onRequest }), words);
  });

  test('and eject take nothing, and eject ignores what it does not know', () => {
    const { client } = observe();
    expect(() => client.use()).not.toThrow();
    expect(() => (client.eject as Js)(undefined, null, 7, {})).not.toThrow();
  });
});

describe('unwrap', () => {
  test('refuses any other value than a call or a result', async () => {
    for (const value of [undefined, ...wrong(proxy, revoked)]) {
      await refused(() => (unwrap as Js)(value), 'The argument of unwrap must be a call');
    }
  });

  test('takes any object with data or error', async () => {
    expect(await (unwrap as Js)({ data: 7 })).toBe(7);
    await expect((unwrap as Js)({ error: 'mine' })).rejects.toBe('mine');
    expect(await (unwrap as Js)(Promise.resolve({ data: undefined }))).toBeUndefined();
  });
});
