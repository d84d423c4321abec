import type { operations } from './generated/contract.js';

/** An operation of the contract, as `METHOD /path`. */
export type OperationName = keyof typeof operations;

/** The operations that change nothing: they may be sent again after any failure. */
export const reads: readonly OperationName[] = [];
