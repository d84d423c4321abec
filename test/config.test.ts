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
    [{ timeoutMs: 0 }, 'timeoutMs: got "0"; give 1 to 2147483647 milliseconds'],
    [{ timeoutMs: -1 }, 'timeoutMs: got "-1"; give 1 to 2147483647 milliseconds'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs: got "2147483648"; give 1 to 2147483647 milliseconds'],
    [{ fetch: 'x' }, 'fetch: got "x"; give a function'],
    [
      { timeoutMs: 2147483647.5 },
      'timeoutMs: got "2147483647.5"; give 1 to 2147483647 milliseconds',
    ],
    [{ timeoutMs: NaN }, 'timeoutMs: got "NaN"; give 1 to 2147483647 milliseconds'],
    [{ timeoutMs: '9' }, 'timeoutMs: got "9"; give 1 to 2147483647 milliseconds'],
    [{ retries: -1 }, 'retries: got "-1"; give a whole number from 0'],
    [{ retries: 1.5 }, 'retries: got "1.5"; give a whole number from 0'],
    [{ retries: Infinity }, 'retries: got "Infinity"; give a whole number from 0'],
  ])('%j', async (options, message) => {
    await refused(create(options), message);
  });

  test('the limits themselves are fine', () => {
    expect(create({ timeoutMs: 1, retries: 0 })).not.toThrow();
    expect(create({ timeoutMs: 2 ** 31 - 1, retries: 99 })).not.toThrow();
  });
});

describe('options of a call', () => {
  const { client, seen } = observe();

  test.each([
    [{ timeoutMs: 0 }, 'timeoutMs: got "0"; give 1 to 2147483647 milliseconds'],
    [{ retries: -1 }, 'retries: got "-1"; give a whole number from 0'],
    [{ body: 'text' }, 'body: got "string"; give an object'],
    [{ body: [body] }, 'body: got "object"; give an object'],
  ])('%j', async (init, message) => {
    await refused(() => client.POST(path, { body, ...(init as object) }), message);
    expect(seen).toEqual([]);
  });

  test('a body that JSON cannot hold', async () => {
    await refused(
      () => client.POST(path, { body: { ...body, client_metadata: { big: 1n } } }),
      'body: got "TypeError: Do not know how to serialize a BigInt"; give what JSON can hold',
    );
    expect(seen).toEqual([]);
  });
});

describe('headers', () => {
  const secret = 'headers: got "ff-secret-key"; give the key as option secretKey';
  const broken = 'headers: got "x-a"; give what HTTP can carry';

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
  const unreadable = 'secretKey: got "***"; give the key as issued, or none';

  test.each(['', ' ', 's3cret\n', 's3 cret', 's3crét'])('%j is none', async (secretKey) => {
    await refused(create({ secretKey }), unreadable);
  });

  test.each(['http://example.com', 'http://127.example.com', 'http://localhost.example.com'])(
    'does not go to %s',
    async (baseUrl) => {
      await refused(
        create({ secretKey: 's3cret', baseUrl }),
        `baseUrl: got "${baseUrl}/"; give an https URL for a secretKey`,
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
      'secretKey: got "***"; give it to servers only, or set dangerouslyAllowBrowser',
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
      `operation: got "${method} ${at}"; give a method and path of the contract`,
    );
    expect(seen).toEqual([]);
  });
});

describe('middleware', () => {
  test.each([{}, { onrequest: () => undefined }, undefined, null, 'x'])(
    '%j is none',
    async (one) => {
      const { client } = observe();
      await refused(
        () => client.use(one as BillingMiddleware),
        `use: got "${one as string}"; give middleware`,
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
