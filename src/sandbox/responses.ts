import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Call } from './routing.js';

/** What the sandbox sends. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How the connection fails: before any header (`drop` closes it, `reset` resets it) or inside the body (`cut`). */
  readonly connection?: 'drop' | 'reset' | 'cut';
}

/** The API's envelope around the data of an operation. */
export function success(call: Call, status: number, data: unknown): Answer {
  if (status === 204) return { status, headers: {}, body: '' };
  return json(status, { status: 'success', data, req_id: requestId(call) });
}

/** The API's envelope around an error. The code is by default that of the status, such as `bad_request`. */
export function failure(call: Call, status: number, msg: string, code?: string): Answer {
  const byStatus = String(STATUS_CODES[status]).toLowerCase().replaceAll(' ', '_');
  const error = [{ code: code ?? byStatus, msg, type: 'api_exception' }];
  return json(status, { status: 'error', req_id: requestId(call), error });
}

/** A response without the envelope. */
export function text(status: number, body: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
}

/** Hexadecimal digits that follow from the parts: the same parts give the same digits. */
export function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function requestId({ method, url, headers, body = '' }: Call): string {
  return hash(method, url, headers['x-sandbox'] ?? '', body).slice(0, 8);
}
