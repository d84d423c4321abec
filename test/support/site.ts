import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { operationsOf, type OpenAPIDocument } from '../../scripts/openapi/document.js';
import { pageOf, PAGE, PROJECT } from './drift.js';

/** Our own document as FunnelFox might publish it: in other words, without our names of operations. */
export async function publishedReference(): Promise<OpenAPIDocument> {
  const text = await readFile(join(PROJECT, 'openapi/reference.yaml'), 'utf8');
  return JSON.parse(JSON.stringify(parse(text)), function (this: unknown, key, value: unknown) {
    if (key === 'operationId' || key === 'x-left-out' || /^x-/.test(key)) return undefined;
    return key === 'description' && typeof value === 'string' ? 'In other words' : value;
  }) as OpenAPIDocument;
}

/** A site with a docs page for each operation, and its index. */
export async function publishedSite(): Promise<Record<string, string>> {
  const document = await publishedReference();
  const pages = operationsOf(document).map(({ name, path, method, operation }) => {
    const schemas = (document['components'] as { schemas: Record<string, unknown> }).schemas;
    const needed: Record<string, unknown> = {};
    const collect = (value: unknown): void => {
      for (const [, schema = ''] of JSON.stringify(value).matchAll(
        /"#\/components\/schemas\/(\w+)"/g,
      )) {
        if (schema in needed) continue;
        needed[schema] = schemas[schema];
        collect(schemas[schema]);
      }
    };
    collect(operation);
    const components = { ...(document['components'] as object), schemas: needed };
    const own = { ...document, paths: { [path]: { [method]: operation } }, components };
    return [`/operations${path.replaceAll('_', '-')}.md`, pageOf(stringify(own), name)] as const;
  });
  const site = { ...Object.fromEntries(pages), '/operations/session.md': PAGE };
  const links = Object.keys(site).map((path) => `- [Page](${path}): a page`);
  return { '/llms.txt': `# Docs\n\n${links.join('\n')}\n`, '/guide.md': '# A guide\n', ...site };
}

/** All operations in one document. */
export async function publishedDocument(): Promise<OpenAPIDocument> {
  const [ours, theirs] = await Promise.all([
    publishedReference(),
    readFile(join(PROJECT, 'openapi/billing.yaml'), 'utf8').then(
      (text) => parse(text) as OpenAPIDocument,
    ),
  ]);
  const components = [ours, theirs].map((one) => one['components'] as Record<string, object>);
  return {
    ...theirs,
    paths: { ...(ours['paths'] as object), ...(theirs['paths'] as object) },
    components: {
      ...components[0],
      schemas: { ...components[0]?.['schemas'], ...components[1]?.['schemas'] },
    },
  };
}
