import { expect, test } from 'vitest';
import { runScript } from './support/command.js';

test('the demo shows each kind of outcome on one screen', async () => {
  const { code, out, err } = await runScript('scripts/demo.ts');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n').length).toBeLessThanOrEqual(30);
  for (const shown of [
    'eu: integration_type stripe',
    'us: integration_type primer',
    'double_purchase',
    'checkout_status: failed',
    'payment: succeeded',
    'refund: done',
    'outcome: unknown',
    'idempotent_replay: true',
  ]) {
    expect(out).toContain(shown);
  }
});
