import type { BillingErrorFacts, BillingErrorItem } from './errors.js';

/** What became of a call, as far as its reply tells. */
export type Reply =
  | { data: unknown; requestId?: string }
  | ({ reason: string } & Pick<BillingErrorFacts, 'kind' | 'outcome'> &
      Pick<BillingErrorFacts, 'errors' | 'requestId'>);

/**
 * Reads a reply: the API's wrapper `{ status, data, req_id, error }`, or the flat form that the contract shows.
 *
 * @param text the whole body; `undefined` when it was cut short
 * @param empty whether the contract promises nothing but an empty object
 */
export function readReply(status: number, text: string | undefined, empty: boolean): Reply {
  const body = parse(text);
  const wrapper = isObject(body) && isWrapper(body) ? body : undefined;
  const requestId = typeof wrapper?.['req_id'] === 'string' ? wrapper['req_id'] : undefined;
  if (wrapper && isRefusal(wrapper)) {
    const errors = readErrors(wrapper['error']);
    const outcome = status < 500 ? 'not_processed' : 'unknown';
    return { kind: 'api', outcome, errors, requestId, reason: describe(errors) };
  }
  if (status < 200 || status > 299) return unexpectedStatus(status, requestId);

  const success = (data: object): Reply => ({
    data,
    ...(requestId !== undefined && { requestId }),
  });
  const malformed = (reason: string): Reply => ({
    kind: 'malformed',
    outcome: 'unknown',
    requestId,
    reason,
  });
  if (text === undefined) return malformed('the reply was cut short');
  if (empty && (text.trim() === '' || (wrapper && (wrapper['data'] ?? undefined) === undefined)))
    return success({});
  if (body === undefined)
    return malformed(text.trim() === '' ? 'the reply is empty' : 'the reply is not JSON');
  if (wrapper && wrapper['status'] !== 'success')
    return malformed('the reply has an unknown status');
  const data = wrapper ? wrapper['data'] : body;
  if (!isObject(data) || (!wrapper && !empty && Object.keys(data).length === 0))
    return malformed('the reply has no data');
  return success(data);
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWrapper(body: Fields): boolean {
  return (
    body['status'] === 'success' ||
    body['status'] === 'error' ||
    'req_id' in body ||
    isRefusal(body)
  );
}

/** A list of errors without a status is no success either. */
function isRefusal({ status, error }: Fields): boolean {
  return status === 'error' || (status !== 'success' && Array.isArray(error) && error.length > 0);
}

function readErrors(list: unknown): BillingErrorItem[] {
  const items: unknown[] = Array.isArray(list) ? list : [list];
  return items.filter(isObject).map(({ code, msg, type }) => ({
    ...(typeof code === 'string' && { code }),
    ...(typeof msg === 'string' && { msg }),
    ...(typeof type === 'string' && { type }),
  }));
}

function describe([first]: BillingErrorItem[]): string {
  return [first?.code, first?.msg].filter(Boolean).join(': ') || 'refused without a reason';
}

function unexpectedStatus(status: number, requestId: string | undefined): Reply {
  const refused = status >= 400 && status < 500;
  const redirected = status === 0 || (status >= 300 && status < 400);
  return {
    kind: 'http',
    outcome: refused ? 'not_processed' : 'unknown',
    requestId,
    reason: redirected
      ? 'the server redirects, which is never followed; check baseUrl'
      : 'the server answered without an API reply',
  };
}
