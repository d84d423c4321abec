import { comment, commentText } from './comment.js';
import { isObject, member, type OpenAPIDocument } from './document.js';
import { readFacts } from './facts.js';
import { globalNames, isTypeName } from './globals.js';

/** What schema.ts itself exports. */
const TAKEN = ['paths', 'webhooks', 'components', 'operations', '$defs'];

/** The source of contract.ts: what the client reads at run time. */
export function renderContract(document: OpenAPIDocument): string {
  const { server, secretHeader, operations } = readFacts(document);
  return [
    comment('The server URL of the contract; the client fills in `{org_id}`.'),
    `export const server = ${JSON.stringify(server)};`,
    '',
    comment('The request header that carries the secret key.'),
    `export const secretHeader = ${JSON.stringify(secretHeader)};`,
    '',
    comment(
      [
        'What the client must know of each operation: that it needs the secret key or a JSON body, which `fields` may have',
        'regional defaults, that its body takes an idempotency key, that its reply holds nothing.',
      ].join('\n'),
    ),
    `export const operations = ${JSON.stringify(operations)} as const;`,
  ].join('\n');
}

/** The source of schemas.ts: each schema by its name, where that is a name that hides nothing. */
export async function renderSchemas(document: OpenAPIDocument): Promise<string> {
  const globals = await globalNames();
  const aliases = Object.entries(document.components?.['schemas'] ?? {})
    .filter(([name]) => isTypeName(name) && !globals.has(name) && !TAKEN.includes(name))
    .map(([name, schema]) => {
      const text = commentText(documentation(schema));
      const alias = `export type ${name} = components['schemas']['${name}'];`;
      return text === '' ? alias : `${comment(text)}\n${alias}`;
    });
  if (aliases.length === 0) return 'export {};';
  return [`import type { components } from './schema.js';`, ...aliases].join('\n\n');
}

function documentation(schema: unknown): unknown {
  if (!isObject(schema)) return '';
  return [member(schema, 'description'), member(schema, 'title')].find(Boolean) ?? '';
}
