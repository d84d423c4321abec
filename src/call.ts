import type { BillingCallOptions } from './calls.js';
import { startDeadline } from './deadline.js';
import { BillingConfigError, BillingError, type BillingErrorFacts } from './errors.js';
import { exchange, type Answer, type FetchApi } from './exchange.js';
import { secretHeader } from './generated/contract.js';
import { readHeaders } from './headers.js';
import type { BillingMiddleware } from './middleware.js';
import {
  completeBody,
  findOperation,
  isRepeatable,
  type Body,
  type Operation,
} from './operation.js';
import { readReply } from './reply.js';
import type { BillingResult } from './result.js';
import { readLimits, type Settings } from './settings.js';
import { send, type Outgoing, type Progress, type Secret } from './transport.js';

/** What all calls of a client share. */
interface Client {
  settings: Settings;
  middleware: readonly BillingMiddleware[];
  api: FetchApi;
}

/** The last argument of a call, whatever its operation. */
export interface CallInit extends BillingCallOptions {
  body?: Body | undefined;
  params?: object | undefined;
}

/** One call, from the caller's arguments to its result. */
export async function call(
  { settings, middleware, api }: Client,
  method: string,
  path: string,
  init: CallInit = {},
): Promise<BillingResult<unknown>> {
  const operation = findOperation(`${method} ${path}`);
  const secret = secretFor(operation, settings);
  const { timeoutMs, retries } = readLimits(init, settings);
  const headers = readHeaders(init.headers);
  const body = completeBody(operation, init.body, settings.defaults);

  const progress: Progress = { attempts: 0, unknown: false, inFlight: false };
  const fail = (reason: string, facts: Failure): BillingError =>
    describe(reason, facts, operation, progress);
  const outcome = (): BillingError['outcome'] => (progress.inFlight ? 'unknown' : 'not_processed');
  const deadline = startDeadline(timeoutMs, init.signal, (kind, cause) => {
    const reason = kind === 'timeout' ? `no reply within ${timeoutMs} ms` : 'aborted by the caller';
    return fail(reason, { kind, outcome: outcome(), cause });
  });

  let lost: BillingError | undefined;
  const transport = async (outgoing: Outgoing): Promise<Answer> => {
    const fetch = settings.fetch ?? globalThis.fetch;
    const repeatable = (json: string | undefined): boolean => isRepeatable(operation, json);
    const sent = await send(outgoing, { fetch, deadline, retries, secret, repeatable }, progress);
    if ('response' in sent) return sent;
    const reason = progress.inFlight ? 'connection lost' : 'could not connect';
    throw (lost = fail(reason, { kind: 'network', outcome: outcome(), cause: sent.cause }));
  };
  try {
    const { response, text, cause, retryAfterMs } = await deadline.race(
      exchange(api, [method, path, { params: init.params, headers, body }], middleware, transport),
    );
    const reply = readReply(response.status, text, operation.empty === true);
    if ('data' in reply) return { ...reply, response };
    const { reason, ...facts } = reply;
    const { status } = response;
    return { error: fail(reason, { ...facts, status, cause, retryAfterMs }), response };
  } catch (error) {
    if (error instanceof BillingError && [lost, deadline.ended].includes(error)) return { error };
    throw error;
  } finally {
    deadline.close();
  }
}

type Failure = Omit<BillingErrorFacts, 'operation' | 'attempts'>;

/** The outcome speaks of all attempts; what only reads is never processed. */
function describe(
  reason: string,
  facts: Failure,
  { name, readsOnly }: Operation,
  { attempts, unknown }: Progress,
): BillingError {
  const outcome = readsOnly ? 'not_processed' : unknown ? 'unknown' : facts.outcome;
  return new BillingError(reason, { ...facts, operation: name, attempts, outcome });
}

function secretFor({ secret, name }: Operation, settings: Settings): Secret | undefined {
  if (!secret) return undefined;
  const { secretKey: key, server } = settings;
  if (key !== undefined) return { header: secretHeader, key, origin: server.origin };
  throw new BillingConfigError(
    `secretKey: ${name} needs it and there is none; give it to createBillingClient`,
  );
}
