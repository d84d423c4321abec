import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { after, testSamples, type Sample } from './support/samples.js';

const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');

/** The TypeScript samples of a text, each with the heading above it. */
function samplesOf(text: string): Sample[] {
  let heading = '';
  return [...text.matchAll(/^#+ ([^\n]+)$|^```ts\n(.*?)^```$/gms)].flatMap(([, title, code]) => {
    heading = title ?? heading;
    return code === undefined ? [] : [{ name: heading, code }];
  });
}

const [first = { name: '', code: '' }, ...others] = samplesOf(readme);

test('the first sample has at most 15 lines', () => {
  expect(first.code.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
});

// Each of the others goes on from the first, which makes a call.
testSamples(
  'readme',
  [
    { ...first, code: `${first.code}export {};\n` },
    ...others.map(({ name, code }) => ({ name, code: after(first.code, code) })),
  ],
  1,
);
