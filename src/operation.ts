import { fillDefaults, type Defaults } from './defaults.js';
import { BillingConfigError } from './errors.js';
import { operations } from './generated/contract.js';
import { reads } from './reads.js';

/** A request body, whatever its operation. */
export type Body = Readonly<Record<string, unknown>>;

/** What the contract says of an operation, in generated/contract.ts; what is not so is left out. */
interface OperationFacts {
  readonly secret?: true;
  readonly body?: true;
  readonly fields?: readonly string[];
  readonly idempotencyKey?: true;
  readonly empty?: true;
}

/** An operation of the contract, by its name. */
export interface Operation extends OperationFacts {
  /** `METHOD /path` */
  name: string;
  /** It changes nothing. */
  readsOnly: boolean;
}

export function findOperation(name: string): Operation {
  const facts = (operations as Readonly<Record<string, OperationFacts>>)[name];
  if (facts) return { ...facts, name, readsOnly: (reads as readonly string[]).includes(name) };
  throw new BillingConfigError(
    `request: the contract has no operation ${name}; check method and path, or run \`npm run generate\` on a newer contract`,
  );
}

/** The body to send: with the client's defaults, and not left out where the contract wants one. */
export function completeBody(
  { fields, body: required }: Operation,
  body: Body | undefined,
  defaults: Defaults,
): Body | undefined {
  if (body !== undefined && !isFields(body))
    throw new BillingConfigError(
      `body: got ${Array.isArray(body) ? 'array' : typeof body}; give an object with the fields of the request`,
    );
  if (fields) return fillDefaults(fields, body, defaults);
  return body ?? (required ? {} : undefined);
}

function isFields(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** @throws {BillingConfigError} for a body that JSON cannot hold */
export function toJson(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new BillingConfigError(
      'body: cannot be written as JSON; remove circular references and BigInts',
      { cause },
    );
  }
}

/** Whether twice is harmless: nothing changes, or the body has a key by which the API knows the second from the first. */
export function isRepeatable(
  { readsOnly, idempotencyKey }: Operation,
  json: string | undefined,
): boolean {
  return readsOnly || (idempotencyKey === true && hasKey(json));
}

function hasKey(json: string | undefined): boolean {
  try {
    const { idempotency_key: key } = JSON.parse(json ?? '') as Body;
    return typeof key === 'string' && key !== '';
  } catch {
    return false;
  }
}
