import createClient, { createQuerySerializer } from 'openapi-fetch';
import { fillDefaults } from './defaults.js';
import { BillingConfigError, BillingError, checked, type Failure } from './errors.js';
import { operations, type Operation } from './generated/operations.js';
import type { paths } from './generated/schema.js';
import type { RunnableMiddleware } from './middleware.js';
import type { BillingResult } from './result.js';
import type { Attempt } from './response.js';
import { mayBeProcessed } from './retry.js';
import { createTransport, startDeadline, type OnAbort } from './transport.js';
import { resolveInit, type ClientSettings } from './validate.js';

/** What all calls of a client share. */
export interface ClientState {
  readonly settings: ClientSettings;
  readonly middleware: readonly RunnableMiddleware[];
  readonly onAbort: OnAbort;
  readonly exchange: ReturnType<typeof createExchange>;
}

/** One call, from the caller's arguments to its result. */
export async function request(
  { settings, middleware, onAbort, exchange }: ClientState,
  method: unknown,
  path: unknown,
  init: unknown,
): Promise<BillingResult<unknown>> {
  const call = checked('The call', () => resolveCall(settings, method, path, init));
  const { name, operation, timeoutMs, signal } = call;
  const attempts: Attempt[] = [];
  const errors = new Set<unknown>();
  const fail = ({ reason, mayBeProcessed: may, ...facts }: Failure): BillingError => {
    const isUnknown = !operation.isReadOnly && (may || attempts.some(mayBeProcessed));
    const outcome = isUnknown ? 'unknown' : 'not_processed';
    const sent = attempts.length;
    const error = new BillingError(reason, { ...facts, operation: name, attempts: sent, outcome });
    errors.add(error);
    return error;
  };

  const deadline = startDeadline(timeoutMs, signal, onAbort, fail);
  const sending = { ...call, deadline, attempts, fail };
  try {
    const { Request, fetch, read } = createTransport(sending, middleware.length > 0);
    // With a signal that is aborted already, nothing of middleware runs.
    if (deadline.signal.aborted) await deadline.race(undefined);
    const exchanged = exchange(call, { middleware, Request, fetch }).then(read);
    const { response, requestId, data, failure } = await deadline.race(exchanged);
    const ids = { response, ...(requestId !== undefined && { requestId }) };
    return failure ? { error: fail(failure), ...ids } : { data, attempts: attempts.length, ...ids };
  } catch (error) {
    if (errors.has(error)) return { error: error as BillingError };
    // openapi-fetch tells by the message alone that middleware returned what it may not.
    const { message } = Object(error) as Error;
    if (/^on\w+: must return/.test(message)) throw new BillingConfigError(`${message}.`);
    // Anything else was thrown by middleware, or is a mistake in the caller's code.
    throw error;
  } finally {
    // Middleware may have sent more, and not waited for it.
    deadline.close(attempts.some(({ data, failure }) => !data && !failure));
  }
}

/** One call, checked and filled in. */
type Call = ReturnType<typeof resolveCall>;

/** Checks the arguments of a call, and fills in its body. */
function resolveCall(settings: ClientSettings, method: unknown, path: unknown, init: unknown) {
  const name = `${String(method).toUpperCase()} ${String(path)}`;
  const table: Readonly<Record<string, Operation>> = operations;
  const operation = typeof path === 'string' ? table[name] : undefined;
  if (!operation) {
    const remedy = 'check the method, and the path, such as /payment/refund.';
    throw new BillingConfigError(`The contract has no operation ${name.slice(0, 80)}: ${remedy}`);
  }
  if (operation.requiresSecretKey && settings.secretKey === undefined) {
    const remedy = 'pass it to createBillingClient().';
    throw new BillingConfigError(`secretKey is required for ${name}: ${remedy}`);
  }
  const options = resolveInit(init);
  const { defaultableFields: fields, requiresBody } = operation;
  const given = options.body ?? (requiresBody && {});
  const body = fields ? fillDefaults(fields, given, settings) : given;
  return { ...settings, ...options, name, operation, body };
}

/**
 * Creates what builds a request, takes it through the middleware to `fetch`, and returns the response of the
 * middleware.
 */
export function createExchange({ baseUrl, headers }: ClientSettings) {
  const client = createClient<paths>({
    baseUrl,
    headers,
    bodySerializer: (body: unknown) => checked('body', () => JSON.stringify(body)),
    querySerializer: (query) => checked('params', () => createQuerySerializer()(query)),
  });
  // The types of its calls are for callers who know the operation.
  const send = client.request as unknown as Send;
  return async ({ name, body, params, headers }: Call, options: object) => {
    const [method, path] = name.split(' ') as [string, string];
    const init = { ...options, body, params, headers, parseAs: 'stream' };
    return (await send(method, path, init)).response;
  };
}

type Send = (method: string, path: string, init: object) => Promise<{ response: Response }>;
