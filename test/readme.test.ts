import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { after, testSamples, type Sample } from './support/samples.js';

const read = (page: string) => readFile(join(import.meta.dirname, '..', page), 'utf8');

/** The TypeScript samples of a page, each with the heading above it. */
async function samplesOf(page: string): Promise<Sample[]> {
  const text = await read(page);
  let heading = '';
  return [...text.matchAll(/^#+ ([^\n]+)$|^```ts\n(.*?)^```$/gms)].flatMap(([, title, code]) => {
    heading = title ?? heading;
    return code === undefined ? [] : [{ name: heading, code }];
  });
}

/** The samples of a page as modules. The first one makes the client with which the others go on. */
async function modulesOf(page: string): Promise<Sample[]> {
  const [first = { name: '', code: '' }, ...others] = await samplesOf(page);
  return [
    { name: `${page}: ${first.name}`, code: `${first.code}export {};\n` },
    ...others.map(({ name, code }) => ({
      name: `${page}: ${name}`,
      code: after(first.code, code),
    })),
  ];
}

testSamples('readme', [...(await modulesOf('README.md')), ...(await modulesOf('docs/recipes.md'))]);

test('the sample of Testing passes against the sandbox', async () => {
  const [, code = ''] = /^## Testing\n.*?^```js\n(.*?)^```$/ms.exec(await read('README.md')) ?? [];
  const folder = join(import.meta.dirname, '.samples/testing');
  await mkdir(folder, { recursive: true });
  try {
    expect(code).toContain('assert.');
    await writeFile(join(folder, 'sample.ts'), code);
    await import(join(folder, 'sample.ts'));
  } finally {
    await rm(folder, { recursive: true });
  }
});
