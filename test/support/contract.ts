import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import {
  asObject,
  dereference,
  DOCUMENT_ID,
  readContract,
  type JsonObject,
  type Operation,
} from '../../src/sandbox/contract.js';
import { sample } from '../../src/sandbox/samples.js';

const { document } = readContract();

/** A body that an operation takes. */
export function bodyOf({ requestSchema }: Operation, requiredOnly = false): unknown {
  if (requestSchema === undefined) return undefined;
  const body = sample(requestSchema, { document, seed: 'test', given: {}, fixed: {} });
  if (!requiredOnly) return body;
  const { required = [] } = asObject(dereference(document, requestSchema));
  const names = required as readonly string[];
  return Object.fromEntries(names.map((name) => [name, (body as JsonObject)[name]]));
}

/** Holds data against the response schema of its operation, and that every declared field is there. */
export function createResponseValidator(): (operation: Operation, data: unknown) => string[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv);
  ajv.addSchema(document, DOCUMENT_ID);
  return ({ responseSchema }, data) => {
    const validate = ajv.compile(responseSchema ?? {});
    const errors = validate(data) ? [] : (validate.errors ?? []);
    const { properties } = asObject(dereference(document, responseSchema));
    const missing = Object.keys(asObject(properties)).filter((name) => !(name in asObject(data)));
    return [
      ...errors.map(({ instancePath, message = '' }) => `${instancePath} ${message}`),
      ...missing.map((name) => `${name} is missing`),
    ];
  };
}
