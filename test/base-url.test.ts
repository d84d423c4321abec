import { describe, expect, test } from 'vitest';
import { BillingConfigError, createBillingClient } from '../src/index.js';
import { observe, open } from './support/client.js';

async function urlFor(options: { orgId: string; baseUrl?: string }): Promise<string | undefined> {
  const { client, seen } = observe(options);
  await open(client);
  return seen[0]?.url.replace('/checkout/create_client_session', '');
}

describe('the URL of a call', () => {
  test.each([
    ['the contract has the server', 'acme', undefined, 'https://billing.funnelfox.com/acme/v1'],
    [
      'the organization is one segment',
      'a/b c?#%',
      undefined,
      'https://billing.funnelfox.com/a%2Fb%20c%3F%23%25/v1',
    ],
    ['braces in it are no parameter', '{x}', undefined, 'https://billing.funnelfox.com/%7Bx%7D/v1'],
    ['$ in it is no pattern', '$&', undefined, 'https://billing.funnelfox.com/%24%26/v1'],
    [
      'a base URL is filled in',
      'acme',
      'http://127.0.0.1:4010/{org_id}/v1',
      'http://127.0.0.1:4010/acme/v1',
    ],
    ['in the host, too', 'acme', 'https://{org_id}.example.com', 'https://acme.example.com'],
    ['or used as it is', 'acme', 'https://example.com/billing', 'https://example.com/billing'],
    [
      'trailing slashes go',
      'acme',
      'https://example.com/{org_id}/v1///',
      'https://example.com/acme/v1',
    ],
    ['capitals are fine', 'acme', 'HTTPS://EXAMPLE.com/V1', 'https://example.com/V1'],
  ])('%s', async (_, orgId, baseUrl, expected) => {
    expect(await urlFor({ orgId, ...(baseUrl !== undefined && { baseUrl }) })).toBe(expected);
  });
});

describe('a bad organization', () => {
  test.each([
    undefined,
    null,
    7,
    '',
    '  ',
    'acme\n',
    ' acme',
    '.',
    '..',
    'your-org-id',
    '{org_id}',
  ])('%j', (orgId) => {
    const create = (): unknown => createBillingClient({ orgId: orgId as string });
    expect(create).toThrow(BillingConfigError);
    expect(create).toThrow(
      `orgId must be your organization ID, not the project ID; received ${
        typeof orgId === 'string' ? JSON.stringify(orgId) : String(orgId)
      }.`,
    );
  });
});

describe('a bad base URL', () => {
  test.each([
    [7, '7'],
    [['https://example.com'], 'an array'],
    [{}, 'object'],
    [new URL('https://example.com'), 'object'],
    [null, 'null'],
    ['', ''],
    ['/v1', '/v1'],
    ['example.com', 'example.com'],
    ['ftp://example.com', 'ftp://example.com'],
    ['xhttps://example.com', 'xhttps://example.com'],
    ['a https://me:s3cret@example.com', 'example.com'],
    ['https://', 'https://'],
    ['https:example.com', 'https:example.com'],
    ['https://{org_id}{org_id}[', 'https://{org_id}{org_id}['],
    ['https://example.com?', 'https://example.com'],
    ['https://example.com/?a=s3cret', 'https://example.com/'],
    ['https://example.com/#s3cret', 'https://example.com/'],
    ['https://me:s3cret@example.com', 'https://example.com'],
    ['https://me:s3/cr/et@example.com', 'https://example.com'],
    ['me:s3cret@example.com', 'example.com'],
    ['https://example.com/{orgId}/v1', 'https://example.com/{orgId}/v1'],
  ])('%s', (baseUrl, shown) => {
    const create = (): unknown =>
      createBillingClient({ orgId: 'acme', baseUrl: baseUrl as string });
    expect(create).toThrow(BillingConfigError);
    expect(create).toThrow(
      `baseUrl must be an http(s) URL without credentials, query, fragment, or braces other than {org_id}; received ${typeof baseUrl === 'string' ? JSON.stringify(shown) : shown}.`,
    );
  });
});
