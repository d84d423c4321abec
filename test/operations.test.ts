import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { afterAll, describe, expect, test } from 'vitest';
import { BillingConfigError, createBillingClient, type BillingResult } from '../src/index.js';
import {
  asObject,
  dereference,
  DOCUMENT_ID,
  readContract,
  type Operation,
} from '../src/sandbox/contract.js';
import { startSandbox } from '../src/sandbox/index.js';
import { sample } from '../src/sandbox/samples.js';

// The calls of this test are made from the contract, so their types are not known to the compiler.
type AnyCall = (method: string, path: string, init: object) => Promise<BillingResult<object>>;

const sandbox = await startSandbox();
afterAll(() => sandbox.close());

const connect = (secretKey?: string): AnyCall =>
  createBillingClient({ orgId: 'acme', baseUrl: sandbox.baseUrl, secretKey })
    .request as unknown as AnyCall;
const withKey = connect('any');
const withoutKey = connect();

const { document, operations } = readContract();
const ajv = new Ajv({ allErrors: true, strict: false });
formats.default(ajv);
ajv.addSchema(document, DOCUMENT_ID);

/** A body that an operation takes. */
function bodyOf({ requestSchema }: Operation, requiredOnly = false): unknown {
  if (requestSchema === undefined) return undefined;
  const body = asObject(sample(requestSchema, { document, seed: 'test', given: {}, fixed: {} }));
  if (!requiredOnly) return body;
  const { required = [] } = asObject(dereference(document, requestSchema));
  return Object.fromEntries((required as string[]).map((name) => [name, body[name]]));
}

test('every operation of the contract is there', () => {
  const paths = operations.map(({ path }) => path);
  expect([...new Set(paths)]).toEqual(Object.keys(asObject(document['paths'])));
  expect(paths).toContain('/payment/refund');
});

describe.each(operations)('$name', (operation) => {
  const { method, path, name, requiresSecretKey, responseSchema } = operation;
  const body = bodyOf(operation);

  test('returns data that conforms to the contract, for the smallest and the fullest body', async () => {
    const validate = ajv.compile(responseSchema ?? {});
    const { properties } = asObject(dereference(document, responseSchema));
    const declared = Object.keys(asObject(properties));
    for (const body of [bodyOf(operation, true), bodyOf(operation)]) {
      const { data, error, requestId } = await withKey(method, path, { body });
      expect(error).toBeUndefined();
      validate(data);
      expect(validate.errors).toBeNull();
      expect(Object.keys(data ?? {})).toEqual(expect.arrayContaining(declared));
      expect(requestId).toMatch(/^\w{8}$/);
    }
  });

  test('returns a refusal as an error', async () => {
    const headers = { 'x-sandbox': 'refuse' };
    const { data, error } = await withKey(method, path, { body, headers });
    expect(data).toBeUndefined();
    const facts = { kind: 'api', outcome: 'not_processed', status: 200, code: 'double_purchase' };
    expect(error).toMatchObject({ ...facts, operation: name });
  });

  test(requiresSecretKey ? 'needs the secret key' : 'needs no secret key', async () => {
    const call = withoutKey(method, path, { body });
    if (requiresSecretKey) {
      await expect(call).rejects.toThrow(BillingConfigError);
      await expect(call).rejects.toThrow(`secretKey is required for ${name}`);
    } else {
      expect((await call).error).toBeUndefined();
    }
  });
});
