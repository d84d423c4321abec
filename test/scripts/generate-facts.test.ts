import { describe, expect, it } from 'vitest';
import { readFacts } from '../../scripts/contract/facts.js';
import { parseContract } from '../../scripts/contract/read.js';

/** The facts of a contract without its first line. */
function factsOf(text: string) {
  return readFacts(parseContract(`openapi: 3.1.0\n${text}`, 'c.yaml').document);
}

/** The facts of one operation, with `components` after it. */
function operation(fields: string, rest = '') {
  const { operations } = factsOf(`paths: { /a: { post: { ${fields} } } }\n${rest}`);
  return operations['POST /a'];
}

describe('server', () => {
  it.each([
    ['', ''],
    ['servers: []', ''],
    ['servers: [{ url: /v1 }, { url: https://b.example }]', '/v1'],
    [
      'servers: [{ url: "https://{region}.example/{org_id}/{v}/{undeclared}", variables: { org_id: { default: x }, region: { default: eu }, v: { default: 1 } } }]',
      'https://eu.example/{org_id}/1/{undeclared}',
    ],
  ])('%s', (servers, expected) => {
    expect(factsOf(`${servers}\npaths: {}`).server).toBe(expected);
  });
});

describe('secretHeader and secret', () => {
  const schemes = `components:
  securitySchemes:
    Basic: { type: http, scheme: basic }
    Query: { type: apiKey, in: query, name: key }
    Unused: { type: apiKey, in: header, name: X-Unused }
    Key: { $ref: '#/components/securitySchemes/Real' }
    Real: { type: apiKey, in: header, name: X-Key }
`;
  const secured = (root: string, own: string) => {
    const { secretHeader, operations } = factsOf(
      `${root}\npaths: { /a: { get: { ${own} } } }\n${schemes}`,
    );
    return [secretHeader, operations['GET /a']];
  };

  it.each([
    ['', '', ['', {}]],
    ['security: [{ Key: [] }]', '', ['X-Key', { secret: true }]],
    ['security: [{ Key: [] }]', 'security: []', ['X-Key', {}]],
    ['', 'security: [{ Key: [] }]', ['X-Key', { secret: true }]],
    ['', 'security: [{ Key: [], Basic: [] }]', ['X-Key', { secret: true }]],
    ['', 'security: [{ Key: [] }, {}]', ['X-Key', {}]],
    ['', 'security: [{ Key: [] }, { Basic: [] }]', ['X-Key', {}]],
    ['', 'security: [{ Basic: [] }]', ['', {}]],
    ['', 'security: [{ Query: [] }]', ['', {}]],
    ['', 'security: [{ Unknown: [] }]', ['', {}]],
  ])('%s / %s', (root, own, expected) => {
    expect(secured(root, own)).toEqual(expected);
  });
});

describe('operations', () => {
  it('are all methods of all paths, in the order of the contract', () => {
    const { operations } = factsOf(`paths:
  x-more: { get: {} }
  /b: { trace: {}, get: {}, summary: none, parameters: [] }
  /a: { $ref: '#/components/pathItems/A', delete: {} }
  /c: { query: {}, additionalOperations: { COPY: {} } }
components: { pathItems: { A: { put: {}, patch: {} } } }
`);
    expect(Object.keys(operations)).toEqual([
      'TRACE /b',
      'GET /b',
      'PUT /a',
      'PATCH /a',
      'DELETE /a',
      'QUERY /c',
      'COPY /c',
    ]);
  });
});

describe('body', () => {
  const json = 'content: { application/json: {} }';
  it.each([
    [`requestBody: { required: true, ${json} }`, { body: true }],
    [`requestBody: { required: false, ${json} }`, {}],
    [`requestBody: { ${json} }`, {}],
    ['requestBody: { required: true, content: { text/plain: {} } }', {}],
    ['requestBody: { required: true, content: { "application/json; v=1": {} } }', { body: true }],
    ['requestBody: { required: true, content: { application/hal+json: {} } }', { body: true }],
    ['requestBody: { required: true, content: { application/jsonl: {} } }', {}],
    [`requestBody: { $ref: '#/components/requestBodies/A' }`, { body: true }],
  ])('%s', (fields, expected) => {
    const alias = `components: { requestBodies: { A: { $ref: '#/components/requestBodies/B' }, B: { required: true, ${json} } } }`;
    expect(operation(fields, alias)).toEqual(expected);
  });
});

describe('fields and idempotencyKey', () => {
  const schemas = `components:
  schemas:
    Base: { properties: { b: {}, region: {} } }
    Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }, { properties: { region: {}, x: {} } }] }
    Key: { properties: { idempotency_key: {} } }
`;
  const bodyOf = (schema: string, type = 'application/json') =>
    operation(`requestBody: { content: { ${type}: { schema: ${schema} } } }`, schemas);

  it.each([
    ['{ properties: { a: {}, region: {}, c: {} } }', { fields: ['a', 'c'] }],
    ['{ properties: { region: {} } }', { fields: [] }],
    ['{ properties: { a: {} } }', {}],
    [
      "{ allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { c: {} } }], properties: { a: {}, b: {} } }",
      { fields: ['b', 'c', 'a'] },
    ],
    [
      "{ $ref: '#/components/schemas/Base', properties: { idempotency_key: {} } }",
      { fields: ['b', 'idempotency_key'], idempotencyKey: true },
    ],
    ["{ $ref: '#/components/schemas/Loop' }", { fields: ['x'] }],
    ["{ $ref: '#/components/schemas/Key' }", { idempotencyKey: true }],
    ["{ anyOf: [{ $ref: '#/components/schemas/Base' }] }", {}],
    ['true', {}],
  ])('%s', (schema, expected) => {
    expect(bodyOf(schema)).toEqual(expected);
  });

  it('are those of JSON only', () => {
    expect(bodyOf('{ properties: { region: {} } }', 'multipart/form-data')).toEqual({});
  });
});

describe('empty', () => {
  const reply = (schema: string, status = '200') =>
    `responses: { ${status}: { content: { application/json: { schema: ${schema} } } } }`;
  it.each([
    ['responses: { 200: { description: none } }', true],
    ['responses: { 200: { content: {} } }', true],
    ['responses: { 204: { description: none } }', true],
    ['responses: { 400: { description: none } }', false],
    ['responses: {}', false],
    ['responses: { default: { description: none } }', false],
    ['responses: { 200: { content: { text/plain: {} } } }', false],
    ['responses: { 200: { content: { application/json: {} } } }', false],
    [reply('{ type: object }'), true],
    [reply('{ type: object, properties: {}, additionalProperties: false }'), true],
    [reply('{ type: object }', '2XX'), true],
    [reply("{ $ref: '#/components/schemas/Nothing' }"), true],
    ["responses: { 200: { $ref: '#/components/responses/Nothing' } }", true],
    [reply('{ type: object, properties: { a: {} } }'), false],
    [reply('{ type: object, additionalProperties: true }'), false],
    [reply('{ type: object, additionalProperties: { type: string } }'), false],
    [reply('{ type: object, allOf: [{ type: object }] }'), false],
    [reply('{}'), false],
    [reply('true'), false],
    [`responses: { 204: { description: none }, 200: { content: { text/plain: {} } } }`, false],
  ])('%s: %s', (fields, expected) => {
    const components = `components:
  schemas: { Nothing: { type: object, title: Nothing } }
  responses:
    Nothing: { content: { application/json: { schema: { $ref: '#/components/schemas/Nothing' } } } }
`;
    expect(operation(fields, components)).toEqual(expected ? { empty: true } : {});
  });
});
