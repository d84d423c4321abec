import { itemsOf, operationsOf, textOf, valueAt, type OpenAPIDocument } from './document.js';
import type { Facts } from './operations.js';

/** The source of openapi/OPERATIONS.md: every operation by its tag, then those that are left out. */
export function renderOperationsPage(document: OpenAPIDocument, facts: Facts): string {
  const rows = operationsOf(document).map(({ name, operation }) => ({
    tag: textOf(itemsOf(operation['tags'])[0] ?? 'Others'),
    isPublished: !('x-reference' in operation),
    cells: [
      `\`${name}\``,
      textOf(operation['summary']),
      facts.get(name)?.['requiresSecretKey'] ? 'yes' : '',
      facts.get(name)?.['movesMoney']
        ? 'can charge or refund'
        : facts.get(name)?.['isReadOnly']
          ? 'read-only'
          : 'may change data',
      link(operation['x-reference']) || '[published](upstream.json)',
      itemsOf(operation['x-unknown']).map(textOf).join('; '),
    ],
  }));
  const tables = [...new Set(rows.map(({ tag }) => tag))].map((tag) => {
    const cells = rows.filter((row) => row.tag === tag).map((row) => row.cells);
    return `## ${tag}\n\n${table(['operation', 'purpose', 'key', 'effect', 'source', 'unknown'], cells)}`;
  });
  const leftOut = itemsOf(document['x-left-out']).map((entry) => [
    `\`POST ${textOf(valueAt(entry, 'path'))}\``,
    textOf(valueAt(entry, 'title')),
    textOf(valueAt(entry, 'reason')),
    link(valueAt(entry, 'reference')),
  ]);
  const published = rows.filter((row) => row.isPublished).length;
  return `<!-- Generated from the documents in this folder by \`npm run generate\`. Do not edit. -->

# Operations

${rows.length} operations: ${published} from OpenAPI documents that FunnelFox publishes, ${rows.length - published} transcribed from its reference pages.
*Key*: the operation needs the secret key. *Unknown*: what its page does not say.

${tables.join('\n\n')}
${leftOut.length > 0 ? `\n## Left out\n\nToo little is known of these to type them.\n\n${table(['operation', 'purpose', 'reason', 'source'], leftOut)}\n` : ''}`;
}

function link(address: unknown): string {
  return typeof address === 'string' ? `[page](${address})` : '';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}
