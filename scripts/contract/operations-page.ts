import {
  isObject,
  itemsOf,
  member,
  textOf,
  type JsonObject,
  type OpenAPIDocument,
} from './document.js';
import { operationsOf, readFacts } from './facts.js';

/** The Markdown page openapi/OPERATIONS.md: every operation by its group, then those that are left out. */
export function renderOperationsPage(document: OpenAPIDocument): string {
  const { operations: facts } = readFacts(document);
  const operations = Object.entries(operationsOf(document)).filter(hasFields);
  const group = (operation: JsonObject): string =>
    textOf(itemsOf(operation['tags'])[0] ?? 'Others');
  const groups = [...new Set(operations.map(([, operation]) => group(operation)))];
  const leftOut = itemsOf(document['x-left-out']);
  return [
    '<!-- Generated from the documents in this folder by `npm run generate`. Do not edit. -->',
    '# Operations',
    `${operations.length} operations. *Key*: the secret key is needed. *Source*: published to us as OpenAPI, or written from a reference page.`,
    ...groups.flatMap((name) => [
      `## ${name}`,
      table(
        ['operation', 'what for', 'key', 'effect', 'source', 'unknown'],
        operations
          .filter(([, operation]) => group(operation) === name)
          .map(([title, operation]) => [
            `\`${title}\``,
            textOf(operation['summary'] ?? ''),
            facts[title]?.secret ? 'yes' : '',
            effect(operation),
            link(operation['x-reference']) ?? '[published](upstream.json)',
            itemsOf(operation['x-unknown']).map(textOf).join('; '),
          ]),
      ),
    ]),
    ...(leftOut.length === 0
      ? []
      : [
          '## Left out',
          'Too little is known of these to type them.',
          table(
            ['operation', 'what for', 'why it is left out', 'source'],
            leftOut.map((one) => [
              `\`POST ${textOf(member(one, 'path'))}\``,
              textOf(member(one, 'title')),
              textOf(member(one, 'reason')),
              link(member(one, 'reference')) ?? '',
            ]),
          ),
        ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function hasFields(entry: [string, unknown]): entry is [string, JsonObject] {
  return isObject(entry[1]);
}

function effect(operation: JsonObject): string {
  if (operation['x-reads-only'] === true) return 'reads';
  return operation['x-moves-money'] === true ? 'moves money' : 'changes';
}

function link(address: unknown): string | undefined {
  return typeof address === 'string' ? `[page](${address})` : undefined;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}
