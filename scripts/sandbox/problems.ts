import type { Operation, OpenAPIBackend, ValidationResult } from 'openapi-backend';
import { isObject, member } from '../contract/document.js';
import type { Call } from './replies.js';

type Problem = NonNullable<ValidationResult['errors']>[number];

/** The stand-in for an organization in the published contract. */
const PLACEHOLDER = 'your-org-id';

/** Says so when the address still holds a placeholder where a value belongs. */
export function addressProblem(params: unknown): string | undefined {
  if (!isObject(params)) return undefined;
  for (const [name, value] of Object.entries(params)) {
    const given = String(value);
    if (given !== PLACEHOLDER && given !== `{${name}}`) continue;
    const remedy =
      name === 'org_id'
        ? 'put your organization ID there (the one of Billing, not the FunnelFox project ID)'
        : `put the ${name} there`;
    return `the address holds ${given}, which is a placeholder: ${remedy}`;
  }
  return undefined;
}

/** Says so when the call lacks the header that the operation's security asks for; any value that is not blank will do. */
export function secretProblem(
  operation: Operation,
  api: OpenAPIBackend,
  headers: Call['headers'],
): string | undefined {
  const schemes = api.definition.components?.securitySchemes;
  const missing = (operation.security ?? []).map((requirement) =>
    Object.keys(requirement)
      .map((name) => secretHeader(member(schemes, name)))
      .filter((header) => header !== undefined)
      .filter((header) => String(headers[header] ?? '').trim() === ''),
  );
  // One of several requirements is enough.
  const [first] = missing;
  if (first === undefined || missing.some((names) => names.length === 0)) return undefined;
  const name = operation.operationId ?? operation.path;
  return `${name} needs the header ${first.join(' and ')}; here, any value that is not empty will do`;
}

/** The request header that a security scheme reads; undefined for the kinds that a sandbox does not look at. */
export function secretHeader(scheme: unknown): string | undefined {
  if (member(scheme, 'type') === 'http') return 'authorization';
  const inHeader = member(scheme, 'type') === 'apiKey' && member(scheme, 'in') === 'header';
  return inHeader ? String(member(scheme, 'name')).toLowerCase() : undefined;
}

/** What the contract has against a request: each field with the reason. */
export function requestProblem(
  operation: Operation,
  api: OpenAPIBackend,
  call: Call,
): string | undefined {
  const body = operation.requestBody && bodyProblem(call);
  if (body) return body;
  const request = { ...call, path: call.url, body: call.body === '' ? undefined : call.body };
  const { errors } = api.validateRequest(request, operation);
  return errors ? describeProblems(errors) : undefined;
}

/** One line for all that a validator found. */
export function describeProblems(problems: readonly Problem[]): string {
  const byField = new Map<string, Problem[]>();
  for (const problem of problems) {
    const field = fieldOf(problem);
    byField.set(field, [...(byField.get(field) ?? []), problem]);
  }
  return [...byField].map(([field, found]) => `${field} ${explain(found)}`).join('; ');
}

function bodyProblem({ headers, body }: Call): string | undefined {
  if (body === '') return undefined;
  const type = String(headers['content-type'] ?? '');
  if (!/^application\/([^;]+\+)?json\s*(;|$)/i.test(type)) {
    const found = type === '' ? 'none was sent' : `not ${type}`;
    return `the body needs the content-type application/json, ${found}`;
  }
  try {
    JSON.parse(body);
    return undefined;
  } catch (error) {
    return `the body is no JSON: ${(error as Error).message}`;
  }
}

function fieldOf({ instancePath, keyword, params }: Problem): string {
  const last = member(params, keyword === 'required' ? 'missingProperty' : 'additionalProperty');
  const [, place = '', ...path] = instancePath
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .concat(typeof last === 'string' ? [last] : []);
  if (place === 'requestBody') return path.join('.') || 'the body';
  return [place, path.join('.')].filter((part) => part !== '').join(' ') || 'the reply';
}

function explain(problems: readonly Problem[]): string {
  const reasons = problems
    .filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'oneOf')
    .map(({ keyword, params, message = keyword }) => {
      if (keyword === 'required') return 'is required';
      if (keyword === 'additionalProperties') return 'is not in the contract';
      const allowed = member(params, 'allowedValues');
      return Array.isArray(allowed) ? `must be one of ${allowed.map(String).join(', ')}` : message;
    });
  return [...new Set(reasons)].join(reasons.length < problems.length ? ' or ' : ' and ');
}
