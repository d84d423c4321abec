import { isRecord, tryTo, type BillingErrorItem, type Failure } from './errors.js';
import type { Operation } from './generated/operations.js';

/** One request and its response; it has neither data nor a failure while it is under way. */
export interface Attempt {
  response?: Response;
  /** The body of the response; missing when it was cut short. */
  text?: string | undefined;
  requestId?: string | undefined;
  data?: object;
  failure?: Failure;
}

/** An attempt with a response. */
export type Received = Attempt & { response: Response };

/**
 * Reads the whole of a response: the API's envelope `{ status, data, req_id, error }`, or the bare data that the
 * contract shows.
 *
 * @param secretKey replaced in what a failure shows
 */
export async function readResponse(
  response: Response,
  operation: Operation,
  secretKey?: string,
): Promise<Received> {
  const { text, cause } = await readText(response);
  const body = parseJson(text);
  const { status, error, req_id: id }: Record<string, unknown> = isRecord(body) ? body : {};
  const requestId = typeof id === 'string' ? redact(id, secretKey) : undefined;
  const received = { response, text, requestId };
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after') ?? '');
  const facts = { status: response.status, requestId, retryAfterMs, cause };

  // A refusal may come with any HTTP status, 200 included.
  const hasErrors = Array.isArray(error) && error.length > 0;
  if (status === 'error' || (status !== 'success' && hasErrors)) {
    const refusal = { ...describeRefusal(text, secretKey), mayBeProcessed: response.status >= 500 };
    return { ...received, failure: { ...facts, ...refusal } };
  }

  const statusClass = Math.trunc(response.status / 100);
  const isSuccess = statusClass === 2;
  const data = isSuccess ? findData(body, operation, text) : undefined;
  if (data) return { ...received, data };

  // A browser hides the status of a redirect: it is 0.
  const isRedirect = statusClass === 3 || response.status === 0;
  let reason = isRedirect ? 'Redirect not followed' : 'Unexpected response';
  if (isSuccess) {
    const problem = body === undefined ? 'not JSON' : 'without data';
    reason = `Response ${text === undefined ? 'cut short' : problem}`;
  }
  const failure: Failure = {
    ...facts,
    kind: isSuccess ? 'malformed' : 'http',
    reason,
    mayBeProcessed: statusClass !== 4,
    body: text && redact(text, secretKey).slice(0, 65_536),
  };
  return { ...received, failure };
}

async function readText(response: Response): Promise<{ text?: string; cause?: unknown }> {
  try {
    const text: unknown = await response.text();
    return typeof text === 'string' ? { text } : {};
  } catch (cause) {
    return { cause };
  }
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
function findData(body: unknown, operation: Operation, text?: string): object | undefined {
  const { emptyResponse, responseFields } = operation;
  if (!isRecord(body)) return emptyResponse && text === '' ? {} : undefined;
  if (body['status'] === 'success') {
    const data = body['data'] ?? (emptyResponse && {});
    return isRecord(data) ? data : undefined;
  }
  const names = Object.keys(body);
  const isKnown = (name: string): boolean => responseFields?.includes(name) ?? true;
  // Only the envelope has a req_id.
  const hasData = !names.includes('req_id') && names.some(isKnown);
  return (emptyResponse ? names.length === 0 : hasData) ? body : undefined;
}

/** The value of a JSON text; `undefined` if it is not JSON, or nested too deeply for the reviver. */
export function parseJson(text?: string, reviver?: (key: string, value: unknown) => unknown) {
  return tryTo((): unknown => JSON.parse(text as string, reviver));
}

/** `Retry-After` in milliseconds, from seconds or a date (RFC 9110, 10.2.3); `undefined` for anything else. */
function parseRetryAfter(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Date.parse alone reads "-1" and "soon 5" as dates.
  const date = /^\w+, \d.*GMT$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
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
  const isReadable = typeof headers?.get === 'function' && typeof text === 'function';
  return typeof status === 'number' && isReadable;
}

/** A response of the runtime's own class that middleware can read, whose `text()` works again after that. */
export function copyResponse(response: Response, text: string | undefined): Response {
  const { status, statusText, ok, url, headers } = response;
  const clone = (): Response => copyResponse(response, text);
  const members = { status, statusText, ok, url, clone, text: () => Promise.resolve(text) };
  // Response does not accept every status: the opaque redirect of a browser has 0.
  // A stub may have headers that can only be asked by name.
  const copy = new Response(text || null, Symbol.iterator in headers ? { headers } : {});
  return Object.defineProperties(copy, Object.getOwnPropertyDescriptors(members));
}

/**
 * A response of middleware, or its copy, whose `text()` works again and gives `undefined` for a broken or used body.
 */
export async function makeRereadable(response: Response): Promise<Response> {
  const isCopy = response instanceof Response && Object.hasOwn(response, 'text');
  return isCopy ? response : copyResponse(response, (await readText(response)).text);
}
