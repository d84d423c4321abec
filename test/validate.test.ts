import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BillingConfigError, createBillingClient, unwrap } from '../src/index.js';
import { body, observe, open, path } from './support/client.js';

// The caller writes JavaScript here: the compiler would refuse most of these values.
type Js = (...args: unknown[]) => unknown;
const create = createBillingClient as unknown as Js;
const withOptions = (options: object): unknown => create({ orgId: 'acme', ...options });

/** That this is a BillingConfigError, thrown or rejected, with this message and without a secret. */
async function refused(act: () => unknown, message?: string | RegExp): Promise<void> {
  const error: unknown = await Promise.resolve()
    .then(act)
    .then(
      () => 'accepted',
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(BillingConfigError);
  expect(error).toHaveProperty('name', 'BillingConfigError');
  if (message instanceof RegExp) expect((error as Error).message).toMatch(message);
  else if (message !== undefined) expect((error as Error).message).toBe(message);
  expect(inspect(error)).not.toContain('s3cret');
}

/** A call that must be refused before anything is sent, as a rejection and not as an exception. */
async function refusedCall(args: unknown[], message?: string | RegExp, on = 'POST'): Promise<void> {
  const { client, seen } = observe();
  let call: unknown;
  expect(() => (call = (client as unknown as Record<string, Js>)[on]?.(...args))).not.toThrow();
  expect(call).toBeInstanceOf(Promise);
  await refused(() => call, message);
  expect(seen).toEqual([]);
}

const throwing = {
  get orgId(): never {
    throw new TypeError('mine');
  },
};
/* eslint-disable @typescript-eslint/only-throw-error -- callers throw anything */
const proxy = new Proxy(
  {},
  {
    get() {
      throw 'mine';
    },
    ownKeys() {
      throw 'mine';
    },
  },
);
/* eslint-enable @typescript-eslint/only-throw-error */
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

/** One value of every kind, by its name. */
const values = {
  null: null,
  'a number': 7,
  NaN,
  'a bigint': 7n,
  true: true,
  false: false,
  'an empty text': '',
  'a text': 'text',
  'a symbol': Symbol('mine'),
  'an array': [],
  'an array of texts': ['text'],
  'a function': () => undefined,
  'a class': Date,
  'an object': {},
  'a boxed text': new String('text'),
  'a boxed number': new Number(7),
  'a date': new Date(0),
  'a map': new Map([['a', 'b']]),
  'a set': new Set(['text']),
  'a promise': Promise.resolve({}),
  'a form': new FormData(),
  'an error': new Error('mine'),
  'an object without prototype': Object.create(null) as object,
  'a proxy that throws': proxy,
  'a revoked proxy': revoked,
} as const;
type Kind = keyof typeof values;

/** Every value but these, and but undefined, is wrong. */
const wrong = (...right: Kind[]): [Kind, unknown][] =>
  (Object.entries(values) as [Kind, unknown][]).filter(([kind]) => !right.includes(kind));
/** For values that are not texts. */
const operationMessage =
  'Method and path must be those of an operation of the contract; received "".';
const objects = ['an object', 'an object without prototype'] as const satisfies Kind[];

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('createBillingClient', () => {
  test.each([['undefined', undefined], ...wrong()])(
    'refuses as its options: %s',
    async (_, one) => {
      await refused(() => create(one));
    },
  );

  test.each<[string, Kind[]]>([
    ['orgId', ['a text']],
    ['region', ['a text']],
    ['defaults', [...objects]],
    ['regions', []],
    ['secretKey', ['a text']],
    ['dangerouslyAllowBrowser', ['true', 'false']],
    ['baseUrl', []],
    ['timeoutMs', ['a number']],
    ['retries', ['a number']],
    ['fetch', ['a function', 'a class']],
    ['headers', [...objects, 'an array', 'a map', 'a form']],
  ])('refuses %s of any other type than %j', async (option, right) => {
    for (const [, value] of wrong(...right)) await refused(() => withOptions({ [option]: value }));
    for (const kind of right) expect(() => withOptions({ [option]: values[kind] })).not.toThrow();
    if (option !== 'orgId') expect(() => withOptions({ [option]: undefined })).not.toThrow();
  });

  test.each<[object, string]>([
    [
      { timeoutMs: 0 },
      'timeoutMs must be a number of milliseconds from 1 to 2147483647; received 0.',
    ],
    [
      { timeoutMs: 2 ** 31 },
      'timeoutMs must be a number of milliseconds from 1 to 2147483647; received 2147483648.',
    ],
    [
      { timeoutMs: '9' },
      'timeoutMs must be a number of milliseconds from 1 to 2147483647; received "9".',
    ],
    [{ retries: 1.5 }, 'retries must be an integer from 0; received 1.5.'],
    [{ retries: -1 }, 'retries must be an integer from 0; received -1.'],
    [{ retries: Infinity }, 'retries must be an integer from 0; received Infinity.'],
    [{ fetch: 'x' }, 'fetch must be a function; received "***".'],
    [{ fetch: {} }, 'fetch must be a function; received object.'],
    [{ fetch: [] }, 'fetch must be a function; received an array.'],
    [{ fetch: null }, 'fetch must be a function; received null.'],
    [{ fetch: 7n }, 'fetch must be a function; received 7.'],
    [
      { timeoutMs: 'x'.repeat(99) },
      `timeoutMs must be a number of milliseconds from 1 to 2147483647; received "${'x'.repeat(80)}".`,
    ],
    [
      { dangerouslyAllowBrowser: 'yes' },
      'dangerouslyAllowBrowser must be a boolean; received "***".',
    ],
    [{ region: '' }, 'region must be the name of a region; received "".'],
    [{ regions: {} }, 'regions must be an object of named regions; received object.'],
    [{ regions: [{}] }, 'regions must be an object of named regions; received an array.'],
    [{ regions: { '': {} } }, 'regions must be an object of named regions; received object.'],
    [{ regions: { eu: 'stripe' } }, 'regions.eu must be an object; received "***".'],
    [{ regions: { eu: null } }, 'regions.eu must be an object; received null.'],
    [
      { regions: { eu: { country: 'DE' } } },
      'regions.eu has no member country: known are integration_type, pp_ident, external_id, email_address, country_code, client_metadata.',
    ],
    [
      { defaults: { email_adress: 'a' } },
      'defaults has no member email_adress: known are integration_type, pp_ident, external_id, email_address, country_code, client_metadata.',
    ],
    [
      { defaults: { region: 'eu' } },
      'defaults has no member region: known are integration_type, pp_ident, external_id, email_address, country_code, client_metadata.',
    ],
    [
      { timeout: 1 },
      'The options object has no member timeout: known are orgId, region, defaults, regions, secretKey, dangerouslyAllowBrowser, baseUrl, timeoutMs, retries, fetch, headers.',
    ],
    [
      { baseURL: 'x' },
      'The options object has no member baseURL: known are orgId, region, defaults, regions, secretKey, dangerouslyAllowBrowser, baseUrl, timeoutMs, retries, fetch, headers.',
    ],
    [
      { key: 's3cret' },
      'The options object has no member key: known are orgId, region, defaults, regions, secretKey, dangerouslyAllowBrowser, baseUrl, timeoutMs, retries, fetch, headers.',
    ],
  ])('explains what is wrong with %o', async (options, message) => {
    await refused(() => withOptions(options), message);
  });

  test('takes what a getter or a proxy throws for a mistake', async () => {
    await refused(
      () => create(throwing),
      'The options of createBillingClient cannot be read: mine.',
    );
    await refused(
      () => create(proxy),
      'The options of createBillingClient cannot be read: string.',
    );
  });

  test('takes the limits themselves, frozen objects, and unknown members that are undefined', () => {
    expect(() => withOptions({ timeoutMs: 1, retries: 0, timeout: undefined })).not.toThrow();
    expect(() => withOptions({ timeoutMs: 2 ** 31 - 1, retries: 99 })).not.toThrow();
    const regions = Object.freeze({ eu: Object.freeze({ country_code: 'DE' }) });
    expect(() => create(Object.freeze({ orgId: 'acme', region: 'eu', regions }))).not.toThrow();
    class Options {
      orgId = 'acme';
    }
    expect(() => create(new Options())).not.toThrow();
  });
});

describe('a call', () => {
  test.each([...wrong('a text', 'an empty text')])('refuses as its path: %s', async (_, value) => {
    await refusedCall([value, { body }], operationMessage);
    await refusedCall(['POST', value, { body }], operationMessage, 'request');
  });

  test.each([...wrong('a text', 'an empty text')])(
    'refuses as its method: %s',
    async (_, value) => {
      await refusedCall([value, path, { body }], operationMessage, 'request');
    },
  );

  test.each([
    ['POST', '/checkout/create_session'],
    ['GET', path],
    ['POST', 'constructor'],
    ['', ''],
    ['post ', path],
  ])('refuses an operation that the contract does not have: %s %s', async (method, at) => {
    const message = `Method and path must be those of an operation of the contract; received "${method.toUpperCase()} ${at}".`;
    await refusedCall([method, at, { body }], message, 'request');
  });

  test('refuses no arguments at all', async () => {
    await refusedCall([]);
    await refusedCall([], undefined, 'request');
  });

  test.each([...wrong(...objects)])('refuses as its init: %s', async (_, init) => {
    await refusedCall([path, init]);
  });

  test.each<[string, Kind[]]>([
    ['body', [...objects]],
    ['params', [...objects]],
    ['headers', [...objects, 'an array', 'a map', 'a form']],
    ['signal', []],
    ['timeoutMs', ['a number']],
    ['retries', ['a number']],
  ])('refuses %s of any other type than %j', async (member, right) => {
    for (const [, value] of wrong(...right)) await refusedCall([path, { body, [member]: value }]);
    for (const value of [undefined, ...right.map((kind) => values[kind])]) {
      const { client, seen } = observe();
      await (client.POST as Js)(path, { body, [member]: value });
      expect(seen).toHaveLength(1);
    }
  });

  test.each<[string, unknown, string | RegExp]>([
    [
      'fields without body',
      body,
      'init has no member pp_ident: known are body, params, headers, signal, timeoutMs, retries. Fields of the request go into body.',
    ],
    [
      'timeout',
      { body, timeout: 1 },
      'init has no member timeout: known are body, params, headers, signal, timeoutMs, retries. Fields of the request go into body.',
    ],
    [
      'the controller',
      { body, signal: new AbortController() },
      'signal must be an AbortSignal, such as controller.signal; received object.',
    ],
    ['an event target', { body, signal: new EventTarget() }, /^signal must be/],
    ['aborted alone', { body, signal: { aborted: false } }, /^signal must be/],
    ['a prototype', { body, signal: AbortSignal.prototype }, /^The call cannot be read: /],
    ['a list as body', { body: [body] }, 'body must be an object; received an array.'],
    ['a body as text', { body: JSON.stringify(body) }, /^body must be an object; received "/],
    [
      'params.query as text',
      { body, params: { query: 'a=b' } },
      'params.query must be an object; received "***".',
    ],
    [
      'params.path as null',
      { body, params: { path: null } },
      'params.path must be an object; received null.',
    ],
    [
      'params.header as text',
      { body, params: { header: 'a: b' } },
      /^params.header must be a Headers/,
    ],
    [
      'params.headers',
      { body, params: { headers: {} } },
      'params has no member headers: known are path, query, header.',
    ],
    [
      'params.header with the key',
      { body, params: { header: { 'ff-secret-key': 's3cret' } } },
      /^The secret key must be given as the option secretKey/,
    ],
    [
      'deep params.query',
      { body, params: { query: { a: { b: { c: 1 } } } } },
      /^params cannot be read: Deeply/,
    ],
    [
      'half a character',
      { body, params: { query: { a: '\ud800' } } },
      /^params cannot be read: URI malformed/,
    ],
  ])('explains what is wrong with %s', async (_, init, message) => {
    await refusedCall([path, init], message);
  });

  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  test.each<[string, unknown, RegExp]>([
    ['a bigint', 1n, /^body cannot be read: Do not know how to serialize a BigInt/],
    ['a circle', circular, /^body cannot be read: Converting circular structure/],
    ['a proxy that throws', proxy, /^body cannot be read: string\.$/],
  ])('refuses a body that JSON cannot hold: %s', async (_, client_metadata, message) => {
    await refusedCall([path, { body: { ...body, client_metadata } }], message);
    const { client } = observe();
    client.use({ onRequest: () => undefined });
    await refused(
      () => client.POST(path, { body: { ...body, client_metadata } as never }),
      message,
    );
  });

  test('sends unknown fields of the body: the API judges them', async () => {
    const { client, seen } = observe();
    await (client.POST as Js)(
      path,
      Object.freeze({ body: Object.freeze({ unknown: 1 }), x: undefined }),
    );
    expect(seen[0]?.body).toEqual({ unknown: 1, region: 'default' });
  });

  test('takes a signal of another class', async () => {
    const { client, seen } = observe();
    const addEventListener = vi.fn();
    const signal = { aborted: false, addEventListener } as unknown as AbortSignal;
    const { error } = await client.POST(path, { body, signal });
    expect(error).toBeUndefined();
    expect(addEventListener).toHaveBeenCalledOnce();
    const aborted = { aborted: true, addEventListener } as unknown as AbortSignal;
    expect((await client.POST(path, { body, signal: aborted })).error).toMatchObject({
      kind: 'aborted',
      attempts: 0,
    });
    expect(seen).toHaveLength(1);
  });

  test('refuses an operation that needs the secret key, without one', async () => {
    const message =
      'secretKey is required for POST /payment/refund: pass it to createBillingClient().';
    await refusedCall(['/payment/refund', { body: {} }], message);
  });

  test('takes params, and members of them that are undefined', async () => {
    const { client, seen } = observe();
    await (client.POST as Js)(path, { body, params: { path: undefined, query: undefined } });
    await (client.POST as Js)(path, { body, params: { path: { id: 1 }, query: { a: 'b' } } });
    expect(seen.map(({ url }) => url.split(path)[1])).toEqual(['', '?a=b']);
  });

  test('refuses a signal that throws when it is used', async () => {
    const addEventListener = (): never => {
      throw new TypeError('mine');
    };
    const signal = { aborted: false, addEventListener };
    await refusedCall([path, { body, signal }], 'signal cannot be read: mine.');
  });

  test('rejects and never throws', () => {
    const call = open(createBillingClient({ orgId: 'acme' }), { timeoutMs: 0 });
    expect(call).toBeInstanceOf(Promise);
    return expect(call).rejects.toThrow(BillingConfigError);
  });
});

describe('headers', () => {
  const form = /^headers must be a Headers, a list of pairs, or an object; received /;
  const unsendable = 'A header must be text that HTTP can carry; received "x-a".';
  const secret = 'The secret key must be given as the option secretKey; received "ff-secret-key".';

  test.each<[unknown, string | RegExp]>([
    ['x-a: s3cret', form],
    ['s3cret', 'headers must be a Headers, a list of pairs, or an object; received "***".'],
    [7, form],
    [['x-a'], form],
    [[['x-a']], form],
    [[['x-a', 'b', 'c']], form],
    [['ab'], form],
    [[null], form],
    [new Set(['ab']), form],
    [{ 'FF-Secret-Key': 's3cret' }, secret],
    [[['ff-secret-key', 's3cret']], secret],
    [new Headers({ 'ff-secret-key': 's3cret' }), secret],
    [new Map([['ff-secret-key', 's3cret']]), secret],
    [{ 'x-a': 's3cret\nb' }, unsendable],
    [{ 'x-a': 's3cret\u{1f98a}' }, unsendable],
    [{ 'x-a': null }, unsendable],
    [{ 'x-a': true }, unsendable],
    [{ 'x-a': { b: 's3cret' } }, unsendable],
    [{ 'x-a': ['s3cret'] }, unsendable],
    [{ 'x-a': Symbol('s3cret') }, unsendable],
    [{ 'Transfer-Encoding': 'chunked' }, /^A header must be other than those of the connection/],
    [{ 'content-length': '3' }, /^A header must be other than those of the connection/],
    [{ 'x a': 'b' }, /^A header must be text that HTTP can carry; received "x a"/],
    [[[Symbol('a'), 'b']], /^A header must be text that HTTP can carry; received symbol/],
  ])('of a client or a call: %o', async (headers, message) => {
    await refused(() => withOptions({ headers }), message);
    await refusedCall([path, { body, headers }], message);
  });

  test('may be numbers, and left out by undefined', async () => {
    const { client, seen } = observe();
    await (client.POST as Js)(path, {
      body,
      headers: [
        ['x-a', 7],
        ['x-b', undefined],
      ],
    });
    expect(new Headers(seen[0]?.init.headers).get('x-a')).toBe('7');
    expect(new Headers(seen[0]?.init.headers).has('x-b')).toBe(false);
  });
});

describe('the secret key', () => {
  test.each(['', ' ', 's3cret\n', 's3 cret', 's3crét', 7, {}, null])(
    'cannot be %j',
    async (secretKey) => {
      await refused(
        () => withOptions({ secretKey }),
        'secretKey must be the key as issued, or left out; received "***".',
      );
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
    const url = new URL(baseUrl).href;
    await refused(
      () => withOptions({ secretKey: 's3cret', baseUrl }),
      `baseUrl must be an https URL when there is a secretKey; received "${url}".`,
    );
  });

  test.each([
    'http://localhost:1',
    'http://api.localhost',
    'http://127.0.0.9',
    'http://127.0.0.9:1/v1',
    'http://[::1]:1',
    'https://example.com',
  ])('may be sent to %s', (baseUrl) => {
    expect(() => withOptions({ secretKey: 's3cret', baseUrl })).not.toThrow();
  });

  test.each([
    ['a page', { document: {} }],
    ['a window', { window: {} }],
    ['a worker', { navigator: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' } }],
  ])('is refused in %s', async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    await refused(
      () => withOptions({ secretKey: 's3cret' }),
      /^secretKey must be left out in a browser, .*dangerouslyAllowBrowser is set; received "\*\*\*"\.$/,
    );
    expect(() => withOptions({ secretKey: 's3cret', dangerouslyAllowBrowser: true })).not.toThrow();
    expect(() => withOptions({})).not.toThrow();
  });

  test.each([{ userAgent: 'Node.js/22' }, { userAgent: 'x Mozilla' }, {}])(
    'is fine on a server with a navigator: %j',
    (navigator) => {
      vi.stubGlobal('navigator', navigator);
      expect(() => withOptions({ secretKey: 's3cret' })).not.toThrow();
    },
  );

  test('does not show in the client', () => {
    const client = createBillingClient({ orgId: 'acme', secretKey: 's3cret' });
    expect(inspect(client, { depth: 9, showHidden: true })).not.toContain('s3cret');
    expect(JSON.stringify(client)).toBe('{}');
  });
});

describe('use', () => {
  test.each([
    ['undefined', undefined],
    ...wrong(),
    ['a misspelt function', { onrequest: () => undefined }],
    ['a list of middleware', [{ onRequest: () => undefined }]],
    ['a function that is none', { onRequest: 'text' }],
    ['one function that is none', { onRequest: () => undefined, onError: null }],
    ['only undefined', { onRequest: undefined }],
  ])('refuses %s', async (_, one) => {
    const { client, seen } = observe();
    const good = { onRequest: vi.fn() };
    await refused(() => (client.use as Js)(good, one), /^middleware /);
    await open(client);
    expect(good.onRequest).not.toHaveBeenCalled();
    expect(seen).toHaveLength(1);
  });

  test('explains what middleware is', async () => {
    const { client } = observe();
    await refused(
      () => (client.use as Js)({ onrequest: () => undefined }),
      'middleware must be an object with a function onRequest, onResponse or onError; received object.',
    );
  });

  test('and eject take nothing, and eject ignores what it does not know', () => {
    const { client } = observe();
    expect(() => client.use()).not.toThrow();
    expect(() => (client.eject as Js)(undefined, null, 7, {})).not.toThrow();
  });
});

describe('unwrap', () => {
  test.each([['undefined', undefined], ...wrong('a proxy that throws', 'a revoked proxy')])(
    'refuses %s',
    async (_, value) => {
      await refused(
        () => (unwrap as Js)(value),
        /^The argument of unwrap must be a call or its result; received /,
      );
    },
  );

  test('takes any object with data or error', async () => {
    expect(await (unwrap as Js)({ data: 7 })).toBe(7);
    await expect((unwrap as Js)({ error: 'mine' })).rejects.toBe('mine');
    expect(await (unwrap as Js)(Promise.resolve({ data: undefined }))).toBeUndefined();
  });
});
