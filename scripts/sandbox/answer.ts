import type { OpenAPIBackend, Operation } from 'openapi-backend';
import { successOf } from './api.js';
import { operationsPage } from './help.js';
import { createMisbehave, isMisbehaviour, MISBEHAVIOURS } from './misbehave.js';
import { addressProblem, describeProblems, requestProblem, secretProblem } from './problems.js';
import { refusal, success, text, withHeaders, type Call, type Reply } from './replies.js';
import { sample } from './sample.js';

/** Answers a call, or says to drop the connection. The signal tells that nobody waits for the answer any more. */
export type Answer = (call: Call, signal: AbortSignal) => Promise<Reply | 'drop'>;

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** What the sandbox says to a request, from the routing to the reply. */
export function createAnswer(api: OpenAPIBackend, slowMs: number): Answer {
  const misbehave = createMisbehave(slowMs);
  return async (call, signal) => {
    if (!isDecodable(call.url)) {
      return refusal(call, 400, 'bad_request', 'the address has a % that encodes nothing');
    }
    const request = { ...call, path: call.url };
    const operation = api.matchOperation(request);
    if (!operation) return unrouted(api, call);

    const address = addressProblem(api.router.parseRequest(request, operation).params);
    if (address !== undefined) return refusal(call, 404, 'not_found', address);

    const wish = call.headers['x-sandbox'];
    if (wish !== undefined) {
      const kind = String(wish);
      if (!isMisbehaviour(kind)) return unknownWish(call, kind);
      const instead = await misbehave(kind, call, signal);
      if (instead !== undefined) return instead;
    }

    const secret = secretProblem(operation, api, call.headers);
    if (secret !== undefined) return refusal(call, 401, 'unauthorized', secret);

    const problem = requestProblem(operation, api, call);
    if (problem !== undefined) return refusal(call, 400, 'bad_request', problem);

    return perform(operation, api, call, wish === 'decline');
  };
}

function unrouted(api: OpenAPIBackend, call: Call): Reply {
  const { method, url } = call;
  const path = url.replace(/\?.*/, '');
  const served = METHODS.filter((other) => api.matchOperation({ ...call, path, method: other }));
  if (served.length > 0) {
    const allow = served.join(', ').toUpperCase();
    const problem = `${method} is not allowed at ${path}, ${allow} is`;
    return withHeaders(refusal(call, 405, 'method_not_allowed', problem), { allow });
  }
  if (path === '/' && (method === 'GET' || method === 'HEAD'))
    return text(200, operationsPage(api));
  return refusal(call, 404, 'not_found', `no operation at ${path}; GET / lists what there is`);
}

function unknownWish(call: Call, wish: string): Reply {
  const known = Object.keys(MISBEHAVIOURS).join(', ');
  return refusal(call, 400, 'bad_request', `x-sandbox knows no "${wish}", only ${known}`);
}

function perform(operation: Operation, api: OpenAPIBackend, call: Call, declined: boolean): Reply {
  const { status, schema } = successOf(operation);
  const seed = `${call.method} ${call.url}\n${call.body}`;
  const data = schema === undefined ? {} : sample(schema, { seed, declined });
  if (declined && !/"checkout_status":/.test(JSON.stringify(data))) {
    const problem = 'x-sandbox: decline is for operations that reply with a checkout_status';
    return refusal(call, 400, 'bad_request', problem);
  }
  const { errors } = schema === undefined ? {} : api.validateResponse(data, operation, status);
  if (errors) {
    throw new Error(
      `the reply to ${call.method} ${call.url} breaks the contract: ${describeProblems(errors)}`,
    );
  }
  return success(call, data, status);
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}
