import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { npm } from '../npm.js';
import type { Runtime } from '../runtime.js';
import { inChromium } from './chromium.js';

const folder = join(import.meta.dirname, '../../examples/browser');

/** What the page is to show when the sandbox behaves so, and whether its button may be pressed again. */
const shown = [
  {
    name: 'shows the client token',
    wish: undefined,
    expected: { text: 'Client token: …', again: false },
  },
  {
    name: 'shows a refusal, which would be refused again',
    wish: 'refuse',
    expected: {
      text: 'user has not finished subscription. Nothing was opened.',
      again: false,
    },
  },
  {
    name: 'shows a lost connection, and may try again, since a session charges nobody',
    wish: 'drop',
    expected: {
      text: 'The payment service could not be reached. It may have been opened all the same: you may try again.',
      again: true,
    },
  },
];

export const exampleRows = shown.map(({ name }) => name);

/** The page of examples/browser, built as its README says. */
export const runExample: Runtime['run'] = async (_, { baseUrl }) => {
  // Always anew: it holds a copy of the client.
  await npm(folder, ['ci']);
  await npm(folder, ['run', 'build'], { VITE_BILLING_URL: baseUrl });
  const manifest = await readFile(join(folder, 'node_modules/vite/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const findings = await inChromium(join(folder, 'dist'), async (page) => {
    const found = [];
    for (const { name, wish, expected } of shown) {
      await page.setExtraHTTPHeaders(wish === undefined ? {} : { 'x-sandbox': wish });
      await page.reload();
      found.push({ name, expected, got: await press(page) });
    }
    return found;
  });
  return { version: `vite ${version}`, findings };
};

async function press(page: Page): Promise<{ text: string; again: boolean }> {
  await page.click('button');
  const text = (await page.textContent('output:not(:empty)')) ?? '';
  const enabled = await page.evaluate(
    (selector) => document.querySelector(selector) !== null,
    'button:enabled',
  );
  // The token and the request's name are new each time.
  return { text: text.replace(/sandbox_\w+|(?<=request )\w+/, '…'), again: enabled };
}
