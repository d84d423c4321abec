import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planProject } from '../../scripts/openapi/project.js';
import { operations } from '../../src/generated/operations.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HEAD = `openapi: 3.0.0
info: { title: T, version: '1' }
servers: [{ url: 'https://{host}/{org_id}', variables: { host: { default: a.example }, org_id: { default: x } } }]
`;
const KEY = `components:
  securitySchemes: { Key: { type: apiKey, in: header, name: X-Key } }
`;

/** An operation that takes and returns a schema. */
const operation = (schema: string, more = ''): string =>
  `{ post: { ${more} requestBody: { required: true, content: { application/json: { schema: ${schema} } } },
    responses: { 200: { description: ok, content: { application/json: { schema: ${schema} } } } } } }`;
const THING = "{ $ref: '#/components/schemas/Thing' }";
const thing = (schema: string): string => `components: { schemas: { Thing: ${schema} } }\n`;

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'project-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** What is generated for a project with these files, by the name of the file. */
async function generate(files: Record<string, string>) {
  const all = {
    'openapi/reference.yaml': `${HEAD}paths: {}\n`,
    'openapi/annotations.yaml': '{}',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
  const plan = await planProject(dir);
  const text = (name: string): string =>
    plan.files.find(({ path }) => path.endsWith(`/${name}`))?.after ?? '';
  const document = JSON.parse(text('openapi.json')) as {
    paths: Record<string, { post: Record<string, unknown> }>;
    components: { schemas: Record<string, unknown> };
  };
  return { notes: plan.notes, text, document };
}

const problemOf = (files: Record<string, string>): Promise<string> =>
  generate(files).then(
    () => '',
    (error: unknown) => (error as Error).message.replaceAll(`${dir}/`, ''),
  );

describe('the documents of a project', () => {
  it('are merged, billing.yaml first, then published/ by name, then reference.yaml', async () => {
    const { document } = await generate({
      'openapi/billing.yaml': `${HEAD}paths: { /a: ${operation('{}')} }\n`,
      'openapi/published/c.yaml': `${HEAD}paths: { /c: ${operation('{}')} }\n`,
      'openapi/published/b.yaml': `${HEAD}paths: { /b: ${operation('{}')} }\n`,
      'openapi/reference.yaml': `${HEAD}paths: { /d: ${operation('{}')} }\n`,
      'openapi/notes.yaml': 'no contract',
    });
    expect(Object.keys(document.paths)).toEqual(['/a', '/b', '/c', '/d']);
  });

  it('may say the same in other words; the published words win', async () => {
    const { document } = await generate({
      'openapi/billing.yaml': `${HEAD}paths: { /a: ${operation(THING)} }\n${thing('{ type: object, description: theirs, properties: { title: { type: string, example: b } } }')}`,
      'openapi/reference.yaml': `${HEAD}paths: { /b: ${operation(THING)} }\n${thing('{ description: ours, properties: { title: { type: string } }, type: object }')}`,
    });
    expect(document.components.schemas['Thing']).toMatchObject({ description: 'theirs' });
  });

  it('share no security', async () => {
    const { text, document } = await generate({
      'openapi/billing.yaml': `${HEAD}security: [{ Key: [] }]\npaths: { /a: ${operation('{}')}, /open: ${operation('{}', 'security: [],')} }\n${KEY}`,
      'openapi/reference.yaml': `${HEAD}paths: { /b: ${operation('{}')} }\n`,
    });
    expect(Object.values(document.paths).map(({ post }) => post['security'])).toEqual([
      [{ Key: [] }],
      [],
      [],
    ]);
    expect(text('operations.ts').match(/'POST [^']+': \{ requiresSecretKey/g)).toHaveLength(1);
  });

  it('lose the path parameters that are in no path', async () => {
    const org = '{ name: org_id, in: path, required: true, schema: { type: string } }';
    const { document, text } = await generate({
      'openapi/billing.yaml': `${HEAD}paths:
  /a: ${operation('{}', `parameters: [${org}],`)}
  /b/{id}:
    parameters: [${org}, { name: id, in: path, required: true, schema: { type: string } }]
    post: { responses: { 204: { description: done } } }
`,
    });
    expect(document.paths['/a']?.post).not.toHaveProperty('parameters');
    expect(document.paths['/b/{id}']).toMatchObject({ parameters: [{ name: 'id' }] });
    expect(text('schema.ts')).not.toContain('org_id');
    expect(text('operations.ts')).toContain("serverUrl = 'https://a.example/{org_id}'");
  });
});

describe('an operation of reference.yaml that is also published', () => {
  const published = `${HEAD}paths: { /a: ${operation(THING, 'summary: theirs,')} }\n${thing('{ type: object, maxProperties: 2 }')}`;

  it('is superseded, with the schemas that only it needs, and a note names it', async () => {
    const { notes, document } = await generate({
      'openapi/billing.yaml': published,
      'openapi/reference.yaml': `${HEAD}paths:\n  /a: ${operation(THING, 'summary: ours,')}\n  /b: ${operation('{}')}\n${thing('{ type: string }')}`,
    });
    expect(notes).toEqual([
      expect.stringMatching(/reference\.yaml:5:9: superseded, because POST \/a is published/),
    ]);
    expect(document.paths['/a']?.post).toMatchObject({ summary: 'theirs' });
    expect(document.components.schemas['Thing']).toEqual({ type: 'object', maxProperties: 2 });
  });

  it('leaves its schemas to the others, which must agree with the published ones', async () => {
    const reference = (schema: string): string =>
      `${HEAD}paths:\n  /a: ${operation(THING)}\n  /b: ${operation(THING)}\n${thing(schema)}`;
    const files = { 'openapi/billing.yaml': published };
    expect(
      await problemOf({ ...files, 'openapi/reference.yaml': reference('{ type: string }') }),
    ).toMatch(
      /^openapi\/reference\.yaml:\d+:26: components schemas Thing differs from openapi\/billing\.yaml:\d+:26/,
    );
    expect(
      await problemOf({
        ...files,
        'openapi/reference.yaml': reference('{ type: object, maxProperties: 2 }'),
      }),
    ).toBe('');
  });
});

describe('annotations', () => {
  const billing = {
    'openapi/billing.yaml': `${HEAD}paths: { /a: ${operation('{}')}, /b: ${operation('{}')}, /c: ${operation('{}')} }\n`,
  };

  it('reach the client, the types and OPERATIONS.md', async () => {
    const { text } = await generate({
      ...billing,
      'openapi/annotations.yaml': 'POST /a: { readOnly: true }\nPOST /b: { movesMoney: true }\n',
    });
    expect(text('operations.ts').match(/'POST \/.': \{[^}]*isReadOnly: true/g)).toEqual([
      expect.stringContaining('POST /a'),
    ]);
    const effects = [
      ...text('OPERATIONS.md').matchAll(/`POST (\/.)` .*(read-only|can charge or refund|changes)/g),
    ];
    expect(effects.map(([, path, effect]) => [path, effect])).toEqual([
      ['/a', 'read-only'],
      ['/b', 'can charge or refund'],
      ['/c', 'changes'],
    ]);
    expect(text('schema.ts')).toContain('Can charge or refund.');
  });

  it.each([
    [
      'POST /a: {}\nPOST /x: { readOnly: true }\n',
      'openapi/annotations.yaml:2:1: the contract has no operation POST /x',
    ],
    [
      'POST /a: { readonly: true }\n',
      'openapi/annotations.yaml:1:1: expected readOnly or movesMoney',
    ],
    ['POST /a: { readOnly: 1 }\n', 'openapi/annotations.yaml:1:1: expected readOnly or movesMoney'],
    [
      'POST /a: { readOnly: true, movesMoney: true }\n',
      'openapi/annotations.yaml:1:1: an operation that can charge or refund is not read-only',
    ],
    ['POST /a: {\n', 'openapi/annotations.yaml:2:1: invalid YAML'],
  ])('%j are refused', async (text, problem) => {
    expect(await problemOf({ ...billing, 'openapi/annotations.yaml': text })).toContain(problem);
  });
});

it('checks the structure of reference.yaml with the linter', async () => {
  const billing = { 'openapi/billing.yaml': `${HEAD}paths: {}\n` };
  const reference = `${HEAD}paths: { /a: ${operation('{ maxLenght: 5 }')} }\n`;
  expect(await problemOf({ ...billing, 'openapi/reference.yaml': reference })).toMatch(
    /^openapi\/reference\.yaml:\d+:\d+: Property `maxLenght` is not expected here/,
  );
});

it('needs billing.yaml', async () => {
  expect(await problemOf({})).toContain('openapi/billing.yaml');
});

describe('what the vendored contract and its annotations say', () => {
  const read = (name: string): Promise<string> => readFile(join(ROOT, name), 'utf8');

  it('is the same in the client, in OPERATIONS.md and in the annotations', async () => {
    const [page, annotations] = await Promise.all([
      read('openapi/OPERATIONS.md'),
      read('openapi/annotations.yaml'),
    ]);
    const readOnly = Object.entries(operations).flatMap(([name, facts]) =>
      'isReadOnly' in facts ? [name] : [],
    );
    expect(page.match(/(?<=^\| `)[^`]+(?=` \|.*\| read-only \|)/gm)?.sort()).toEqual(
      readOnly.sort(),
    );
    expect(annotations.match(/^POST \S+(?=: \{ readOnly: true \})/gm)?.sort()).toEqual(
      readOnly.sort(),
    );
    const [known = ''] = page.split('## Left out');
    expect(known.match(/^\| `POST /gm)).toHaveLength(Object.keys(operations).length);
  });

  it('never calls an operation read-only that can charge or refund', () => {
    const charging = [
      'create_payment',
      'resume_payment',
      'one_click',
      'refund',
      'one_off_charge',
      'migration',
    ];
    for (const [name, facts] of Object.entries(operations)) {
      if (charging.some((word) => name.endsWith(word))) {
        expect(facts).not.toHaveProperty('isReadOnly');
      }
    }
  });
});
