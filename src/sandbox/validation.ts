import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import { asObject, DOCUMENT_ID, unescapePointer } from './contract.js';
import type { Contract, Operation } from './contract.js';

/** What is wrong with a request body; `undefined`: nothing. */
export type Validate = (operation: Operation, body: unknown) => string | undefined;

/** Validates request bodies by the contract; a schema is compiled when it is first needed. */
export function createValidate({ document }: Contract): Validate {
  const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false, logger: false });
  formats.default(ajv);
  // The API's own timestamps may lack a zone.
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i);
  ajv.addSchema(document, DOCUMENT_ID);
  return ({ requestSchema }, body) => {
    if (requestSchema === undefined || body === undefined) return undefined;
    const validate = ajv.compile(requestSchema as object);
    validate(body);
    return validate.errors ? describe(validate.errors) : undefined;
  };
}

/** One line for all errors: each field with what is wrong there. */
function describe(errors: readonly ErrorObject[]): string {
  const fields = [...new Set(errors.map(fieldOf))];
  const of = (field: string) => errors.filter((error) => fieldOf(error) === field);
  return fields.map((field) => `${field} ${explain(of(field))}`).join('; ');
}

/** `prices.0.amount` for the error at `/prices/0/amount`. */
function fieldOf({ instancePath, params }: ErrorObject): string {
  const { missingProperty, additionalProperty = missingProperty } = asObject(params);
  const keys = instancePath.split('/').slice(1).map(unescapePointer);
  const last = typeof additionalProperty === 'string' ? [additionalProperty] : [];
  return [...keys, ...last].join('.') || 'the body';
}

function explain(errors: readonly ErrorObject[]): string {
  const isChoice = ({ keyword }: ErrorObject): boolean => /^(any|one)Of$/.test(keyword);
  const reasons = errors.flatMap((error) => (isChoice(error) ? [] : explainOne(error)));
  return [...new Set(reasons)].join(errors.some(isChoice) ? ' or ' : ' and ');
}

function explainOne({ keyword, params, message = keyword }: ErrorObject): string {
  const { allowedValues } = asObject(params);
  if (keyword === 'required') return 'is required';
  if (keyword === 'additionalProperties') return 'is not in the contract';
  if (Array.isArray(allowedValues)) return `must be one of ${allowedValues.map(String).join(', ')}`;
  return keyword === 'type' ? message.replaceAll(',', ' or ') : message;
}
