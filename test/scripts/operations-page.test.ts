import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OpenAPIDocument } from '../../scripts/contract/document.js';
import { contractFiles, loadContract } from '../../scripts/contract/load.js';
import { renderOperationsPage } from '../../scripts/contract/operations-page.js';
import { reads } from '../../src/reads.js';

const folder = join(import.meta.dirname, '../../openapi');
const page = await readFile(join(folder, 'OPERATIONS.md'), 'utf8');
const row = (path: string): string =>
  page.split('\n').find((line) => line.startsWith(`| \`POST ${path}\` |`)) ?? '';

describe('OPERATIONS.md', () => {
  test('is that of the contract', async () => {
    expect(page).toBe(renderOperationsPage(await loadContract(await contractFiles(folder))));
  });

  test('has every operation, and those that are left out', () => {
    const [known = '', leftOut = ''] = page.split('## Left out');
    expect(known.match(/^\| `POST /gm)).toHaveLength(27);
    expect(leftOut.match(/^\| `POST /gm)).toHaveLength(5);
  });

  test('says where an operation is known from, and what it does', () => {
    expect(row('/checkout/create_client_session')).toContain(
      '| changes | [published](upstream.json)',
    );
    expect(row('/payment/refund')).toContain('| yes | moves money | [page](https://funnelfox.com/');
    expect(row('/payment/refund')).toContain('minimum of amount');
    expect(row('/features')).toContain('|  | reads | [page](');
  });

  test('and the client agree on what only reads', () => {
    const reading = page.match(/(?<=^\| `)[^`]+(?=` \|.*\| reads \|)/gm);
    expect(reading?.sort()).toEqual([...reads].sort());
  });

  test('keeps a bar in a text from ending its cell', () => {
    const document = {
      openapi: '3.0.0',
      paths: { '/a': { get: { summary: 'one | two\nthree', responses: {} } } },
    } as unknown as OpenAPIDocument;
    expect(renderOperationsPage(document)).toContain(
      '| `GET /a` | one \\| two three |  | changes |',
    );
    expect(renderOperationsPage(document)).not.toContain('## Left out');
  });
});
