import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Level } from '../../scripts/drift/change.js';
import { copyTree, DOCUMENT, driftJson, OPERATION, type Report } from '../support/drift.js';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return
   -- documents are changed at every place there is */
type Json = any;

interface Parts {
  doc: Json;
  /** The operation. */
  op: Json;
  /** Its request and response schema. */
  request: Json;
  response: Json;
}

/** The document with something else in it. */
function changed(change: (parts: Parts) => void, text = DOCUMENT): Json {
  const doc = parse(text);
  const op = doc.paths['/checkout/create_client_session'].post;
  const { CheckoutClientSessionIn: request, CheckoutClientSessionOut: response } =
    doc.components.schemas;
  change({ doc, op, request, response });
  return doc;
}

/** What the check says of a published document beside a vendored one. */
async function compare(published: Json, vendored = DOCUMENT): Promise<Report> {
  const folder = await copyTree();
  const [upstream, contract] = [join(folder, 'upstream.json'), join(folder, 'contract.yaml')];
  await writeFile(upstream, typeof published === 'string' ? published : JSON.stringify(published));
  await writeFile(contract, vendored);
  const { status, changes, problems } = await driftJson([
    '--upstream',
    upstream,
    '--contract',
    contract,
  ]);
  return { status, changes, problems };
}

const IN = '#/components/schemas/CheckoutClientSessionIn';
const OUT = '#/components/schemas/CheckoutClientSessionOut';
const OP = '#/paths/~1checkout~1create_client_session/post';
const REFUSED = 'values that were taken may be refused';
const UNEXPECTED = 'code that reads it may meet what it does not expect';

type Row = [
  change: string,
  level: Level,
  message: string,
  pointer: string,
  (parts: Parts) => void,
  operation?: string,
];

const CHANGES: Row[] = [
  // The operation
  [
    'an operation goes',
    'breaking',
    'the operation is gone: calls of it fail',
    OP,
    ({ doc, op }) => {
      doc.paths = { '/other': { post: op } };
    },
  ],
  [
    'an operation comes',
    'compatible',
    'the operation is new',
    '#/paths/~1other/post',
    ({ doc, op }) => {
      doc.paths['/other'] = { post: op };
    },
    'POST /other',
  ],
  [
    'it is deprecated',
    'compatible',
    'the operation is deprecated now',
    `${OP}/deprecated`,
    ({ op }) => {
      op.deprecated = true;
    },
  ],
  [
    'it gets an operationId',
    'compatible',
    'its operationId is new: createSession',
    `${OP}/operationId`,
    ({ op }) => {
      op.operationId = 'createSession';
    },
  ],

  // The request
  [
    'a required field comes',
    'breaking',
    'request field currency is new and required: calls without it are refused',
    `${IN}/properties/currency`,
    ({ request }) => {
      request.properties.currency = { type: 'string' };
      request.required.push('currency');
    },
  ],
  [
    'an optional field comes',
    'compatible',
    'optional request field currency (string) is new',
    `${IN}/properties/currency`,
    ({ request }) => {
      request.properties.currency = { type: 'string' };
    },
  ],
  [
    'a field becomes required',
    'breaking',
    'request field country_code is required now: calls without it are refused',
    `${IN}/properties/country_code`,
    ({ request }) => {
      request.required.push('country_code');
    },
  ],
  [
    'a field becomes optional',
    'compatible',
    'request field email_address may be left out now',
    `${IN}/properties/email_address`,
    ({ request }) => {
      request.required.pop();
    },
  ],
  [
    'a field goes',
    'breaking',
    'request field country_code is gone: it is not taken any more',
    `${IN}/properties/country_code`,
    ({ request }) => {
      delete request.properties.country_code;
    },
  ],
  [
    'a constraint tightens',
    'breaking',
    `request field pp_ident: maxLength changed from 256 to 64; ${REFUSED}`,
    `${IN}/properties/pp_ident/maxLength`,
    ({ request }) => {
      request.properties.pp_ident.maxLength = 64;
    },
  ],
  [
    'a constraint loosens',
    'compatible',
    'request field pp_ident: maxLength changed from 256 to 512',
    `${IN}/properties/pp_ident/maxLength`,
    ({ request }) => {
      request.properties.pp_ident.maxLength = 512;
    },
  ],
  [
    'a pattern comes',
    'breaking',
    `request field email_address: pattern is new: @; ${REFUSED}`,
    `${IN}/properties/email_address/pattern`,
    ({ request }) => {
      request.properties.email_address.pattern = '@';
    },
  ],
  [
    'a pattern goes',
    'compatible',
    'request field region: pattern is gone (was ^[a-z]{1,20}$)',
    `${IN}/properties/region/pattern`,
    ({ request }) => {
      delete request.properties.region.pattern;
    },
  ],
  [
    'an enum loses a value',
    'breaking',
    'request field integration_type no longer takes "primer"',
    '#/components/schemas/IntegrationEnum/enum',
    ({ doc }) => {
      doc.components.schemas.IntegrationEnum.enum = ['fakeintegration', 'stripe'];
    },
  ],
  [
    'an enum gains a value',
    'compatible',
    'request field integration_type now takes "paypal", too',
    '#/components/schemas/IntegrationEnum/enum',
    ({ doc }) => {
      doc.components.schemas.IntegrationEnum.enum.push('paypal');
    },
  ],
  [
    'an enum where any text was taken',
    'breaking',
    'request field country_code now takes only "DE", "US", null',
    `${IN}/properties/country_code/enum`,
    ({ request }) => {
      request.properties.country_code.enum = ['US', 'DE'];
    },
  ],
  [
    'null is refused',
    'breaking',
    'request field country_code must not be null any more',
    `${IN}/properties/country_code/nullable`,
    ({ request }) => {
      delete request.properties.country_code.nullable;
    },
  ],
  [
    'null is taken',
    'compatible',
    'request field email_address may be null now',
    `${IN}/properties/email_address/type`,
    ({ request }) => {
      request.properties.email_address.nullable = true;
    },
  ],
  [
    'another type',
    'breaking',
    `request field external_id: type changed from string to integer; ${REFUSED}`,
    `${IN}/properties/external_id/type`,
    ({ request }) => {
      request.properties.external_id.type = 'integer';
    },
  ],
  [
    'a second type',
    'compatible',
    'request field email_address now takes integer, too',
    `${IN}/properties/email_address/anyOf/1`,
    ({ request }) => {
      const { title, ...schema } = request.properties.email_address;
      request.properties.email_address = { title, anyOf: [schema, { type: 'integer' }] };
    },
  ],
  [
    'no other fields',
    'breaking',
    `the request body: additionalProperties is new: false; ${REFUSED}`,
    `${IN}/additionalProperties`,
    ({ request }) => {
      request.additionalProperties = false;
    },
  ],
  [
    'a field is read-only',
    'breaking',
    'request field country_code is read-only now: it is not taken any more',
    `${IN}/properties/country_code/readOnly`,
    ({ request }) => {
      request.properties.country_code.readOnly = true;
    },
  ],
  [
    'a default',
    'compatible',
    'request field region: default is new: default',
    `${IN}/properties/region/default`,
    ({ request }) => {
      request.properties.region.default = 'default';
    },
  ],
  [
    'the body may be left out',
    'compatible',
    'the request body may be left out now',
    `${OP}/requestBody/required`,
    ({ op }) => {
      delete op.requestBody.required;
    },
  ],
  [
    'the body goes',
    'breaking',
    'the request body is gone: it is not taken any more',
    `${OP}/requestBody`,
    ({ op }) => {
      delete op.requestBody;
    },
  ],
  [
    'a parameter that must be given',
    'breaking',
    'query parameter currency is new and required: calls without it may be refused',
    `${OP}/parameters/1`,
    ({ op }) => {
      op.parameters.push({ name: 'currency', in: 'query', required: true, schema: {} });
    },
  ],
  [
    'a parameter that may be given',
    'compatible',
    'optional query parameter currency is new',
    `${OP}/parameters/1`,
    ({ op }) => {
      op.parameters.push({ name: 'currency', in: 'query', schema: {} });
    },
  ],
  [
    'the parameter that is none',
    'compatible',
    'path parameter org_id is gone: it is not taken any more (the client fills it in)',
    `${OP}/parameters/0`,
    ({ op }) => {
      delete op.parameters;
    },
  ],

  // The response
  [
    'a response field comes',
    'compatible',
    'response field expires_at (string) is new',
    `${OUT}/properties/expires_at`,
    ({ response }) => {
      response.properties.expires_at = { type: 'string' };
      response.required.push('expires_at');
    },
  ],
  [
    'a response field goes',
    'breaking',
    'response field order_id is gone: code that reads it finds nothing',
    `${OUT}/properties/order_id`,
    ({ response }) => {
      delete response.properties.order_id;
      response.required.pop();
    },
  ],
  [
    'a response field may be missing',
    'breaking',
    'response field order_id may be missing now: code that reads it may find nothing',
    `${OUT}/properties/order_id`,
    ({ response }) => {
      response.required.pop();
    },
  ],
  [
    'a response field may be null',
    'breaking',
    'response field order_id may be null now: code that reads it may find nothing',
    `${OUT}/properties/order_id/type`,
    ({ response }) => {
      response.properties.order_id.nullable = true;
    },
  ],
  [
    'a response field of another type',
    'breaking',
    `response field client_token: type changed from string to number; ${UNEXPECTED}`,
    `${OUT}/properties/client_token/type`,
    ({ response }) => {
      response.properties.client_token.type = 'number';
    },
  ],
  [
    'a response field is write-only',
    'breaking',
    'response field client_token is write-only now: replies do not hold it',
    `${OUT}/properties/client_token/writeOnly`,
    ({ response }) => {
      response.properties.client_token.writeOnly = true;
    },
  ],
  [
    'a response enum goes away',
    'compatible',
    'response field client_token is now one of "a", "b"',
    `${OUT}/properties/client_token/enum`,
    ({ response }) => {
      response.properties.client_token.enum = ['b', 'a'];
    },
  ],
  [
    'another status',
    'breaking',
    'response 200 became 201',
    `${OP}/responses/201`,
    ({ op }) => {
      op.responses = { '201': op.responses['200'] };
    },
  ],
  [
    'one more status',
    'compatible',
    'response 402 is new',
    `${OP}/responses/402`,
    ({ op }) => {
      op.responses['402'] = { description: 'Pay first' };
    },
  ],

  // The API
  [
    'another server',
    'breaking',
    'the server URL changed from https://billing.funnelfox.com/{org_id}/v1 to https://eu.example/{org_id}/v1: calls to the old one may fail',
    '#/servers/0/url',
    ({ doc }) => {
      doc.servers[0].url = 'https://eu.example/{org_id}/v1';
    },
    '*',
  ],
  [
    'another default of a server variable',
    'compatible',
    'server variable org_id: default changed from your-org-id to acme',
    '#/servers/0/variables/org_id/default',
    ({ doc }) => {
      doc.servers[0].variables.org_id.default = 'acme';
    },
    '*',
  ],
  [
    'a key is demanded',
    'breaking',
    'a key is demanded now (FunnelFoxSecretKey): calls without it are refused',
    `${OP}/security`,
    ({ op }) => {
      op.security = [{ FunnelFoxSecretKey: [] }];
    },
  ],
  [
    'a key is demanded, silently',
    'breaking',
    'a key is demanded now (FunnelFoxSecretKey): calls without it are refused',
    `${OP}/security`,
    ({ op }) => {
      delete op.security;
    },
  ],
  [
    'another header for the key',
    'breaking',
    'the key FunnelFoxSecretKey: the name of its header changed from ff-secret-key to x-key: calls with the key as before are refused',
    '#/components/securitySchemes/FunnelFoxSecretKey/name',
    ({ doc }) => {
      doc.components.securitySchemes.FunnelFoxSecretKey.name = 'x-key';
    },
    '*',
  ],

  // Words
  [
    'a description',
    'wording',
    'request field external_id: the description changed from "Your unique identifier for the user" to "Yours"',
    `${IN}/properties/external_id/description`,
    ({ request }) => {
      request.properties.external_id.description = 'Yours';
    },
  ],
  [
    'a summary',
    'wording',
    'the operation: the summary is gone: "Create a checkout session (client token)"',
    `${OP}/summary`,
    ({ op }) => {
      delete op.summary;
    },
  ],
  [
    'a title',
    'wording',
    'the response body: the title changed from "CheckoutClientSessionOut" to "Out"',
    `${OUT}/title`,
    ({ response }) => {
      response.title = 'Out';
    },
  ],
  [
    'an example',
    'wording',
    'request field pp_ident: the example is new: "monthly"',
    `${IN}/properties/pp_ident/example`,
    ({ request }) => {
      request.properties.pp_ident.example = 'monthly';
    },
  ],
  [
    'a tag',
    'wording',
    'the operation: the tags changed from ["Checkout"] to ["Sessions"]',
    `${OP}/tags`,
    ({ op }) => {
      op.tags = ['Sessions'];
    },
  ],
  [
    'the title of the API',
    'wording',
    'the API: the info title changed from "OpenAPI3" to "Billing"',
    '#/info/title',
    ({ doc }) => {
      doc.info.title = 'Billing';
    },
    '*',
  ],
];

describe('a change has a level, and says what it means', () => {
  test.each(CHANGES)(
    '%s: %s',
    async (_, level, message, pointer, change, operation = OPERATION) => {
      const { status, changes } = await compare(changed(change));
      expect(changes).toContainEqual({ level, operation, pointer, message });
      expect(status).toBe(level);
    },
  );

  test('where an operation goes, another one does not hide it', async () => {
    const { changes } = await compare(
      changed(({ doc, op }) => {
        doc.paths = { '/checkout/create_session': { post: op } };
      }),
    );
    expect(changes.map(({ level, operation }) => [level, operation])).toEqual([
      ['breaking', OPERATION],
      ['compatible', 'POST /checkout/create_session'],
    ]);
  });
});

type Pair = [
  change: string,
  level: Level,
  message: string,
  before: Edit,
  after: Edit,
  operation?: string,
];
type Edit = (parts: Parts) => void;

const token =
  (schema: object): Edit =>
  ({ response }) => {
    response.properties.client_token = schema;
  };
const email =
  (schema: object): Edit =>
  ({ request }) => {
    request.properties.email_address = schema;
  };
/** A field of two kinds, the second of which has these properties. */
const kinds =
  (properties: object, name = 'Bank'): Edit =>
  ({ doc, request }) => {
    doc.components.schemas.Card = { type: 'object', properties: { pan: string } };
    doc.components.schemas[name] = { type: 'object', properties };
    const card = '#/components/schemas/Card';
    const bank = `#/components/schemas/${name}`;
    request.properties.email_address = {
      oneOf: [{ $ref: card }, { $ref: bank }],
      discriminator: { propertyName: 'kind', mapping: { card, bank } },
    };
  };
const items = (schema: object) => ({ type: 'array', items: schema });
const string = { type: 'string' };
const number = { type: 'number' };

const PAIRS: Pair[] = [
  [
    'a response enum gains a value',
    'breaking',
    `response field client_token may now be "c", too; ${UNEXPECTED}`,
    token({ enum: ['a', 'b'] }),
    token({ enum: ['a', 'b', 'c'] }),
  ],
  [
    'a response enum loses a value',
    'compatible',
    'response field client_token is no longer "b"',
    token({ enum: ['a', 'b'] }),
    token({ enum: ['a'] }),
  ],
  [
    'a response enum is lifted',
    'breaking',
    `response field client_token may now be other than "a", too; ${UNEXPECTED}`,
    token({ type: 'string', enum: ['a'] }),
    token(string),
  ],
  [
    'a response field is one thing more',
    'breaking',
    `response field client_token may now be number, too; ${UNEXPECTED}`,
    token(string),
    token({ anyOf: [number, string] }),
  ],
  [
    'a response field is one thing less',
    'compatible',
    'response field client_token is no longer number',
    token({ anyOf: [number, string] }),
    token(string),
  ],
  [
    'a request field takes one thing less',
    'breaking',
    'request field email_address no longer takes number',
    email({ oneOf: [number, string] }),
    email({ oneOf: [string] }),
  ],
  [
    'what is in a list',
    'breaking',
    `response field client_token[].id: type changed from string to number; ${UNEXPECTED}`,
    token(items({ type: 'object', properties: { id: string } })),
    token(items({ type: 'object', properties: { id: number } })),
  ],
  [
    'what is in a map',
    'breaking',
    `request field email_address.*: minLength is new: 3; ${REFUSED}`,
    email({ type: 'object', additionalProperties: string }),
    email({ type: 'object', additionalProperties: { type: 'string', minLength: 3 } }),
  ],
  [
    'what is in an alternative',
    'breaking',
    `request field email_address: maxLength is new: 9; ${REFUSED}`,
    email({ anyOf: [number, string] }),
    email({ anyOf: [number, { type: 'string', maxLength: 9 }] }),
  ],
  [
    'a field that is never null now',
    'compatible',
    'response field client_token is never null now',
    token({ type: 'string', nullable: true }),
    token(string),
  ],
  [
    'a field that is always there now',
    'compatible',
    'response field client_token is always there now',
    ({ response }) => {
      response.required = [];
    },
    ({ response }) => {
      response.required = ['client_token'];
    },
  ],
  [
    'an error that is declared no more',
    'compatible',
    'response 402 is gone',
    ({ op }) => {
      op.responses['402'] = { description: 'Pay first' };
    },
    () => undefined,
  ],
  [
    'a body where none was taken',
    'breaking',
    'a request body is required now: calls without it may be refused',
    ({ op }) => {
      delete op.requestBody;
    },
    () => undefined,
  ],
  [
    'a key that is not demanded any more',
    'compatible',
    'FunnelFoxSecretKey is no longer demanded',
    ({ op }) => {
      op.security = [{ FunnelFoxSecretKey: [] }];
    },
    () => undefined,
  ],
  [
    'a call without a key',
    'breaking',
    'a call without a key is no longer accepted',
    ({ op }) => {
      op.security = [{ FunnelFoxSecretKey: [] }, {}];
    },
    ({ op }) => {
      op.security = [{ FunnelFoxSecretKey: [] }];
    },
  ],
  [
    'a schema that holds itself',
    'breaking',
    `response field client_token.name: type changed from string to number; ${UNEXPECTED}`,
    ({ doc, response }) => {
      const node = { $ref: '#/components/schemas/Node' };
      doc.components.schemas.Node = { type: 'object', properties: { next: node, name: string } };
      response.properties.client_token = node;
    },
    ({ doc, response }) => {
      const node = { $ref: '#/components/schemas/Node' };
      doc.components.schemas.Node = { type: 'object', properties: { next: node, name: number } };
      response.properties.client_token = node;
    },
  ],

  [
    'a field under another name',
    'breaking',
    'request field country_code is gone: it is not taken any more',
    () => undefined,
    ({ request }) => {
      const { country_code, ...others } = request.properties;
      request.properties = { ...others, country: country_code };
    },
  ],
  [
    'one of two fields must be there',
    'breaking',
    `the request body: anyOf is new; ${REFUSED}`,
    () => undefined,
    ({ request }) => {
      request.anyOf = [{ required: ['country_code'] }, { required: ['client_metadata'] }];
    },
  ],
  [
    'a choice that may be null',
    'breaking',
    `response field client_token may be null now: code that reads it may find nothing`,
    token({ anyOf: [number, string] }),
    token({ anyOf: [number, string], nullable: true }),
  ],
  [
    'another choice that may be null',
    'breaking',
    `response field client_token may now be null, too; ${UNEXPECTED}`,
    token({ oneOf: [number, items(string)] }),
    token({ oneOf: [number, items(string)], nullable: true }),
  ],
  [
    'a server of its own',
    'breaking',
    'it has a server of its own now, https://eu.example: calls to the common one may fail',
    () => undefined,
    ({ op }) => {
      op.servers = [{ url: 'https://eu.example' }];
    },
  ],
  [
    'another limit, the value itself left out',
    'breaking',
    `request field email_address: lower bound changed from >= 1 to > 1; ${REFUSED}`,
    email({ type: 'number', minimum: 1 }),
    email({ type: 'number', minimum: 1, exclusiveMinimum: true }),
  ],
  [
    'another server first',
    'breaking',
    'the server to use changed from https://a.example to https://b.example',
    ({ doc }) => {
      doc.servers = [{ url: 'https://a.example' }, { url: 'https://b.example' }];
    },
    ({ doc }) => {
      doc.servers = [{ url: 'https://b.example' }, { url: 'https://a.example' }];
    },
    '*',
  ],
  [
    'a server variable that is no longer free',
    'breaking',
    'server variable org_id: enum is new: ["acme"]',
    () => undefined,
    ({ doc }) => {
      doc.servers[0].variables.org_id.enum = ['acme'];
    },
    '*',
  ],
  [
    'a response header that may be missing',
    'breaking',
    'response header X-Total may be missing now: code that reads it may find nothing',
    ({ op }) => {
      op.responses['200'].headers = { 'X-Total': { required: true, schema: string } };
    },
    ({ op }) => {
      op.responses['200'].headers = { 'X-Total': { schema: string } };
    },
  ],
  [
    'one kind of several',
    'breaking',
    `request field email_address.iban: maxLength is new: 22; ${REFUSED}`,
    kinds({ iban: string }),
    kinds({ iban: { type: 'string', maxLength: 22 } }),
  ],
  [
    'parts that do not make one',
    'breaking',
    'request field email_address: allOf changed in a way that this check cannot judge; compare the two documents',
    email({ type: 'object', properties: { id: string } }),
    email({ allOf: [{ properties: { id: string } }, { properties: { id: { minLength: 1 } } }] }),
  ],
  [
    'more multiples',
    'compatible',
    'request field email_address: multipleOf changed from 4 to 2',
    email({ type: 'number', multipleOf: 4 }),
    email({ type: 'number', multipleOf: 2 }),
  ],
  [
    'a name that must fit',
    'breaking',
    `request field email_address.^x- is new in patternProperties; ${REFUSED}`,
    email({ type: 'object' }),
    email({ type: 'object', patternProperties: { '^x-': string } }),
  ],
  [
    'another field that tells the kind',
    'breaking',
    'response field client_token: the field that tells its kind changed from a to b',
    token({ oneOf: [items(string), items(number)], discriminator: { propertyName: 'a' } }),
    token({ oneOf: [items(string), items(number)], discriminator: { propertyName: 'b' } }),
  ],
  [
    'no schema any more',
    'breaking',
    `the response body: type is gone (was object); ${UNEXPECTED}`,
    () => undefined,
    ({ op }) => {
      op.responses['200'].content['application/json'] = {};
    },
  ],
  [
    'a field that must not be there',
    'breaking',
    'request field email_address now takes only no value',
    ({ doc, request }) => {
      doc.openapi = '3.1.0';
      request.properties.email_address = true;
    },
    ({ doc, request }) => {
      doc.openapi = '3.1.0';
      request.properties.email_address = false;
    },
  ],
  [
    'the items of a tuple',
    'compatible',
    'response field client_token[]: maxLength is new: 1',
    token({ type: 'array', prefixItems: [string, number] }),
    token({ type: 'array', prefixItems: [{ type: 'string', maxLength: 1 }, number] }),
  ],
  [
    'a base',
    'breaking',
    'request field email_address.id is required now: calls without it are refused',
    ({ doc, request }) => {
      doc.components.schemas.Base = { type: 'object', properties: { id: string } };
      request.properties.email_address = { allOf: [{ $ref: '#/components/schemas/Base' }] };
    },
    ({ doc, request }) => {
      doc.components.schemas.Base = {
        type: 'object',
        properties: { id: string },
        required: ['id'],
      };
      request.properties.email_address = { allOf: [{ $ref: '#/components/schemas/Base' }] };
    },
  ],
];

describe('a change of something else', () => {
  test.each(PAIRS)('%s: %s', async (_, level, message, before, after, operation = OPERATION) => {
    const { status, changes } = await compare(changed(after), stringify(changed(before)));
    const found = changes.filter((change) => change.level !== 'wording');
    expect(found[0]).toMatchObject({ level, operation, message });
    // The gravest stands first, and what else is said is said of the same thing.
    expect(found.length).toBeLessThanOrEqual(3);
    expect(status).toBe(level);
  });
});

type Rewriting = [what: string, (parts: Parts) => unknown];

const SAME: Rewriting[] = [
  ['as JSON', ({ doc }) => JSON.stringify(doc, null, 2)],
  ['in other YAML', ({ doc }) => stringify(doc, { defaultStringType: 'QUOTE_DOUBLE', indent: 4 })],
  ['with other line ends', () => DOCUMENT.replaceAll('\n', '\r\n')],
  ['with a byte order mark', () => `\uFEFF${DOCUMENT}`],
  ['in another order', ({ doc }) => reversed(doc)],
  [
    'with a schema in place of its reference',
    ({ doc, request }) => {
      request.properties.integration_type = doc.components.schemas.IntegrationEnum;
      delete doc.components.schemas.IntegrationEnum;
    },
  ],
  [
    'with a reference in place of a schema',
    ({ doc, response }) => {
      doc.components.schemas.OrderId = response.properties.order_id;
      response.properties.order_id = { $ref: '#/components/schemas/OrderId' };
    },
  ],
  [
    'under another name',
    ({ doc, op, request }) => {
      doc.components.schemas.In = request;
      op.requestBody.content['application/json'].schema.$ref = '#/components/schemas/In';
      delete doc.components.schemas.CheckoutClientSessionIn;
    },
  ],
  [
    'with a lone allOf',
    ({ request }) => {
      const reference = request.properties.integration_type;
      request.properties.integration_type = { allOf: [reference] };
    },
  ],
  [
    'with a base',
    ({ doc, request }) => {
      const { region, ...properties } = request.properties;
      doc.components.schemas.Regional = {
        type: 'object',
        properties: { region },
        required: ['region'],
      };
      request.allOf = [{ $ref: '#/components/schemas/Regional' }, { properties }];
      delete request.properties;
      request.required = request.required.filter((name: string) => name !== 'region');
    },
  ],
  [
    'with a field said twice',
    ({ request }) => {
      const { region } = request.properties;
      request.allOf = [{ properties: { region: { ...region, description: 'Which' } } }];
    },
  ],
  [
    'with a type as a list of one',
    ({ doc, request }) => {
      const { region, ...properties } = request.properties;
      doc.openapi = '3.0.0';
      request.allOf = [{ type: ['object'], properties: { region } }, { properties }];
      delete request.properties;
    },
  ],
  [
    'with its defaults said',
    ({ op, request }) => {
      op.deprecated = false;
      request.properties.pp_ident.nullable = false;
      request.properties.pp_ident.minLength = 0;
      op.parameters[0].allowEmptyValue = false;
    },
  ],
  [
    'with the parameters on the path',
    ({ doc, op }) => {
      doc.paths['/checkout/create_client_session'].parameters = op.parameters;
      delete op.parameters;
    },
  ],
  [
    'with another name for the key',
    ({ doc }) => {
      const { securitySchemes } = doc.components;
      doc.components.securitySchemes = { Key: securitySchemes.FunnelFoxSecretKey };
      doc.security = [{ Key: [] }];
    },
  ],
  [
    'with the servers said again',
    ({ doc, op }) => {
      op.servers = doc.servers;
    },
  ],
  [
    'with no security in other words',
    ({ op }) => {
      op.security = [{}];
    },
  ],
  [
    'with the header of the key in other letters',
    ({ doc }) => {
      doc.components.securitySchemes.FunnelFoxSecretKey.name = 'FF-Secret-Key';
    },
  ],
  [
    'with types as alternatives',
    ({ request }) => {
      request.properties.country_code = { anyOf: [{ type: 'string', nullable: true }] };
    },
  ],
  [
    'with schemas that nothing uses',
    ({ doc }) => {
      doc.components.schemas.Unused = { type: 'string' };
    },
  ],
];

/** With every mapping, and every list that has no order, turned round. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed).reverse();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as object)
      .map(([key, inner]) => [key, reversed(inner)])
      .reverse(),
  );
}

describe('what means the same is the same', () => {
  test.each(SAME)('%s', async (_, rewrite) => {
    let text: unknown;
    const doc = changed((parts) => (text = rewrite(parts)));
    const { status, changes } = await compare(typeof text === 'object' ? text : (text ?? doc));
    expect(changes).toEqual([]);
    expect(status).toBe('same');
  });

  test('in the terms of OpenAPI 3.1, but for the version', async () => {
    const { changes } = await compare(
      changed(({ doc, request }) => {
        doc.openapi = '3.1.0';
        request.properties.country_code = { type: ['string', 'null'] };
        request.properties.email_address.anyOf = [{ type: 'string' }];
        delete request.properties.email_address.type;
      }),
    );
    expect(changes).toEqual([
      {
        level: 'wording',
        operation: '*',
        pointer: '#/openapi',
        message: 'the API: the OpenAPI version changed from "3.0.0" to "3.1.0"',
      },
    ]);
  });

  test.each([
    ['null as an alternative', { anyOf: [{ type: 'string' }, { type: 'null' }] }, '3.1.0'],
    ['null as a type', { type: ['null', 'string'] }, '3.1.0'],
    ['nullable', { type: 'string', nullable: true }, '3.0.3'],
    [
      'null by reference',
      { anyOf: [{ type: 'string' }, { nullable: true, enum: [null] }] },
      '3.0.3',
    ],
  ])('%s', async (_, schema, version) => {
    const { changes } = await compare(
      changed(({ doc, request }) => {
        doc.openapi = version;
        request.properties.country_code = schema;
      }),
    );
    expect(changes.filter(({ level }) => level !== 'wording')).toEqual([]);
  });
});

test('kinds are the same under other names, and told by their own', async () => {
  const before = stringify(changed(kinds({ iban: string })));
  expect(await compare(changed(kinds({ iban: string }, 'Account')), before)).toMatchObject({
    status: 'same',
  });
  const { changes } = await compare(
    changed((parts) => {
      kinds({ iban: string })(parts);
      const { mapping } = parts.request.properties.email_address.discriminator;
      mapping.account = mapping.bank;
      delete mapping.bank;
    }),
    before,
  );
  expect(changes).toMatchObject([
    {
      level: 'breaking',
      message: `request field email_address no longer knows the kind bank and knows the new kind account; ${REFUSED}`,
    },
  ]);
  const swapped = changed((parts) => {
    kinds({ iban: string })(parts);
    const { discriminator } = parts.request.properties.email_address;
    const { card, bank } = discriminator.mapping;
    discriminator.mapping = { card: bank, bank: card };
  });
  expect(await compare(swapped, before)).toMatchObject({ status: 'breaking' });
});

test('a change with no name does not hide behind one that has', async () => {
  const { status, changes } = await compare(
    changed(({ request, response }) => {
      request.properties.currency = string;
      response.properties.client_token.quantity = { unit: 'kg' };
    }),
  );
  expect(changes.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'breaking: response field client_token: quantity changed in a way that this check cannot judge; compare the two documents',
    'compatible: optional request field currency (string) is new',
  ]);
  expect(status).toBe('breaking');
});

test('a schema that is used everywhere is not told without end', async () => {
  const chain = (maxLength: number) =>
    changed(({ doc, response }) => {
      for (let at = 0; at < 25; at += 1) {
        const next = { $ref: `#/components/schemas/N${at + 1}` };
        doc.components.schemas[`N${at}`] = { type: 'object', properties: { a: next, b: next } };
      }
      doc.components.schemas.N25 = { type: 'string', maxLength };
      response.properties.client_token = { $ref: '#/components/schemas/N0' };
    });
  const { status, changes } = await compare(chain(20), stringify(chain(10)));
  expect(status).toBe('breaking');
  expect(changes.length).toBeGreaterThan(0);
  expect(changes.length).toBeLessThan(1000);
});

describe('several changes', () => {
  test('are told by operation, the gravest first, and the gravest of all is the status', async () => {
    const { status, changes } = await compare(
      changed(({ doc, op, request, response }) => {
        doc.servers[0].variables.org_id.default = 'acme';
        op.summary = 'Open';
        request.properties.currency = { type: 'string' };
        delete response.properties.order_id;
      }),
    );
    expect(status).toBe('breaking');
    expect(changes.map(({ operation, level }) => `${operation} ${level}`)).toEqual([
      `${OPERATION} breaking`,
      `${OPERATION} compatible`,
      `${OPERATION} wording`,
      '* compatible',
    ]);
  });

  test('of a schema are told for each place that it is used at', async () => {
    const { changes } = await compare(
      changed(({ doc, response }) => {
        response.properties.integration = { $ref: '#/components/schemas/IntegrationEnum' };
        doc.components.schemas.IntegrationEnum.enum.push('paypal');
      }),
      stringify(
        changed(({ response }) => {
          response.properties.integration = { $ref: '#/components/schemas/IntegrationEnum' };
        }),
      ),
    );
    expect(changes.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      `breaking: response field integration may now be "paypal", too; ${UNEXPECTED}`,
      'compatible: request field integration_type now takes "paypal", too',
    ]);
  });
});
