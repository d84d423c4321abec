import { secretKeyHeader } from '../generated/operations.js';
import { asObject, type Contract, type JsonObject, type Operation } from './contract.js';
import { failure, success, text, type Answer } from './responses.js';
import { decode, findRoute, type Call, type Route } from './routing.js';
import { sample } from './samples.js';
import { createSimulate, parseScenario, renderScenarios, SCENARIO_FIELDS } from './scenarios.js';
import { createValidate } from './validation.js';

/** Responds to a request; the signal aborts when nobody waits for the response any more. */
export type Respond = (call: Call, signal: AbortSignal) => Promise<Answer>;

/** The most that a request body may have, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Responds as the API does. */
export function createRespond(contract: Contract): Respond {
  const { document } = contract;
  const validate = createValidate(contract);
  const simulate = createSimulate();
  return async (call, signal) => {
    if (isListing(call)) return text(200, renderOperations(contract));
    if (call.body === undefined) {
      return failure(call, 413, `the body is larger than ${MAX_BODY_BYTES} bytes`);
    }
    const route = findRoute(contract, call);
    const { operation } = route;
    if (!operation) return noOperation(call, route);
    const placeholder = placeholderProblem(route);
    if (placeholder !== undefined) return failure(call, 404, placeholder);

    const header = call.headers['x-sandbox'];
    const scenario = header === undefined ? undefined : parseScenario(header);
    if (typeof scenario === 'string') return failure(call, 400, scenario);
    const simulated = scenario && (await simulate(scenario, call, signal));
    if (simulated) return simulated;
    if (scenario?.name === 'cut') {
      return { ...perform(document, operation, call), connection: 'cut' };
    }

    const secret = secretKeyProblem(operation, call);
    if (secret !== undefined) return failure(call, 401, secret);
    const problem = contentProblem(operation, call) ?? validate(operation, parseBody(call));
    if (problem !== undefined) return failure(call, 400, problem);

    const fixed = scenario && SCENARIO_FIELDS[scenario.name];
    const response = perform(document, operation, call, fixed);
    const [field = ''] = Object.keys(fixed ?? {});
    if (!fixed || response.body.includes(`"${field}":`)) return response;
    const hint = `x-sandbox: ${scenario.name} needs an operation that returns ${field}`;
    return failure(call, 400, `${hint}; ${operation.name} does not`);
  };
}

/** Whether a request is for the page that lists the operations. */
export function isListing({ method, url }: Call): boolean {
  return url.split('?')[0] === '/' && (method === 'GET' || method === 'HEAD');
}

function renderOperations({ operations, basePath }: Contract): string {
  const lines = operations.map(
    ({ method, path, requiresSecretKey }) =>
      `  ${method} ${basePath}${path}${requiresSecretKey ? '   (secret key)' : ''}\n`,
  );
  return `The Billing API sandbox serves\n\n${lines.join('')}\n${renderScenarios()}\n`;
}

function noOperation(call: Call, { path, allowed }: Route): Answer {
  if (decode(call.url) === undefined) {
    return failure(call, 400, `the path ${path} has a % that encodes nothing`);
  }
  if (allowed.length > 0) {
    const allow = allowed.join(', ');
    const problem = `${call.method} is not allowed for ${path}, only ${allow}`;
    const response = failure(call, 405, problem);
    return { ...response, headers: { ...response.headers, allow } };
  }
  return failure(call, 404, `there is no operation at ${call.url}; GET / lists the operations`);
}

function placeholderProblem({ organization }: Route): string | undefined {
  if (organization !== 'your-org-id' && organization !== '{org_id}') return undefined;
  const remedy = 'put your organization ID there, which is not the FunnelFox project ID';
  return `${organization} in the path is a placeholder: ${remedy}`;
}

function secretKeyProblem({ name, requiresSecretKey }: Operation, call: Call): string | undefined {
  if (!requiresSecretKey || call.headers[secretKeyHeader]?.trim()) return undefined;
  return `${name} requires the header ${secretKeyHeader}; the sandbox takes any value that is not empty`;
}

/** What is wrong with a body before the contract is asked. */
function contentProblem(operation: Operation, { headers, body = '' }: Call): string | undefined {
  if (operation.requestSchema === undefined) return undefined;
  if (body === '') return operation.requiresBody ? 'the body is required' : undefined;
  const type = headers['content-type'];
  if (!/^application\/([^;]+\+)?json\s*(;|$)/i.test(type ?? '')) {
    return `the body needs the content-type application/json, not ${type ?? 'none'}`;
  }
  try {
    JSON.parse(body);
    return undefined;
  } catch (error) {
    return `the body is not JSON: ${(error as Error).message}`;
  }
}

/** The body of a request as JSON; as text where it is not JSON; `undefined` where there is none. */
export function parseBody({ body }: Call): unknown {
  if (!body) return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

/** The response of a success: the same for the same request, in any order of its fields. */
function perform(document: JsonObject, operation: Operation, call: Call, fixed = {}): Answer {
  const { responseSchema, status } = operation;
  if (responseSchema === undefined) return success(call, status, {});
  const given = asObject(parseBody(call));
  const seed = JSON.stringify([call.method, call.url, Object.entries(given).sort()]);
  return success(call, status, sample(responseSchema, { document, seed, given, fixed }));
}
