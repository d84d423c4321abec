import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadContract, contractFiles } from '../scripts/contract/load.js';
import { bodyOf, createApi, successOf } from '../scripts/sandbox/api.js';
import { sample } from '../scripts/sandbox/sample.js';
import { startSandbox } from '../scripts/sandbox.js';
import { BillingConfigError, createBillingClient, type BillingResult } from '../src/index.js';

// The calls of this test are made from the contract, so their types are not known to the compiler.
type AnyCall = (
  method: string,
  path: string,
  init: { body: unknown; headers?: Record<string, string> },
) => Promise<BillingResult<object>>;

const contract = await loadContract(await contractFiles(join(import.meta.dirname, '../openapi')));
const api = await createApi(contract);
const sandbox = await startSandbox({ port: 0 });
afterAll(() => sandbox.close());

const connect = (secretKey?: string): AnyCall =>
  createBillingClient({ orgId: 'acme', baseUrl: sandbox.url, secretKey })
    .request as unknown as AnyCall;
const withKey = connect('any');
const withoutKey = connect();

const operations = api.getOperations().map((operation) => ({
  method: operation.method.toUpperCase(),
  path: operation.path.replace('/{org_id}/v1', ''),
  open: operation.security?.length === 0,
  body: (requiredOnly: boolean) => sample(bodyOf(operation), { seed: 'test', requiredOnly }),
  promised: Object.keys((successOf(operation).schema as { properties?: object }).properties ?? {}),
}));

test('the whole API is there', () => {
  expect(operations).toHaveLength(27);
});

describe.each(operations)('$method $path', ({ method, path, open, body, promised }) => {
  test('gives what the contract promises', async () => {
    for (const requiredOnly of [true, false]) {
      const { data, error, requestId } = await withKey(method, path, { body: body(requiredOnly) });
      expect(error).toBeUndefined();
      expect(Object.keys(data ?? {}).sort()).toEqual([...promised].sort());
      expect(requestId).toMatch(/^\w{8}$/);
    }
  });

  test('gives a refusal as an error', async () => {
    const headers = { 'x-sandbox': 'refuse' };
    const { data, error } = await withKey(method, path, { body: body(false), headers });
    expect(data).toBeUndefined();
    expect(error).toMatchObject({
      kind: 'api',
      outcome: 'not_processed',
      operation: `${method} ${path}`,
      status: 200,
      code: 'double_purchase',
    });
  });

  test(open ? 'needs no secret key' : 'needs the secret key', async () => {
    const call = withoutKey(method, path, { body: body(true) });
    if (open) {
      expect((await call).error).toBeUndefined();
    } else {
      await expect(call).rejects.toThrow(BillingConfigError);
      await expect(call).rejects.toThrow(
        `secretKey: got "undefined"; give it to createBillingClient, for ${method} ${path}`,
      );
    }
  });
});
