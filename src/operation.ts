import { must } from './errors.js';
import { operations } from './generated/operations.js';

/** What the contract says about an operation, from generated/operations.ts. A member that does not apply is left out. */
export interface Operation {
  readonly requiresSecretKey?: true;
  readonly requiresBody?: true;
  /** The body fields that the client fills in. */
  readonly defaultableFields?: readonly string[];
  readonly acceptsIdempotencyKey?: true;
  /** The data of a success is an empty object. */
  readonly emptyResponse?: true;
  readonly isReadOnly?: true;
  /** The fields that tell the data of a success. */
  readonly responseFields?: readonly string[];
}

const table: Readonly<Record<string, Operation>> = operations;

/** The body fields that `defaults` and `regions` may hold. */
export const defaultableFields = [
  ...new Set(Object.values(table).flatMap(({ defaultableFields = [] }) => defaultableFields)),
];

/** Finds an operation by method and path, which a caller in JavaScript may have mixed up. */
export function findOperation(method: unknown, path: unknown) {
  const isText = typeof method === 'string' && typeof path === 'string';
  const name = isText ? `${method.toUpperCase()} ${path}` : '';
  const operation = table[name];
  must(operation, 'Method and path', 'those of an operation of the contract', name);
  return { name, operation, method: method as string, path: path as string };
}
