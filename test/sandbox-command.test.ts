import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'vitest';
import { startSandbox } from '../src/sandbox/index.js';

const root = join(import.meta.dirname, '..');

const start = (...args: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', 'src/sandbox/command.ts', ...args], { cwd: root });

async function finish(child: ChildProcessWithoutNullStreams) {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, stdout, stderr };
}

describe('funnelfox-billing-sandbox', { concurrent: true }, () => {
  test.for(['SIGINT', 'SIGTERM'] as const)(
    'prints its address, the scenarios and each request until %s',
    async (signal, { expect }) => {
      const child = start('--port', '0');
      const done = finish(child);
      const baseUrl = await new Promise<string>((resolve) => {
        child.stdout.on('data', (chunk: Buffer) => {
          const [found] = /http:\/\/127\.0\.0\.1:\d+\/\{org_id\}\/v1/.exec(String(chunk)) ?? [];
          if (found !== undefined) resolve(found);
        });
      });
      const url = `${baseUrl.replace('{org_id}', 'acme')}/features`;
      const headers = { 'content-type': 'application/json', 'x-sandbox': 'slow=0' };
      await fetch(url, { method: 'POST', headers, body: '{}' });
      // A request that is not over does not keep it alive either.
      const open = fetch(url, { method: 'POST', headers: { 'x-sandbox': 'slow' } });
      const cut = expect(open).rejects.toThrow('fetch failed');
      await fetch(`${url}/x`);
      child.kill(signal);
      const { code, stdout, stderr } = await done;
      await cut;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`is at ${baseUrl}\n`);
      const names = 'refuse decline replay busy down slow html redirect cut drop reset';
      for (const name of names.split(' ')) {
        expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
      }
      const lines = stdout
        .split('\n')
        .filter((line) => /^[A-Z]+ \//.test(line) && !line.includes('lists'));
      expect(lines.slice(0, 1)).toEqual(['POST /features  acme  x-sandbox: slow=0']);
      expect(lines).toContain('GET /features/x  acme');
    },
  );

  test('--help shows the options and the scenarios', async ({ expect }) => {
    const { code, stdout, stderr } = await finish(start('--help'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/--port[^]*--host[^]*\n {2}busy /);
  });

  test.for([
    [['--port', 'http'], '--port takes a number from 0 to 65535, not "http"'],
    [['--port=65536'], '--port takes a number from 0 to 65535, not "65536"'],
    [['--host='], `startSandbox: host must be an address, such as '127.0.0.1', not ""`],
    [['--ports', '1'], "Unknown option '--ports'"],
    [['8080'], "Unexpected argument '8080'"],
  ] as const)('refuses %j in one line, with exit code 1', async ([args, problem], { expect }) => {
    const { code, stdout, stderr } = await finish(start(...args));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^funnelfox-billing-sandbox: [^\n]*\n$/);
    expect(stderr).toContain(problem);
  });

  test('says in one line that the port is in use', async ({ expect, onTestFinished }) => {
    const { baseUrl, close } = await startSandbox();
    onTestFinished(close);
    const { port } = new URL(baseUrl);
    expect(await finish(start('--port', port))).toEqual({
      code: 1,
      stdout: '',
      stderr: `funnelfox-billing-sandbox: port ${port} is already in use: choose another port, or 0 for a free one\n`,
    });
  });
});
