import { describe, test } from 'vitest';
import { startSandbox } from '../src/sandbox/index.js';
import { bundle, start } from './support/command.js';

const command = await bundle('src/sandbox/command.ts');

describe('funnelfox-billing-sandbox', { concurrent: true }, () => {
  test.for(['SIGINT', 'SIGTERM'] as const)(
    'prints its address, the scenarios and each request until %s',
    async (signal, { expect }) => {
      const { child, ended, printed } = start([command, '--port', '0']);
      const baseUrl = await printed(/http:\/\/127\.0\.0\.1:\d+\/\{org_id\}\/v1/);
      await printed(/Ctrl\+C/);
      const url = `${baseUrl.replace('{org_id}', 'acme')}/features`;
      const post = (scenario: string) => {
        const headers = { 'content-type': 'application/json', 'x-sandbox': scenario };
        return fetch(url, { method: 'POST', headers, body: '{}' });
      };
      await post('slow=0');
      await fetch(`${url}/x`);
      // A request that is not over does not keep it alive.
      const cut = expect(post('slow')).rejects.toThrow('fetch failed');
      await printed(/slow\n/);
      child.kill(signal);
      const { code, out, err } = await ended;
      await cut;
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const names = 'refuse decline replay busy down slow html redirect cut drop reset';
      for (const name of names.split(' ')) expect(out).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
      expect(out.split('requests:\n')[1]?.split('\n')).toEqual([
        'POST /features  acme  x-sandbox: slow=0',
        'GET /features/x  acme',
        'POST /features  acme  x-sandbox: slow',
        '',
      ]);
    },
  );

  test('--help shows the options and the scenarios', async ({ expect }) => {
    const { code, out, err } = await start([command, '--help']).ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/--port[^]*--host[^]*\n {2}busy /);
  });

  test.for([
    [['--port', 'http'], '--port takes a number from 0 to 65535, not "http"'],
    [['--port=65536'], '--port takes a number from 0 to 65535, not "65536"'],
    [['--host='], `startSandbox: host must be an address, such as '127.0.0.1', not ""`],
    [['--ports', '1'], "Unknown option '--ports'"],
    [['8080'], "Unexpected argument '8080'"],
  ] as const)('refuses %j in one line, with exit code 1', async ([args, problem], { expect }) => {
    const { code, out, err } = await start([command, ...args]).ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^funnelfox-billing-sandbox: [^\n]*\n$/);
    expect(err).toContain(problem);
  });

  test('says in one line that the port is in use', async ({ expect, onTestFinished }) => {
    const { baseUrl, close } = await startSandbox();
    onTestFinished(close);
    const { port } = new URL(baseUrl);
    const err = `funnelfox-billing-sandbox: port ${port} is already in use: choose another port, or 0 for a free one\n`;
    expect(await start([command, '--port', port]).ended).toEqual({ code: 1, out: '', err });
  });
});
