import type { BillingCallOptions } from './calls.js';
import { mistake, type BillingError } from './errors.js';
import { exchange } from './exchange.js';
import { readHeaders } from './headers.js';
import type { BillingMiddleware, BillingMiddlewareContext } from './middleware.js';
import { completeBody, findOperation, hasKey, readsOnly, toJson, type Body } from './operation.js';
import { readReply } from './reply.js';
import type { BillingResult } from './result.js';
import { readLimits, type Settings } from './settings.js';
import { openTransport, type PlainRequest } from './transport.js';

/** Builds the URL and the headers of a request by the rules of OpenAPI; later headers go over earlier ones. */
export type Build = (
  path: string,
  params: BillingMiddlewareContext['params'],
  headers: readonly (Headers | Record<string, string> | undefined)[],
) => Pick<PlainRequest, 'url' | 'headers'>;

/** What all calls of a client share. */
interface Client {
  settings: Settings;
  middleware: readonly BillingMiddleware[];
  build: Build;
}

/** The last argument of a call, whatever its operation. */
export interface CallInit extends BillingCallOptions {
  body?: Body | undefined;
  params?: BillingMiddlewareContext['params'] | undefined;
}

/** One call, from the caller's arguments to its result. */
export async function call(
  { settings, middleware, build }: Client,
  method: string,
  path: string,
  init: CallInit = {},
): Promise<BillingResult<unknown>> {
  const name = `${method} ${path}`;
  const operation = findOperation(name);
  const { secretKey, server } = settings;
  if (operation.secret && !secretKey)
    throw mistake('secretKey', secretKey, `it to createBillingClient, for ${name}`);
  const limits = readLimits(init, settings);
  const { params = {} } = init;
  const body = toJson(completeBody(operation, init.body, settings));
  const json = body === undefined ? undefined : { 'content-type': 'application/json' };
  const headers = [json, settings.headers, readHeaders(init.headers)];
  const request = { ...build(path, params, headers), method, body };

  const { send, fail, race, close, isFailure } = openTransport({
    ...limits,
    operation: name,
    fetch: settings.fetch ?? globalThis.fetch,
    key: operation.secret && secretKey,
    origin: server.origin,
    signal: init.signal,
    reads: readsOnly(name),
    hasKey: (sent) => hasKey(operation, sent),
  });
  try {
    const { response, text, ...rest } = await race(
      exchange(request, { schemaPath: path, params }, middleware, send),
    );
    const reply = readReply(response.status, text, operation.empty);
    if ('data' in reply) return { ...reply, response };
    return { error: fail({ ...reply, ...rest, status: response.status }), response };
  } catch (error) {
    if (isFailure(error)) return { error: error as BillingError };
    throw error;
  } finally {
    close();
  }
}
