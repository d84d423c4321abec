import type { BillingErrorItem, Failure } from './errors.js';

type Fields = Record<string, unknown>;

/**
 * Reads a reply: the API's wrapper `{ status, data, req_id, error }`, or the flat form that the contract shows.
 *
 * @param text the whole body; `undefined` when it was cut short
 * @param empty whether the contract promises nothing but an empty object
 */
export function readReply(
  httpStatus: number,
  text: string | undefined,
  empty: boolean | undefined,
): { data: object; requestId?: string } | Failure {
  const body = parseJson(text);
  const { status, data, req_id: id, error }: Fields = isObject(body) ? body : {};
  const requestId = typeof id === 'string' ? { requestId: id } : undefined;

  // Looked at before anything else: a refusal can come with any HTTP status. A list of errors is none but that.
  if (status === 'error' || (status !== 'success' && Array.isArray(error) && error.length)) {
    const errors = [error].flat().filter(isObject) as readonly BillingErrorItem[];
    const { code, msg } = errors[0] ?? {};
    const reason = [code, msg].filter(Boolean).join(': ') || 'refused';
    return {
      kind: 'api',
      unknown: httpStatus >= 500,
      reason,
      errors,
      ...(code && { code }),
      ...requestId,
    };
  }
  if (httpStatus < 200 || httpStatus > 299)
    return {
      kind: 'http',
      unknown: httpStatus < 400 || httpStatus > 499,
      reason: httpStatus < 400 ? 'redirect not followed' : 'no reply of the API',
      ...requestId,
    };

  const wrapped = status === 'success';
  if (empty && (text === '' || (wrapped && (data ?? undefined) === undefined)))
    return { data: {}, ...requestId };
  const found = wrapped ? data : body;
  // Nothing but a wrapper has a req_id; the flat form has fields.
  if (isObject(found) && (wrapped || (id === undefined && (empty || Object.keys(found).length))))
    return { data: found, ...requestId };
  const reason =
    text === undefined ? 'cut short' : body === undefined ? 'not JSON' : 'without data';
  return { kind: 'malformed', unknown: true, reason: `reply ${reason}`, ...requestId };
}

/** The value of a JSON text; `undefined` where it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
