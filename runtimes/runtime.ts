import type { Finding } from './conformance/program.js';
import type { Packed } from './packed.js';
import type { WatchedSandbox } from './sandbox.js';

/** What a runtime says of itself, and of the rows that it ran. */
export interface Report {
  readonly version: string;
  readonly findings: readonly Finding[];
}

/** A place where users run the client. */
export interface Runtime {
  readonly name: string;
  /** The rows that it must report on. */
  readonly rows: readonly string[];
  /** Starts it, has it run the rows, and stops it. */
  readonly run: (packed: Packed, sandbox: WatchedSandbox) => Promise<Report>;
}
