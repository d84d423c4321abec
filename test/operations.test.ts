import { afterAll, describe, expect, test } from 'vitest';
import { BillingConfigError, createBillingClient, type BillingResult } from '../src/index.js';
import { startSandbox } from '../src/sandbox/index.js';
import { readContract } from '../src/sandbox/contract.js';
import { bodyOf, createResponseValidator } from './support/contract.js';

// The calls of this test are made from the contract, so their types are not known to the compiler.
type AnyCall = (
  method: string,
  path: string,
  init: { body: unknown; headers?: Record<string, string> },
) => Promise<BillingResult<object>>;

const sandbox = await startSandbox();
afterAll(() => sandbox.close());

const connect = (secretKey?: string): AnyCall =>
  createBillingClient({ orgId: 'acme', baseUrl: sandbox.baseUrl, secretKey })
    .request as unknown as AnyCall;
const withKey = connect('any');
const withoutKey = connect();
const problemsOf = createResponseValidator();

const { operations } = readContract();

test('every operation with known facts is there', () => {
  expect(operations.length).toBeGreaterThanOrEqual(31);
});

describe.each(operations)('$name', (operation) => {
  const { method, path, name, requiresSecretKey } = operation;

  test('returns data that conforms to the contract, for the smallest and the fullest body', async () => {
    for (const requiredOnly of [true, false]) {
      const { data, error, requestId } = await withKey(method, path, {
        body: bodyOf(operation, requiredOnly),
      });
      expect(error).toBeUndefined();
      expect(problemsOf(operation, data)).toEqual([]);
      expect(requestId).toMatch(/^\w{8}$/);
    }
  });

  test('returns a refusal as an error', async () => {
    const headers = { 'x-sandbox': 'refuse' };
    const { data, error } = await withKey(method, path, { body: bodyOf(operation), headers });
    expect(data).toBeUndefined();
    expect(error).toMatchObject({
      kind: 'api',
      outcome: 'not_processed',
      operation: name,
      status: 200,
      code: 'double_purchase',
    });
  });

  test(requiresSecretKey ? 'needs the secret key' : 'needs no secret key', async () => {
    const call = withoutKey(method, path, { body: bodyOf(operation) });
    if (requiresSecretKey) {
      await expect(call).rejects.toThrow(BillingConfigError);
      await expect(call).rejects.toThrow(
        `secretKey is required for ${method} ${path}: pass it to createBillingClient().`,
      );
    } else {
      expect((await call).error).toBeUndefined();
    }
  });
});
