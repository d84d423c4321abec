import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { copyTree, DOCUMENT, driftJson, OPERATION, type Report } from '../support/drift.js';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return
   -- documents are changed in any place */
type Json = any;

interface Parts {
  doc: Json;
  op: Json;
  /** The properties of the request and of the response, and their schemas. */
  req: Json;
  res: Json;
  request: Json;
  response: Json;
  schemas: Json;
}

type Edit = (parts: Parts) => void;

function edited(edit: Edit): Json {
  const doc = parse(DOCUMENT);
  const op = doc.paths['/checkout/create_client_session'].post;
  const { schemas } = doc.components;
  const { CheckoutClientSessionIn: request, CheckoutClientSessionOut: response } = schemas;
  edit({ doc, op, schemas, request, response, req: request.properties, res: response.properties });
  return doc;
}

const none: Edit = () => undefined;
const text = { type: 'string' };
const list = { type: 'array', items: text };
const object = (properties: object) => ({ type: 'object', properties });
const email =
  (schema: Json): Edit =>
  ({ req }) => {
    req.email_address = schema;
  };
const token =
  (schema: Json): Edit =>
  ({ res }) => {
    res.client_token = schema;
  };
const secured =
  (security?: Json): Edit =>
  ({ doc, op }) => {
    doc.components.securitySchemes.Other = { type: 'http', scheme: 'bearer' };
    op.security = security;
  };
const KEY = { FunnelFoxSecretKey: [] };
/** A field of two kinds. */
const kinds =
  (names: readonly [string, string], more = {}): Edit =>
  ({ req, schemas }) => {
    names.forEach((name, index) => {
      schemas[name] = object({
        kind: text,
        ...(index === 0 ? { pan: text } : { iban: text, ...more }),
      });
    });
    req.email_address = { oneOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })) };
  };
const header =
  (required: boolean): Edit =>
  ({ op }) => {
    op.responses['200'].headers = { 'X-Total': { required, schema: text } };
  };

type Level = 'same' | 'wording' | 'compatible' | 'breaking';
/** What changes, its level, the level the other way round, and both documents. */
type Row = readonly [string, Level, Level, Edit, Edit];

const ROWS: readonly Row[] = [
  // The operation
  [
    'an operation',
    'compatible',
    'breaking',
    none,
    ({ doc, op }) => (doc.paths['/new'] = { post: op }),
  ],
  [
    'its method',
    'breaking',
    'breaking',
    none,
    ({ doc, op }) => (doc.paths = { '/checkout/create_client_session': { put: op } }),
  ],
  ['deprecation', 'compatible', 'compatible', none, ({ op }) => (op.deprecated = true)],
  ['operationId', 'compatible', 'compatible', none, ({ op }) => (op.operationId = 'create')],
  [
    'a parameter',
    'compatible',
    'breaking',
    none,
    ({ op }) => (op.parameters = [{ name: 'q', in: 'query', schema: text }]),
  ],
  [
    'a required parameter',
    'breaking',
    'breaking',
    none,
    ({ op }) => (op.parameters = [{ name: 'q', in: 'query', required: true, schema: text }]),
  ],
  ['the parameter of the server URL', 'same', 'same', none, ({ op }) => delete op.parameters],
  [
    'a body that may be left out',
    'compatible',
    'breaking',
    none,
    ({ op }) => delete op.requestBody.required,
  ],
  ['the body', 'breaking', 'breaking', none, ({ op }) => delete op.requestBody],
  [
    'a media type of the request',
    'compatible',
    'breaking',
    none,
    ({ op }) => (op.requestBody.content['text/plain'] = {}),
  ],
  [
    'a media type of the response',
    'compatible',
    'breaking',
    none,
    ({ op }) => (op.responses['200'].content['text/plain'] = {}),
  ],
  [
    'an error status',
    'compatible',
    'compatible',
    none,
    ({ op }) => (op.responses['402'] = { description: '' }),
  ],
  [
    'the success status',
    'breaking',
    'breaking',
    none,
    ({ op }) => (op.responses = { 201: op.responses['200'] }),
  ],
  ['a response header', 'compatible', 'breaking', none, header(false)],
  ['a required response header', 'compatible', 'breaking', header(false), header(true)],

  // Security and servers
  ['a key demanded', 'breaking', 'compatible', none, secured([KEY])],
  ['a key demanded by the root', 'breaking', 'compatible', none, ({ op }) => delete op.security],
  [
    'a second key accepted',
    'compatible',
    'breaking',
    secured([KEY]),
    secured([KEY, { Other: [] }]),
  ],
  [
    'a second key demanded',
    'breaking',
    'compatible',
    secured([KEY]),
    secured([{ ...KEY, Other: [] }]),
  ],
  ['no key accepted', 'compatible', 'breaking', secured([KEY]), secured([KEY, {}])],
  [
    'the header of the key',
    'breaking',
    'breaking',
    none,
    ({ doc }) => (doc.components.securitySchemes.FunnelFoxSecretKey.name = 'x'),
  ],
  [
    'another server',
    'breaking',
    'breaking',
    none,
    ({ doc }) => (doc.servers[0].url = 'https://eu.example/{org_id}'),
  ],
  [
    'a second server',
    'compatible',
    'breaking',
    none,
    ({ doc }) => doc.servers.push({ url: 'https://b.example' }),
  ],
  [
    'a first server',
    'breaking',
    'breaking',
    none,
    ({ doc }) => doc.servers.unshift({ url: 'https://b.example' }),
  ],
  [
    'a server of the operation',
    'breaking',
    'breaking',
    none,
    ({ op }) => (op.servers = [{ url: 'https://b.example' }]),
  ],
  [
    'the default of a server variable',
    'compatible',
    'compatible',
    none,
    ({ doc }) => (doc.servers[0].variables.org_id.default = 'a'),
  ],
  [
    'the values of a server variable',
    'breaking',
    'compatible',
    none,
    ({ doc }) => (doc.servers[0].variables.org_id.enum = ['a']),
  ],

  // Requests: fewer valid values are breaking
  ['an optional field', 'compatible', 'breaking', none, ({ req }) => (req.currency = text)],
  [
    'a required field',
    'breaking',
    'breaking',
    none,
    ({ req, request }) => {
      req.currency = text;
      request.required.push('currency');
    },
  ],
  [
    'a field required',
    'breaking',
    'compatible',
    none,
    ({ request }) => request.required.push('country_code'),
  ],
  ['maxLength', 'breaking', 'compatible', none, ({ req }) => (req.email_address.maxLength = 100)],
  [
    'a new limit',
    'breaking',
    'compatible',
    email({ type: 'number' }),
    email({ type: 'number', minimum: 1 }),
  ],
  [
    'an exclusive limit',
    'breaking',
    'compatible',
    email({ type: 'number', minimum: 1 }),
    email({ type: 'number', minimum: 1, exclusiveMinimum: true }),
  ],
  [
    'multipleOf',
    'compatible',
    'breaking',
    email({ type: 'number', multipleOf: 4 }),
    email({ type: 'number', multipleOf: 2 }),
  ],
  ['uniqueItems', 'breaking', 'compatible', email(list), email({ ...list, uniqueItems: true })],
  ['a pattern', 'breaking', 'compatible', none, ({ req }) => (req.email_address.pattern = '@')],
  ['a format', 'breaking', 'compatible', email(text), email({ ...text, format: 'email' })],
  [
    'an enum value',
    'compatible',
    'breaking',
    none,
    ({ schemas }) => schemas.IntegrationEnum.enum.push('paypal'),
  ],
  ['an enum', 'breaking', 'compatible', email(text), email({ ...text, enum: ['a'] })],
  ['null', 'compatible', 'breaking', none, ({ req }) => (req.email_address.nullable = true)],
  ['another type', 'breaking', 'breaking', email(text), email({ type: 'integer' })],
  [
    'one more type',
    'compatible',
    'breaking',
    email(text),
    email({ anyOf: [text, { type: 'integer' }] }),
  ],
  [
    'one more kind',
    'compatible',
    'breaking',
    email({ anyOf: [object({ a: text }), object({ b: text })] }),
    email({ anyOf: [object({ a: text }), object({ b: text }), object({ c: text })] }),
  ],
  [
    'one of two fields',
    'breaking',
    'compatible',
    none,
    ({ request }) =>
      (request.anyOf = [{ required: ['country_code'] }, { required: ['client_metadata'] }]),
  ],
  [
    'additionalProperties: false',
    'breaking',
    'compatible',
    none,
    ({ request }) => (request.additionalProperties = false),
  ],
  [
    'a read-only field',
    'breaking',
    'compatible',
    none,
    ({ req }) => (req.country_code.readOnly = true),
  ],
  ['a default', 'compatible', 'compatible', none, ({ req }) => (req.region.default = 'default')],
  [
    'a pattern of names',
    'breaking',
    'compatible',
    email(object({})),
    email({ ...object({}), patternProperties: { '^x-': text } }),
  ],
  [
    'a field in one of several kinds',
    'breaking',
    'compatible',
    kinds(['Card', 'Bank']),
    kinds(['Card', 'Bank'], { iban: { ...text, maxLength: 22 } }),
  ],

  // Responses: more valid values are breaking
  ['a response field', 'compatible', 'breaking', none, ({ res }) => (res.expires_at = text)],
  [
    'a required response field',
    'breaking',
    'compatible',
    none,
    ({ response }) => response.required.pop(),
  ],
  [
    'null in a response',
    'breaking',
    'compatible',
    none,
    ({ res }) => (res.order_id.nullable = true),
  ],
  ['a type in a response', 'breaking', 'breaking', token(text), token({ type: 'number' })],
  [
    'one more type in a response',
    'breaking',
    'compatible',
    token(text),
    token({ anyOf: [{ type: 'number' }, text] }),
  ],
  [
    'one more kind in a response',
    'breaking',
    'compatible',
    token({ anyOf: [object({ a: text }), object({ b: text })] }),
    token({ anyOf: [object({ a: text }), object({ b: text }), object({ c: text })] }),
  ],
  [
    'an enum value in a response',
    'breaking',
    'compatible',
    token({ enum: ['a', 'b'] }),
    token({ enum: ['a', 'b', 'c'] }),
  ],
  ['an enum in a response', 'compatible', 'breaking', token(text), token({ ...text, enum: ['a'] })],
  [
    'minLength in a response',
    'compatible',
    'breaking',
    token(text),
    token({ ...text, minLength: 3 }),
  ],
  [
    'a write-only response field',
    'breaking',
    'compatible',
    none,
    ({ res }) => (res.client_token.writeOnly = true),
  ],
  [
    'a schema that contains itself',
    'breaking',
    'breaking',
    ({ res, schemas }) => {
      schemas.Node = object({ next: { $ref: '#/components/schemas/Node' }, name: text });
      res.node = { $ref: '#/components/schemas/Node' };
    },
    ({ res, schemas }) => {
      schemas.Node = object({
        next: { $ref: '#/components/schemas/Node' },
        name: { type: 'integer' },
      });
      res.node = { $ref: '#/components/schemas/Node' };
    },
  ],

  // Words
  [
    'a description',
    'wording',
    'wording',
    none,
    ({ req }) => (req.external_id.description = 'Yours'),
  ],
  ['a summary', 'wording', 'wording', none, ({ op }) => delete op.summary],
  ['a title', 'wording', 'wording', none, ({ response }) => (response.title = 'Out')],
  ['an example', 'wording', 'wording', none, ({ req }) => (req.pp_ident.example = 'monthly')],
  ['a tag', 'wording', 'wording', none, ({ op }) => (op.tags = ['Sessions'])],
  ['the title of the API', 'wording', 'wording', none, ({ doc }) => (doc.info.title = 'Billing')],
  [
    'the version of OpenAPI',
    'wording',
    'wording',
    ({ req }) => {
      req.kind = { allOf: [{ $ref: '#/components/schemas/IntegrationEnum' }], nullable: true };
      req.limited = { type: 'number', minimum: 1, exclusiveMinimum: true };
      req.constant = { type: 'string', enum: ['a'] };
    },
    ({ doc, req }) => {
      doc.openapi = '3.1.0';
      req.country_code = { type: ['string', 'null'] };
      const choices = [{ $ref: '#/components/schemas/IntegrationEnum' }, { type: 'null' }];
      req.kind = { anyOf: choices };
      req.limited = { type: 'number', exclusiveMinimum: 1 };
      req.constant = { type: 'string', const: 'a' };
    },
  ],

  // The same
  [
    'order',
    'same',
    'same',
    none,
    ({ request, schemas }) => {
      request.required.reverse();
      schemas.IntegrationEnum.enum.reverse();
      request.properties = Object.fromEntries(
        Object.entries(request.properties as object).reverse(),
      );
    },
  ],
  [
    'a schema in place of its $ref',
    'same',
    'same',
    none,
    ({ req, schemas }) => (req.integration_type = schemas.IntegrationEnum),
  ],
  [
    'another name of a schema',
    'same',
    'same',
    none,
    ({ op, request, schemas }) => {
      schemas.In = request;
      op.requestBody.content['application/json'].schema.$ref = '#/components/schemas/In';
    },
  ],
  ['another name of a kind', 'same', 'same', kinds(['Card', 'Bank']), kinds(['Card', 'Account'])],
  [
    'another name of a key',
    'same',
    'same',
    none,
    ({ doc }) => {
      doc.components.securitySchemes = { Key: doc.components.securitySchemes.FunnelFoxSecretKey };
      doc.security = [{ Key: [] }];
    },
  ],
  [
    'the header of the key in capitals',
    'same',
    'same',
    none,
    ({ doc }) => (doc.components.securitySchemes.FunnelFoxSecretKey.name = 'FF-SECRET-KEY'),
  ],
  [
    'a lone allOf',
    'same',
    'same',
    none,
    ({ req }) => (req.integration_type = { allOf: [req.integration_type] }),
  ],
  [
    'a base',
    'same',
    'same',
    none,
    ({ req, request, schemas }) => {
      schemas.Base = object({ region: req.region });
      request.allOf = [{ $ref: '#/components/schemas/Base' }];
      delete req.region;
    },
  ],
  [
    'a lone anyOf',
    'same',
    'same',
    none,
    ({ req }) => (req.country_code = { anyOf: [{ type: 'string', nullable: true }] }),
  ],
  [
    'parameters of the path',
    'same',
    'same',
    ({ op }) => (op.parameters = [{ name: 'q', in: 'query', schema: text }]),
    ({ doc }) =>
      (doc.paths['/checkout/create_client_session'].parameters = [
        { name: 'q', in: 'query', schema: text },
      ]),
  ],
  [
    'the servers at the operation',
    'same',
    'same',
    none,
    ({ doc, op }) => (op.servers = doc.servers),
  ],
  ['no demand in other words', 'same', 'same', none, ({ op }) => (op.security = [{}])],
  [
    'an extension',
    'same',
    'same',
    none,
    ({ op, req }) => {
      op['x-a'] = 1;
      req.region['x-b'] = 2;
    },
  ],
  ['an unused schema', 'same', 'same', none, ({ schemas }) => (schemas.Unused = text)],
];

async function compare(before: Json, after: Json): Promise<Report> {
  const folder = await copyTree();
  const files = [join(folder, 'before.yaml'), join(folder, 'after.json')] as const;
  await writeFile(files[0], stringify(before));
  await writeFile(files[1], JSON.stringify(after));
  return driftJson(['--upstream', files[1], '--contract', files[0]]);
}

describe('a change has a level, and so has its reverse', () => {
  test.each(ROWS)('%s: %s, %s', async (_, level, reverse, before, after) => {
    const [one, other] = [edited(before), edited(after)];
    expect((await compare(one, other)).status).toBe(level);
    expect((await compare(other, one)).status).toBe(reverse);
  });
});

test('a difference that oasdiff does not tell stands beside those that it does', async () => {
  const { changes } = await compare(
    edited(email(list)),
    edited((parts) => {
      email({ ...list, uniqueItems: true })(parts);
      parts.req.pp_ident.maxLength = 512;
      parts.request.additionalProperties = false;
      parts.req.currency = text;
      parts.op.summary = 'Open';
      parts.doc.servers[0].variables.org_id.default = 'acme';
    }),
  );
  expect(changes.map(({ level, operation, id }) => [level, operation, id])).toEqual([
    ['breaking', OPERATION, undefined],
    ['breaking', OPERATION, undefined],
    ['compatible', OPERATION, 'new-optional-request-property'],
    ['compatible', OPERATION, 'request-property-max-length-increased'],
    ['wording', OPERATION, undefined],
    ['compatible', '*', undefined],
  ]);
  const messages = changes.map(({ message }) => message).join('\n');
  expect(messages).toContain('email_address/uniqueItems: false → true');
  expect(messages).toContain('additionalPropertiesAllowed: none → false');
});
