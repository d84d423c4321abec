import { describe, expect, it } from 'vitest';
import { planProject } from '../../scripts/openapi/project.js';
import { makeFolder, type Files } from '../support/folder.js';

const KEY = { type: 'apiKey', in: 'header', name: 'X-Key' };
const THING = { $ref: '#/components/schemas/Thing' };
const ORG = { name: 'org_id', in: 'path', required: true, schema: { type: 'string' } };

/** An operation that takes and returns a schema. */
function operation(schema: object = {}, more: object = {}): object {
  const content = { 'application/json': { schema } };
  const responses = { 200: { description: 'ok', content } };
  return { post: { ...more, requestBody: { required: true, content }, responses } };
}

/** A document, with a schema Thing. */
function contract(paths: object, thing?: object, more: object = {}): string {
  const variables = { host: { default: 'a.example' }, org_id: { default: 'x' } };
  return JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: 'https://{host}/{org_id}', variables }],
    paths,
    components: { schemas: thing && { Thing: thing }, securitySchemes: { Key: KEY } },
    ...more,
  });
}

/** What is generated for a project with these files in openapi/, by the name of the file. */
async function generate(files: Files) {
  const all = { 'reference.yaml': contract({}), 'annotations.yaml': '{}', ...files };
  const paths = Object.entries(all).map(([name, text]) => [`openapi/${name}`, text]);
  const root = await makeFolder(Object.fromEntries(paths) as Files);
  const { notes, files: planned } = await planProject(root).catch((error: unknown) => {
    throw new Error((error as Error).message.replaceAll(`${root}/openapi/`, ''));
  });
  const text = (name: string): string =>
    planned.find(({ path }) => path.endsWith(`/${name}`))?.after ?? '';
  const document = JSON.parse(text('openapi.json')) as {
    paths: Record<string, { post: Record<string, unknown> }>;
    components: { schemas: Record<string, unknown> };
  };
  return { notes, text, document };
}

describe('the documents of a project', () => {
  it('are merged, billing.yaml first, then published/ by name, then reference.yaml', async () => {
    const { document } = await generate({
      'billing.yaml': contract({ '/a': operation() }),
      'published/c.yaml': contract({ '/c': operation() }),
      'published/b.yaml': contract({ '/b': operation() }),
      'reference.yaml': contract({ '/d': operation() }),
      'notes.yaml': 'no contract',
    });
    expect(Object.keys(document.paths)).toEqual(['/a', '/b', '/c', '/d']);
  });

  it('may say the same in other words; the published words win', async () => {
    const theirs = { type: 'object', properties: { title: { type: 'string', example: 'b' } } };
    const ours = { properties: { title: { type: 'string' } }, type: 'object' };
    const { document } = await generate({
      'billing.yaml': contract({ '/a': operation(THING) }, { ...theirs, description: 'theirs' }),
      'reference.yaml': contract({ '/b': operation(THING) }, { description: 'ours', ...ours }),
    });
    expect(document.components.schemas['Thing']).toMatchObject({ description: 'theirs' });
  });

  it('share no security', async () => {
    const open = operation({}, { security: [] });
    const security = [{ Key: [] }];
    const { text, document } = await generate({
      'billing.yaml': contract({ '/a': operation(), '/open': open }, undefined, { security }),
      'reference.yaml': contract({ '/b': operation() }),
    });
    const found = Object.values(document.paths).map(({ post }) => post['security']);
    expect(found).toEqual([security, [], []]);
    expect(text('operations.ts').match(/'POST [^']+': \{ requiresSecretKey/g)).toHaveLength(1);
  });

  it('lose the path parameters that are in no path', async () => {
    const parameters = [ORG, { ...ORG, name: 'id' }];
    const { document, text } = await generate({
      'billing.yaml': contract({
        '/a': operation({}, { parameters: [ORG] }),
        '/b/{id}': { parameters, post: { responses: { 204: { description: 'done' } } } },
      }),
    });
    expect(document.paths['/a']?.post).not.toHaveProperty('parameters');
    expect(document.paths['/b/{id}']).toMatchObject({ parameters: [{ name: 'id' }] });
    expect(text('schema.ts')).not.toContain('org_id');
    expect(text('operations.ts')).toContain("serverUrl = 'https://a.example/{org_id}'");
  });
});

describe('an operation of reference.yaml that is also published', () => {
  const thing = { type: 'object', maxProperties: 2 };
  const published = contract({ '/a': operation(THING, { summary: 'theirs' }) }, thing);
  const ours = operation(THING, { summary: 'ours' });

  it('is superseded, with the schemas that only it needs, and a note names it', async () => {
    const { notes, document } = await generate({
      'billing.yaml': published,
      'reference.yaml': contract({ '/a': ours, '/b': operation() }, { type: 'string' }),
    });
    expect(notes).toEqual([
      expect.stringMatching(/reference\.yaml:1:\d+: superseded, because POST \/a is published/),
    ]);
    expect(document.paths['/a']?.post).toMatchObject({ summary: 'theirs' });
    expect(document.components.schemas['Thing']).toEqual(thing);
  });

  it('leaves its schemas to the others, which must agree with the published ones', async () => {
    const generateWith = (schema: object) => {
      const reference = contract({ '/a': ours, '/b': operation(THING) }, schema);
      return generate({ 'billing.yaml': published, 'reference.yaml': reference });
    };
    await expect(generateWith({ type: 'string' })).rejects.toThrow(
      /^reference\.yaml:1:\d+: components schemas Thing differs from billing\.yaml:1:\d+/,
    );
    expect((await generateWith(thing)).document.paths).toHaveProperty('/b');
  });
});

describe('annotations', () => {
  const billing = contract({ '/a': operation(), '/b': operation(), '/c': operation() });

  it('reach the client, the types and OPERATIONS.md', async () => {
    const { text } = await generate({
      'billing.yaml': billing,
      'annotations.yaml': 'POST /a: { readOnly: true }\nPOST /b: { movesMoney: true }\n',
    });
    const readOnly = text('operations.ts').match(/'POST \/.': \{[^}]*isReadOnly: true/g);
    expect(readOnly).toEqual([expect.stringContaining('POST /a')]);
    const effects = text('OPERATIONS.md').matchAll(
      /`POST (\/.)` .*(read-only|can charge or refund|may change data)/g,
    );
    expect([...effects].map(([, path, effect]) => `${path} ${effect}`)).toEqual([
      '/a read-only',
      '/b can charge or refund',
      '/c may change data',
    ]);
    expect(text('schema.ts')).toContain('Can charge or refund.');
  });

  it.each([
    ['POST /a: {}\nPOST /x: { readOnly: true }\n', '2:1: the contract has no operation POST /x'],
    ['POST /a: { readonly: true }\n', '1:1: expected readOnly or movesMoney'],
    ['- POST /a\n', '1:1: expected a mapping of operations'],
    ['POST /a: readOnly\n', '1:1: expected readOnly or movesMoney'],
    ['POST /a: { readOnly: 1 }\n', '1:1: expected readOnly or movesMoney'],
    [
      'POST /a: { readOnly: true, movesMoney: true }\n',
      '1:1: an operation that can charge or refund is not read-only',
    ],
    ['POST /a: {\n', '2:1: invalid YAML'],
  ])('%j are refused', async (annotations, problem) => {
    const refused = generate({ 'billing.yaml': billing, 'annotations.yaml': annotations });
    await expect(refused).rejects.toThrow(`annotations.yaml:${problem}`);
  });
});

it('checks the structure of reference.yaml with the linter', async () => {
  const reference = contract({ '/a': operation({ maxLenght: 5 }) });
  await expect(
    generate({ 'billing.yaml': contract({}), 'reference.yaml': reference }),
  ).rejects.toThrow(/^reference\.yaml:1:\d+: Property `maxLenght` is not expected here/);
});

it('needs billing.yaml', async () => {
  await expect(generate({})).rejects.toThrow(/no such file.*billing\.yaml/);
});
