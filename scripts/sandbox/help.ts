import type { OpenAPIBackend } from 'openapi-backend';
import { bodyOf } from './api.js';
import { MISBEHAVIOURS } from './misbehave.js';
import { secretHeader, secretProblem } from './problems.js';
import { sample } from './sample.js';

export const USAGE = `Serves the Billing API on this machine, from the contract in openapi/.

  npm run sandbox                  on port 4010
  npm run sandbox -- --port 8080   on another one; 0 takes a free one
  npm run sandbox -- --help        this text

${wishes()}`;

/** What the command prints once the sandbox is up. */
export function greeting(api: OpenAPIBackend, url: string): string {
  return [
    `The Billing API sandbox is at ${url}`,
    'Every organization is welcome, every secret key is right, and nothing is kept.',
    '',
    `Try: ${curl(api, url)}`,
    '',
    wishes(),
    'Ctrl+C stops it.',
  ].join('\n');
}

/** The page at /: what can be called. */
export function operationsPage(api: OpenAPIBackend): string {
  const operations = api.getOperations().map((operation) => {
    const secret = secretProblem(operation, api, {}) === undefined ? '' : '   (secret key)';
    return `  ${operation.method.toUpperCase()} ${operation.path}${secret}`;
  });
  return ['The Billing API sandbox serves', '', ...operations, '', wishes()].join('\n');
}

function wishes(): string {
  const names = Object.keys(MISBEHAVIOURS);
  const width = Math.max(...names.map((name) => name.length));
  const lines = Object.entries(MISBEHAVIOURS).map(
    ([name, effect]) => `  ${name.padEnd(width)}  ${effect}`,
  );
  return ['With the request header x-sandbox it misbehaves:', '', ...lines, ''].join('\n');
}

/** A command that calls the first public operation, or the first one if none is public. */
function curl(api: OpenAPIBackend, url: string): string {
  const operations = api.getOperations();
  const isPublic = (operation: (typeof operations)[number]) =>
    secretProblem(operation, api, {}) === undefined;
  const operation = operations.find(isPublic) ?? operations[0];
  if (!operation) return `curl ${url}`;
  const schema = bodyOf(operation);
  const body = JSON.stringify(sample(schema, { seed: 'try', requiredOnly: true }));
  const schemes = Object.values(api.definition.components?.securitySchemes ?? {});
  const [secret] = isPublic(operation) ? [] : schemes.map(secretHeader);
  return [
    'curl',
    operation.method === 'post' && schema !== undefined
      ? ''
      : `-X ${operation.method.toUpperCase()}`,
    secret === undefined ? '' : `-H '${secret}: any'`,
    schema === undefined ? '' : `-H 'content-type: application/json' -d ${quote(body)}`,
    new URL(url).origin + operation.path.replace(/\{[^}]+\}/g, 'acme'),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
