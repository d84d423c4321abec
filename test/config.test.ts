import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  BillingConfigError,
  createBillingClient,
  type BillingClientOptions,
  type BillingMiddleware,
} from '../src/index.js';
import { body, observe, open, path } from './support/client.js';

const create = (options: object | undefined) => (): unknown =>
  createBillingClient(
    (options && { orgId: 'acme', ...options }) as unknown as BillingClientOptions,
  );

/** That a mistake is a BillingConfigError with this message, which holds no secret. */
async function refused(act: () => unknown, message: string): Promise<void> {
  const error: unknown = await Promise.resolve()
    .then(act)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BillingConfigError);
  expect(error).toMatchObject({ name: 'BillingConfigError', message });
  expect(inspect(error)).not.toContain('s3cret');
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('options', () => {
  test.each([
    [undefined, 'options: got undefined; give at least { orgId }'],
    [{ timeoutMs: 0 }, 'timeoutMs: got 0; give milliseconds from 1 to 2147483647'],
    [{ timeoutMs: -1 }, 'timeoutMs: got -1; give milliseconds from 1 to 2147483647'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs: got 2147483648; give milliseconds from 1 to 2147483647'],
    [{ timeoutMs: NaN }, 'timeoutMs: got NaN; give milliseconds from 1 to 2147483647'],
    [{ timeoutMs: '9' }, 'timeoutMs: got 9; give milliseconds from 1 to 2147483647'],
    [{ retries: -1 }, 'retries: got -1; give a whole number from 0'],
    [{ retries: 1.5 }, 'retries: got 1.5; give a whole number from 0'],
    [{ retries: Infinity }, 'retries: got Infinity; give a whole number from 0'],
    [{ fetch: 'x' }, 'fetch: got string; give a function like the global fetch'],
  ])('%j', async (options, message) => {
    await refused(create(options), message);
  });

  test('the limits themselves are fine', () => {
    expect(create({ timeoutMs: 1, retries: 0 })).not.toThrow();
    expect(create({ timeoutMs: 2 ** 31 - 1, retries: 99 })).not.toThrow();
  });

  test('null is no object of options', async () => {
    await refused(
      () => createBillingClient(null as unknown as BillingClientOptions),
      'options: got object; give at least { orgId }',
    );
  });
});

describe('options of a call', () => {
  const { client, seen } = observe();

  test.each([
    [{ timeoutMs: 0 }, 'timeoutMs: got 0; give milliseconds from 1 to 2147483647'],
    [{ retries: -1 }, 'retries: got -1; give a whole number from 0'],
    [{ body: 'text' }, 'body: got string; give an object with the fields of the request'],
    [{ body: [body] }, 'body: got array; give an object with the fields of the request'],
  ])('%j', async (init, message) => {
    await refused(() => client.POST(path, { body, ...(init as object) }), message);
    expect(seen).toEqual([]);
  });

  test('a body that JSON cannot hold', async () => {
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    await refused(
      () => client.POST(path, { body: { ...body, client_metadata: loop } }),
      'body: cannot be written as JSON; remove circular references and BigInts',
    );
    expect(seen).toEqual([]);
  });
});

describe('headers', () => {
  const secret =
    'headers: got ff-secret-key; give the key as the option secretKey, so that it goes only where it is needed';
  const broken =
    'headers: "x-a" has a name or a value that HTTP cannot carry; remove line breaks and characters beyond Latin-1';

  test.each([
    [{ 'FF-Secret-Key': 's3cret' }, secret],
    [[['ff-secret-key', 's3cret']], secret],
    [new Headers({ 'ff-secret-key': 's3cret' }), secret],
    [{ 'x-a': 's3cret\nb' }, broken],
    [{ 'x-a': 's3cret\u{1f98a}' }, broken],
  ])('of the client or a call: %j', async (headers, message) => {
    const { client, seen } = observe();
    await refused(create({ headers }), message);
    await refused(() => client.POST(path, { body, headers: headers as Headers }), message);
    expect(seen).toEqual([]);
  });
});

describe('the secret key', () => {
  const unreadable =
    'secretKey: got something that is empty or no plain text (not shown); leave it out or copy the key again';

  test.each(['', ' ', 's3cret\n', 's3 cret', 's3crét', 7])('%j is none', async (secretKey) => {
    await refused(create({ secretKey }), unreadable);
  });

  test.each(['http://example.com', 'http://127.example.com', 'http://localhost.example.com'])(
    'does not go to %s',
    async (baseUrl) => {
      await refused(
        create({ secretKey: 's3cret', baseUrl }),
        `secretKey: got one for the baseUrl ${baseUrl}, where everyone on the way can read it; use https`,
      );
    },
  );

  test.each([
    'http://localhost:1',
    'http://api.localhost',
    'http://127.0.0.9',
    'http://[::1]:1',
    'https://example.com',
  ])('goes to %s', (baseUrl) => {
    expect(create({ secretKey: 's3cret', baseUrl })).not.toThrow();
  });

  test.each([
    ['a page', { document: {} }],
    ['a worker', { navigator: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' } }],
  ])('stays out of %s', async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    await refused(
      create({ secretKey: 's3cret' }),
      'secretKey: got one in a browser, where every visitor can read it; call from your server, or set dangerouslyAllowBrowser',
    );
    expect(create({ secretKey: 's3cret', dangerouslyAllowBrowser: true })).not.toThrow();
    expect(create({})).not.toThrow();
  });

  test('a server with a navigator is no browser', () => {
    vi.stubGlobal('navigator', { userAgent: 'Node.js/22' });
    expect(create({ secretKey: 's3cret' })).not.toThrow();
  });

  test('does not show in the client', () => {
    const client = createBillingClient({ orgId: 'acme', secretKey: 's3cret' });
    expect(inspect(client, { depth: 9, showHidden: true })).not.toContain('s3cret');
    expect(JSON.stringify(client)).toBe('{}');
  });
});

describe('an operation that the contract does not have', () => {
  test.each([
    ['POST', '/checkout/create_session'],
    ['GET', path],
    ['POST', 'constructor'],
  ])('%s %s', async (method, at) => {
    const { client, seen } = observe();
    await refused(
      () => client.request(method as 'POST', at as typeof path, { body }),
      `request: the contract has no operation ${method} ${at}; check method and path, or run \`npm run generate\` on a newer contract`,
    );
    expect(seen).toEqual([]);
  });
});

describe('middleware', () => {
  test.each([{}, { onrequest: () => undefined }, { onRequest: true }, undefined, 'x'])(
    '%j is none',
    async (one) => {
      const { client } = observe();
      await refused(
        () => client.use(one as BillingMiddleware),
        'use: got something without onRequest, onResponse and onError; give it one of them',
      );
    },
  );
});

test('a mistake rejects and never throws', () => {
  const client = createBillingClient({ orgId: 'acme' });
  const call = open(client, { timeoutMs: 0 });
  expect(call).toBeInstanceOf(Promise);
  return expect(call).rejects.toThrow(BillingConfigError);
});
