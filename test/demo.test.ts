import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the demo shows each kind of outcome on one screen', async () => {
  const cwd = join(import.meta.dirname, '..');
  const args = ['--import', 'tsx', 'scripts/demo.ts'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd });
  expect(stderr).toBe('');
  expect(stdout.split('\n').length).toBeLessThanOrEqual(30);
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
    expect(stdout).toContain(shown);
  }
});
