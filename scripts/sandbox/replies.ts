import { digest } from './digest.js';

/** What goes back over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as it came in, body read. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** The API's wrapper around what an operation returns. */
export function success(call: Call, data: unknown, status = 200): Reply {
  if (status === 204) return { status, headers: {}, body: '' };
  return json(status, { status: 'success', data, req_id: requestId(call) });
}

/** The API's wrapper around an error; the API itself sends some with status 200. */
export function refusal(call: Call, status: number, code: string, msg: string): Reply {
  const error = [{ code, msg, type: 'api_exception' }];
  return json(status, { status: 'error', req_id: requestId(call), error });
}

/** A reply that knows nothing of the API's wrapper. */
export function text(status: number, body: string, type = 'text/plain'): Reply {
  return { status, headers: { 'content-type': `${type}; charset=utf-8` }, body };
}

export function withHeaders(reply: Reply, headers: Reply['headers']): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function requestId({ method, url, headers, body }: Call): string {
  return digest(method, url, String(headers['x-sandbox']), body).slice(0, 8);
}
