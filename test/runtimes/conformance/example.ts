import type { Finding } from './program.js';
import type { World } from './world.js';

const refused = 'You have bought this already.';
const lost = 'The payment service did not answer. You may try again.';

/** By what it shows: the scenario of the sandbox, the text of the page, and whether its button can be pressed again. */
const rows: Readonly<Record<string, [scenario: string, text: string, again: boolean]>> = {
  'shows the client token': ['', 'Client token: …', false],
  'shows a refusal, and offers no second try': ['refuse', refused, false],
  'shows a lost connection, and offers a second try': ['drop', lost, true],
};

export const exampleRows = Object.keys(rows);

/** Uses the built page in a frame, as a visitor does. */
export async function runExample({ lab }: World): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, [scenario, ...expected]] of Object.entries(rows)) {
    await fetch(`${lab}/scenario`, { method: 'POST', body: scenario });
    findings.push({ name, expected, got: await press() });
  }
  return findings;
}

async function press(): Promise<[text: string, again: boolean]> {
  const frame = document.createElement('iframe');
  frame.src = '/index.html';
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const page = frame.contentDocument;
  page?.querySelector('button')?.click();
  // The page writes into its <output> once the call has ended.
  let text = '';
  for (let tries = 0; text === '' && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    text = page?.querySelector('output')?.textContent ?? '';
  }
  const again = page?.querySelector('button:enabled') !== null;
  frame.remove();
  return [text.replace(/(?<=Client token: ).+/, '…'), again];
}
