import { fillDefaults, type Defaults } from './defaults.js';
import { mistake } from './errors.js';
import { operations } from './generated/contract.js';
import { reads } from './reads.js';
import { isObject, parseJson } from './reply.js';

/** A request body, whatever its operation. */
export type Body = Readonly<Record<string, unknown>>;

/** An operation, by what the contract says of it in generated/contract.ts; what is not so is left out. */
export interface Operation {
  readonly secret?: true;
  readonly body?: true;
  readonly fields?: readonly string[];
  readonly idempotencyKey?: true;
  readonly empty?: true;
}

export function findOperation(name: string): Operation {
  const operation = (operations as Readonly<Record<string, Operation>>)[name];
  if (operation) return operation;
  throw mistake('operation', name, 'a method and path of the contract');
}

/** The body to send: with the client's defaults, and not left out where the contract wants one. */
export function completeBody(
  operation: Operation,
  body: Body | undefined,
  defaults: Defaults,
): Body | undefined {
  if (body !== undefined && !isObject(body)) throw mistake('body', typeof body, 'an object');
  if (operation.fields) return fillDefaults(operation.fields, body, defaults);
  return body ?? (operation.body && {});
}

/** @throws {BillingConfigError} for a body that JSON cannot hold */
export function toJson(body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch (error) {
    throw mistake('body', error, 'what JSON can hold');
  }
}

export function readsOnly(name: string): boolean {
  return (reads as readonly string[]).includes(name);
}

/** Whether the body has a key by which the API knows a repetition. */
export function hasKey(operation: Operation, json: string | undefined): boolean {
  return !!operation.idempotencyKey && !!(parseJson(json) as Body | undefined)?.['idempotency_key'];
}
