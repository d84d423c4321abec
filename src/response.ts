import { isRecord, type BillingErrorItem, type Failure } from './errors.js';
import type { Operation } from './operation.js';

/** What a response means: data or a failure. */
export interface Reading {
  requestId?: string;
  data?: object;
  failure?: Failure;
}

/**
 * Reads a response: the API's envelope `{ status, data, req_id, error }`, or the bare data that the contract shows.
 *
 * @param text the whole body; `undefined` when it was cut short
 * @param secretKey replaced in what a failure shows
 */
export function readResponse(
  httpStatus: number,
  text: string | undefined,
  operation: Operation,
  secretKey?: string,
): Reading {
  const body = parseJson(text);
  const { status, error, req_id: id }: Record<string, unknown> = isRecord(body) ? body : {};
  const ids = typeof id === 'string' ? { requestId: redact(id, secretKey) } : {};

  // A refusal may come with any HTTP status, 200 included.
  const hasErrors = Array.isArray(error) && error.length > 0;
  if (status === 'error' || (status !== 'success' && hasErrors)) {
    const refusal = describeRefusal(text, secretKey);
    return { ...ids, failure: { ...ids, mayBeProcessed: httpStatus >= 500, ...refusal } };
  }

  const statusClass = Math.trunc(httpStatus / 100);
  const isSuccess = statusClass === 2;
  const data = isSuccess ? findData(body, text, operation) : undefined;
  if (data) {
    return { ...ids, data };
  }

  // A browser hides the status of a redirect: it is 0.
  const isRedirect = statusClass === 3 || httpStatus === 0;
  let reason = isRedirect ? 'Redirect not followed' : 'Unexpected response';
  if (isSuccess) {
    const problem = body === undefined ? 'not JSON' : 'without data';
    reason = `Response ${text === undefined ? 'cut short' : problem}`;
  }
  const failure: Failure = {
    ...ids,
    kind: isSuccess ? 'malformed' : 'http',
    reason,
    mayBeProcessed: statusClass !== 4,
    body: text === undefined ? text : redact(text, secretKey).slice(0, 65_536),
  };
  return { ...ids, failure };
}

function describeRefusal(text: string | undefined, secretKey: string | undefined) {
  const body = parseJson(text, (_, value) =>
    typeof value === 'string' ? redact(value, secretKey) : value,
  ) as { error?: unknown } | undefined;
  const items = [body?.error].flat();
  const errors = items.filter(isRecord) as BillingErrorItem[];
  const code = toText(errors[0]?.code);
  const shown = [code, toText(errors[0]?.msg)].filter(Boolean).join(': ');
  const reason = shown || toText(items[0]) || 'The API refused the request';
  return { kind: 'api' as const, reason, errors, ...(code && { code }) };
}

/** The data of a success, with the envelope or without. */
function findData(
  body: unknown,
  text: string | undefined,
  { emptyResponse, responseFields }: Operation,
): object | undefined {
  if (!isRecord(body)) {
    return emptyResponse && text === '' ? {} : undefined;
  }
  if (body['status'] === 'success') {
    const data = body['data'] ?? (emptyResponse && {});
    return isRecord(data) ? data : undefined;
  }
  const names = Object.keys(body);
  const isData = emptyResponse
    ? names.length === 0
    : // Only the envelope has a req_id.
      !names.includes('req_id') && names.some((name) => responseFields?.includes(name) ?? true);
  return isData ? body : undefined;
}

/** The value of a JSON text; `undefined` if it is not JSON, or nested too deeply for the reviver. */
export function parseJson(
  text: string | undefined,
  reviver?: (key: string, value: unknown) => unknown,
): unknown {
  try {
    return JSON.parse(text as string, reviver);
  } catch {
    return undefined;
  }
}

/** Replaces the secret key in text that the server sent. A shorter key might be a part of other words. */
function redact(text: string, secretKey = ''): string {
  return secretKey.length >= 8 ? text.replaceAll(secretKey, '***') : text;
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Whether a value is a response: some fetches have a class of their own. */
export function isResponse(value: unknown): value is Response {
  const { status, headers, text } = (value ?? {}) as Partial<Response>;
  return (
    typeof status === 'number' && typeof headers?.get === 'function' && typeof text === 'function'
  );
}

/** A response of the runtime's own class that middleware can read, whose `text()` works again after that. */
export function copyResponse(response: Response, text: string | undefined): Response {
  const { status, statusText, ok, url, headers } = response;
  const members = { url, text: () => Promise.resolve(text) };
  try {
    return define(new Response(text || null, { status, statusText, headers }), members);
  } catch {
    // A server may send more than Response accepts; the opaque redirect of a browser has status 0.
    return define(new Response(text || null, { headers }), { ...members, status, statusText, ok });
  }
}

/** Makes `text()` work again after it was called; it gives `undefined` for a body that is broken or used. */
export function makeRereadable(response: Response): Response {
  if (Object.hasOwn(response, 'text')) {
    return response;
  }
  const text = response.text.bind(response);
  let read: Promise<string | undefined> | undefined;
  return define(response, { text: () => (read ??= text().catch(() => undefined)) });
}

/** Gives an object members of its own, where those of its class are read-only. */
function define<T extends object>(object: T, members: object): T {
  return Object.defineProperties(object, Object.getOwnPropertyDescriptors(members));
}
