import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createBillingClient } from '../src/index.js';
import { ending, one } from './support/faults.js';

// The shortest wait: these tests ask whether a request is retried, not when.
beforeAll(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

const coded = (code: string, syscall?: string): Error =>
  Object.assign(new Error('why'), { code, ...(syscall && { syscall }) });
/** As Node's fetch rejects. */
const failed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause });
/** As Node does where a name has several addresses. */
const each = (...errors: unknown[]): TypeError =>
  failed(Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' }));

const refused = coded('ECONNREFUSED', 'connect');
const timedOut = coded('ETIMEDOUT', 'connect');
const lost = coded('ECONNRESET', 'read');

/** Makes a charge with a fetch that ends so. */
async function charge(how: () => Promise<Response>): Promise<[outcome: unknown, calls: number]> {
  const fetch = ending(how);
  const client = createBillingClient({ orgId: 'acme', secretKey: 'k', fetch });
  const { error } = await one.charging(client);
  expect(error).toMatchObject({ kind: 'network', attempts: fetch.mock.calls.length });
  expect(error).not.toHaveProperty('status');
  return [error?.outcome, fetch.mock.calls.length];
}

describe('fetch says that it never connected', () => {
  test.each<[string, unknown]>([
    ['Node: refused', failed(refused)],
    ['Node: no such host', failed(coded('ENOTFOUND', 'getaddrinfo'))],
    ['Node: no name server', failed(coded('EAI_AGAIN', 'getaddrinfo'))],
    ['Node: connect timeout', failed(coded('UND_ERR_CONNECT_TIMEOUT'))],
    ['Node: no route', failed(coded('EHOSTUNREACH', 'connect'))],
    ['Node: all addresses refused', each(refused, refused)],
    ['Node: one address refused, one silent', each(refused, timedOut)],
    ['Bun: refused', coded('ConnectionRefused')],
    ['Bun: no such host', coded('FailedToOpenSocket')],
    ['an error without a wrapper', refused],
  ])('%s', async (_, error) => {
    expect(await charge(() => Promise.reject(error as Error))).toEqual(['not_processed', 3]);
  });
});

describe('fetch does not tell why', () => {
  test.each<[string, unknown]>([
    ['Node: reset', failed(lost)],
    ['Node: reset before TLS was up', failed(coded('ECONNRESET'))],
    ['Node: broken pipe', failed(coded('EPIPE', 'write'))],
    ['Node: no answer on an open connection', failed(coded('ETIMEDOUT', 'read'))],
    ['Node: closed by the other side', failed(coded('UND_ERR_SOCKET'))],
    ['Node: no headers in time', failed(coded('UND_ERR_HEADERS_TIMEOUT'))],
    ['Node: no body in time', failed(coded('UND_ERR_BODY_TIMEOUT'))],
    ['Node: one of several addresses reset', each(refused, lost)],
    ['Node: the last of several addresses reset', each(refused, refused, lost)],
    ['Bun: closed', coded('ConnectionClosed')],
    ['Chrome', new TypeError('Failed to fetch')],
    ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
    ['Safari', new TypeError('Load failed')],
    ['Deno', new TypeError('error sending request for url: Connection refused (os error 111)')],
    ['workerd', new Error('Network connection lost.')],
    ['an error with a numeric code', new DOMException('aborted', 'AbortError')],
    ['a word in the message only', new Error('connect ECONNREFUSED 127.0.0.1:443')],
    ['a code that only begins so', coded('ECONNREFUSED_MAYBE')],
    ['a text', 'ECONNREFUSED'],
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
    ['a cause that is null', { cause: null }],
    ['an empty list of errors', new AggregateError([])],
    ['an empty list of errors as the cause', failed(new AggregateError([]))],
    ['a list of nothing', new AggregateError([undefined])],
    ['errors that are no list', Object.assign(new Error('invalid'), { errors: { name: 'no' } })],
  ])('%s', async (_, error) => {
    expect(await charge(() => Promise.reject(error as Error))).toEqual(['unknown', 1]);
  });

  test('a fetch that throws', async () => {
    const thrown = charge(() => {
      throw new TypeError('Illegal invocation');
    });
    expect(await thrown).toEqual(['unknown', 1]);
  });

  test.each([undefined, null])('a fetch that gives %j', async (given) => {
    expect(await charge(() => Promise.resolve(given as unknown as Response))).toEqual([
      'unknown',
      1,
    ]);
  });

  test('the error keeps what fetch rejected with', async () => {
    const cause = failed(lost);
    const fetch = ending(() => Promise.reject(cause));
    const client = createBillingClient({ orgId: 'acme', secretKey: 'k', fetch });
    expect((await one.charging(client)).error?.cause).toBe(cause);
  });
});
