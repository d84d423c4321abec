import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadContract } from '../../scripts/contract/load.js';
import { startSandbox, type Sandbox } from '../../scripts/sandbox.js';
import { toDefinition } from '../../scripts/sandbox/definition.js';
import { createMisbehave } from '../../scripts/sandbox/misbehave.js';
import { readOptions } from '../../scripts/sandbox/options.js';

const ROOT = join(import.meta.dirname, '../..');
const PATH = '/acme/v1/checkout/create_client_session';
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const BODY = {
  region: 'eu',
  integration_type: 'stripe',
  pp_ident: 'premium_monthly',
  external_id: 'user_1',
  email_address: 'a@example.com',
};

interface Wrapper {
  status: string;
  req_id: string;
  data?: Record<string, unknown>;
  error?: { code: string; msg: string; type: string }[];
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, slowMs: 150 });
});
afterAll(() => sandbox.close());

interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

function send({ path = PATH, headers, body, method = 'POST', signal }: Sent = {}) {
  return fetch(sandbox.origin + path, {
    method,
    redirect: 'manual',
    headers: { 'content-type': 'application/json', ...headers },
    ...(signal && { signal }),
    ...(method === 'POST' && { body: body ?? JSON.stringify(BODY) }),
  });
}

async function refusal(reply: Response): Promise<string> {
  expect(reply.headers.get('content-type')).toBe('application/json');
  const { status, req_id, error, ...rest } = (await reply.json()) as Wrapper;
  expect(status).toBe('error');
  expect(req_id).toMatch(/^\w{8}$/);
  expect(rest).toEqual({});
  expect(error).toEqual([
    {
      code: expect.any(String) as string,
      msg: expect.any(String) as string,
      type: 'api_exception',
    },
  ]);
  const [{ code, msg } = { code: '', msg: '' }] = error ?? [];
  return `${reply.status} ${code}: ${msg}`;
}

async function refused(sent: Sent): Promise<string> {
  return refusal(await send(sent));
}

async function data(sent: Sent = {}): Promise<Record<string, unknown>> {
  const reply = await send(sent);
  expect(reply.status).toBe(200);
  return ((await reply.json()) as Wrapper).data ?? {};
}

const withBody = (fields: Record<string, unknown>): Sent => ({
  body: JSON.stringify({ ...BODY, ...fields }),
});

describe('a sound request', () => {
  it('gets what the contract promises, in the wrapper', async () => {
    const reply = await send();
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('application/json');
    expect(await reply.json()).toEqual({
      status: 'success',
      data: {
        client_token: expect.stringMatching(/^sandbox_\w{20,}$/) as string,
        order_id: expect.stringMatching(UUID) as string,
      },
      req_id: expect.stringMatching(/^[A-Za-z0-9]{8}$/) as string,
    });
  });

  it('gets the same reply each time, and another one for anything else', async () => {
    const first = await data();
    expect(await data()).toEqual(first);
    const others = [
      withBody({ region: 'us' }),
      withBody({ pp_ident: 'basic' }),
      { path: PATH.replace('acme', 'other') },
    ];
    const tokens = (await Promise.all(others.map(data))).map((other) => other['client_token']);
    expect(new Set([first['client_token'], ...tokens]).size).toBe(4);
  });

  it.each(['ff_first', 'default', 'us-east-1'])('may name the region %s', async (region) => {
    expect(await data(withBody({ region }))).toHaveProperty('client_token');
  });

  it('may hold null where the contract says so, and fields it does not know', async () => {
    expect(await data(withBody({ country_code: null, brand_new: [1] }))).toHaveProperty('order_id');
  });

  it('may name its charset', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect(await data({ headers })).toHaveProperty('order_id');
  });
});

describe('an unsound request', () => {
  it('is refused with the field and the reason', async () => {
    expect(await refused(withBody({ pp_ident: undefined }))).toBe(
      '400 bad_request: pp_ident is required',
    );
    expect(await refused(withBody({ external_id: 7 }))).toBe(
      '400 bad_request: external_id must be string',
    );
    expect(await refused(withBody({ integration_type: 'paypal' }))).toBe(
      '400 bad_request: integration_type must be one of fakeintegration, primer, stripe',
    );
    expect(await refused(withBody({ region: 'x'.repeat(65) }))).toBe(
      '400 bad_request: region must NOT have more than 64 characters',
    );
    expect(await refused(withBody({ pp_ident: 'a b' }))).toContain('pp_ident must match pattern');
  });

  it('is told of every field at once', async () => {
    expect(await refused(withBody({ pp_ident: 1, external_id: null }))).toBe(
      '400 bad_request: pp_ident must be string; external_id must be string',
    );
  });

  it.each([
    ['{"region"', 'the body is no JSON: '],
    ['', 'the body is required'],
    ['null', 'the body must be object'],
    ['[]', 'the body must be object'],
    ['"text"', 'the body must be object'],
  ])('with the body %s is refused', async (body, reason) => {
    expect(await refused({ body })).toContain(`400 bad_request: ${reason}`);
  });

  it('without a JSON content-type is refused', async () => {
    expect(await refused({ headers: { 'content-type': 'text/plain' } })).toBe(
      '400 bad_request: the body needs the content-type application/json, not text/plain',
    );
    const reply = await fetch(sandbox.origin + PATH, {
      method: 'POST',
      body: new Uint8Array([123]),
    });
    expect(await refusal(reply)).toMatch(/application\/json, none was sent$/);
  });

  it('larger than 1 MiB is refused', async () => {
    const filled = (bytes: number) =>
      JSON.stringify({ ...BODY, client_metadata: { x: 'x'.repeat(bytes) } });
    const rest = filled(0).length;
    expect((await send({ body: filled(1024 * 1024 - rest) })).status).toBe(200);
    expect(await refused({ body: filled(1024 * 1024 - rest + 1) })).toBe(
      '413 payload_too_large: the body is larger than 1048576 bytes',
    );
  });
});

describe('an address', () => {
  it('that is unknown is 404', async () => {
    expect(await refused({ path: '/acme/v1/checkout/nope' })).toBe(
      '404 not_found: no operation at /acme/v1/checkout/nope; GET / lists what there is',
    );
    expect(await refused({ path: '/v1/checkout/create_client_session' })).toContain('404');
    expect(await refused({ path: `${PATH}/` })).toContain('404');
  });

  it('with another method is 405 and says which is allowed', async () => {
    const reply = await send({ method: 'GET' });
    expect(reply.headers.get('allow')).toBe('POST');
    expect(await refusal(reply)).toBe(
      `405 method_not_allowed: GET is not allowed at ${PATH}, POST is`,
    );
  });

  it.each(['your-org-id', '{org_id}', '%7Borg_id%7D', '%7borg_id%7d'])(
    'with the placeholder %s is 404 and names the mix-up',
    async (org) => {
      const body = await rawPost(`/${org}/v1/checkout/create_client_session`);
      expect(body).toMatch(/^404 .*which is a placeholder: put your organization ID there/);
      expect(body).toContain('not the FunnelFox project ID');
    },
  );

  it('with a stray percent sign is refused', async () => {
    expect(await rawPost('/a%zz/v1/checkout/create_client_session')).toMatch(
      /^400 .*the address has a % that encodes nothing/,
    );
  });

  // fetch would encode the braces.
  function rawPost(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(sandbox.origin);
      const headers = { 'content-type': 'application/json' };
      const sent = httpRequest({ hostname, port, path, method: 'POST', headers }, (reply) => {
        let text = `${reply.statusCode ?? 0} `;
        reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        reply.on('end', () => resolve(text));
      });
      sent.on('error', reject).end(JSON.stringify(BODY));
    });
  }
});

describe('the page at /', () => {
  it('says in plain text what there is', async () => {
    const reply = await send({ path: '/', method: 'GET' });
    expect(reply.headers.get('content-type')).toContain('text/plain');
    const page = await reply.text();
    expect(page).toContain('POST /{org_id}/v1/checkout/create_client_session');
    expect(page).toContain('x-sandbox');
  });

  it('answers HEAD without a body', async () => {
    const reply = await send({ path: '/', method: 'HEAD' });
    expect(reply.status).toBe(200);
    expect(await reply.text()).toBe('');
  });
});

describe('a browser', () => {
  it('may ask beforehand', async () => {
    const reply = await send({ method: 'OPTIONS' });
    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.headers.get('access-control-allow-methods')).toContain('POST');
    const allowed = reply.headers.get('access-control-allow-headers')?.split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['ff-secret-key', 'content-type', 'x-sandbox']));
  });

  it.each([undefined, 'refuse', 'busy', 'down', 'html', 'nonsense'])(
    'may read the reply (x-sandbox: %s)',
    async (wish) => {
      const reply = await send(wish === undefined ? {} : { headers: { 'x-sandbox': wish } });
      expect(reply.headers.get('access-control-allow-origin')).toBe('*');
      expect(reply.headers.get('access-control-expose-headers')).toBe('retry-after');
    },
  );
});

describe('x-sandbox', () => {
  const wish = (name: string, sent: Sent = {}): Sent => ({
    ...sent,
    headers: { 'x-sandbox': name },
  });

  it('refuse: a refusal with status 200', async () => {
    expect(await refused(wish('refuse'))).toBe(
      '200 double_purchase: user has not finished subscription',
    );
  });

  it('busy: 429 once for each call, retried or new', async () => {
    const call = wish('busy', withBody({ external_id: 'busy' }));
    const unasked = await data(withBody({ external_id: 'busy' }));
    for (const turn of ['first', 'second']) {
      const reply = await send(call);
      expect(reply.status, turn).toBe(429);
      expect(reply.headers.get('retry-after')).toBe('1');
      expect(await data(call)).toEqual(unasked);
    }
  });

  it('busy: tells calls apart', async () => {
    const statuses = await Promise.all(
      ['a', 'b', 'c'].map(async (external_id) => {
        const reply = await send(wish('busy', withBody({ external_id })));
        return reply.status;
      }),
    );
    expect(statuses).toEqual([429, 429, 429]);
  });

  it('busy: forgets the oldest calls that never came back', async () => {
    const misbehave = createMisbehave(0);
    const call = (body: number) =>
      misbehave(
        'busy',
        { method: 'POST', url: '/', headers: {}, body: String(body) },
        new AbortController().signal,
      );
    for (let body = 0; body <= 1000; body += 1) expect(await call(body)).toBeDefined();
    expect(await call(1000)).toBeUndefined();
    expect(await call(1)).toBeUndefined();
    expect(await call(0)).toBeDefined();
  });

  it('down: 503 without a wrapper, always', async () => {
    for (const turn of ['first', 'second']) {
      const reply = await send(wish('down'));
      expect(reply.status, turn).toBe(503);
      expect(await reply.text()).toBe('Service Unavailable\n');
    }
  });

  it('slow: answers after a while', async () => {
    const start = performance.now();
    expect(await data(wish('slow'))).toEqual(await data());
    expect(performance.now() - start).toBeGreaterThanOrEqual(140);
  });

  it('slow: does not keep close() waiting, nor a caller who has had enough', async () => {
    const slow = await startSandbox({ port: 0 });
    const start = performance.now();
    const call = (signal?: AbortSignal) =>
      fetch(slow.origin + PATH, {
        method: 'POST',
        headers: { 'x-sandbox': 'slow' },
        ...(signal && { signal }),
      });
    const waiting = expect(call()).rejects.toThrow('fetch failed');
    await expect(call(AbortSignal.timeout(50))).rejects.toThrow('timeout');
    await slow.close();
    await waiting;
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('html: a web page with status 200', async () => {
    const reply = await send(wish('html'));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(await reply.text()).toContain('<!doctype html>');
  });

  it('drop: no reply at all', async () => {
    await expect(send(wish('drop'))).rejects.toThrow('fetch failed');
  });

  it('redirect: to another origin, where a follower is told off', async () => {
    const reply = await send(wish('redirect'));
    expect(reply.status).toBe(307);
    const location = reply.headers.get('location') ?? '';
    expect(location).toBe(`http://localhost:${new URL(sandbox.origin).port}/redirected`);
    expect(await refused(wish('redirect', { path: new URL(location).pathname }))).toContain('404');
  });

  it('decline: is refused where no payment is made', async () => {
    expect(await refused(wish('decline'))).toBe(
      '400 bad_request: x-sandbox: decline is for operations that reply with a checkout_status',
    );
  });

  it('anything else: is refused with the list', async () => {
    expect(await refused(wish('explode'))).toBe(
      '400 bad_request: x-sandbox knows no "explode", only refuse, decline, busy, down, slow, html, drop, redirect',
    );
    expect(await refused(wish('toString'))).toContain('knows no "toString"');
  });

  it('counts before the request is validated', async () => {
    expect(await refused(wish('refuse', { body: '{}' }))).toContain('200 double_purchase');
    expect(await refused(wish('explode', { body: '{}' }))).toContain('knows no');
  });
});

describe('startSandbox', () => {
  it('gives a base URL for a client', () => {
    expect(sandbox.url).toBe(`${sandbox.origin}/{org_id}/v1`);
    expect(sandbox.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('greets with a curl command that works', async () => {
    const [, body = '', url = ''] =
      /^Try: curl -H 'content-type: application\/json' -d '(.+)' (\S+)$/m.exec(sandbox.greeting) ??
      [];
    expect(url).toBe(sandbox.origin + PATH);
    expect(await data({ body })).toHaveProperty('client_token');
  });

  it('says so when the port is taken', async () => {
    const port = Number(new URL(sandbox.origin).port);
    await expect(startSandbox({ port })).rejects.toThrow(
      `port ${port} is taken; choose another port, 0 takes a free one`,
    );
  });

  it('passes on what is wrong with the contract', async () => {
    await expect(startSandbox({ port: 0, contract: ['missing.yaml'] })).rejects.toThrow(
      'missing.yaml: no such file',
    );
  });

  it('closes as often as it is asked to, and then is gone', async () => {
    const other = await startSandbox({ port: 0 });
    await Promise.all([other.close(), other.close()]);
    await other.close();
    await expect(fetch(other.origin)).rejects.toThrow('fetch failed');
  });

  it('survives a caller who goes away in the middle of a body', async () => {
    const { hostname, port } = new URL(sandbox.origin);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{`, () => {
          socket.destroy();
        });
      });
      socket.on('close', () => resolve()).on('error', reject);
    });
    expect(await data()).toHaveProperty('client_token');
  });

  it('leaves the contract as it is', async () => {
    const file = join(ROOT, 'openapi/billing.yaml');
    const contract = await loadContract([file]);
    toDefinition(contract);
    expect(contract).toEqual(parse(await readFile(file, 'utf8')));
  });
});

describe('the command line', () => {
  it('takes a port, or asks for help', () => {
    expect(readOptions([])).toEqual({ help: false });
    expect(readOptions(['--port', '0'])).toEqual({ port: 0, help: false });
    expect(readOptions(['--port=8080'])).toEqual({ port: 8080, help: false });
    expect(readOptions(['--help'])).toEqual({ help: true });
  });

  it.each(['http', '65536', '-1', '1.5', '', '123456'])('refuses the port "%s"', (port) => {
    expect(() => readOptions([`--port=${port}`])).toThrow(
      `--port takes a number from 0 to 65535, not "${port}"`,
    );
  });

  it('refuses what it does not know', () => {
    expect(() => readOptions(['8080'])).toThrow("Unexpected argument '8080'; see --help");
    expect(() => readOptions(['--port'])).toThrow(
      "Option '--port <value>' argument missing; see --help",
    );
  });
});

describe('npm run sandbox', { concurrent: true, timeout: 15_000 }, () => {
  const SCRIPT = join(ROOT, 'scripts/sandbox.ts');

  const start = (...args: string[]) =>
    spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: ROOT });

  async function finish(child: ChildProcess) {
    let [stdout, stderr] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    return { code, stdout, stderr };
  }

  it.for(['SIGINT', 'SIGTERM'] as const)(
    'serves until %s, then exits with 0',
    async (signal, { expect }) => {
      const child = start(SCRIPT, '--port', '0');
      const done = finish(child);
      const origin = await new Promise<string>((resolve) => {
        child.stdout.on('data', (text: string) => {
          const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
          if (found !== undefined) resolve(found);
        });
      });
      expect((await fetch(origin)).status).toBe(200);
      child.kill(signal);
      const { code, stdout, stderr } = await done;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`The Billing API sandbox is at ${origin}/{org_id}/v1\n`);
      expect(stdout).toContain('\nTry: curl ');
      for (const name of 'refuse decline busy down slow html drop redirect'.split(' ')) {
        expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
      }
    },
  );

  it('explains itself', async ({ expect }) => {
    const { code, stdout, stderr } = await finish(start(SCRIPT, '--help'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('npm run sandbox -- --port 8080');
    expect(stdout).toContain('  busy ');
  });

  it('says in one line that the port is taken', async ({ expect }) => {
    const { port } = new URL(sandbox.origin);
    expect(await finish(start(SCRIPT, '--port', port))).toEqual({
      code: 1,
      stdout: '',
      stderr: `port ${port} is taken; choose another port, 0 takes a free one\n`,
    });
  });

  it('starts nothing when it is only imported', async ({ expect }) => {
    const code = `await import(${JSON.stringify(SCRIPT)})`;
    const child = start('--input-type=module', '--eval', code);
    expect(await finish(child)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
