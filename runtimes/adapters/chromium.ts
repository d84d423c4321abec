import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { conform as program } from '../conformance/program.js';
import type { World } from '../conformance/world.js';
import { servePages } from '../pages.js';
import type { Runtime } from '../runtime.js';

const CHROMIUM = '/usr/bin/chromium';

/** Serves a folder of pages, and opens the first of them in Debian's Chromium while something is done with it. */
export async function inChromium<T>(
  folder: string,
  use: (page: Page, browser: Browser) => Promise<T>,
): Promise<T> {
  if (!existsSync(CHROMIUM))
    throw new Error(`no ${CHROMIUM}; get it with: apt-get update && apt-get install -y chromium`);
  // Not at the top: it is installed by the same run.
  const { chromium } = await import('playwright-core');
  // Chromium's own sandbox does not start for root, as whom containers run.
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const pages = await servePages(folder);
  try {
    const page = await browser.newPage();
    await page.goto(pages.url);
    return await use(page, browser);
  } finally {
    await browser.close();
    pages.close();
  }
}

/** A page that has the program in one file. */
export const runChromium: Runtime['run'] = ({ bundles }, { origin, baseUrl }) =>
  inChromium(bundles, async (page, browser) => {
    const world: World = { runtime: 'browser', origin, baseUrl };
    const findings = await page.evaluate(
      (given) => (globalThis as unknown as { conform: typeof program }).conform(given),
      world,
    );
    return { version: browser.version(), findings };
  });
