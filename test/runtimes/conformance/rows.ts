import { BillingConfigError, createBillingClient, unwrap } from 'funnelfox-billing-client';
import type { Capabilities } from './capabilities.js';
import { backend, facts, open, sandbox, secretKey, seen, type World } from './world.js';

/** Something that must hold in every engine: what it gave, and what it has to give. */
type Row = (world: World, engine: Capabilities) => Promise<[got: unknown, expected: unknown]>;

const session = '/checkout/create_client_session';
const plan = {
  pp_ident: 'premium_monthly',
  external_id: 'user_1',
  email_address: 'a@example.com',
};
const body = { ...plan, region: 'eu', integration_type: 'stripe' } as const;
const order = { external_id: 'user_1', order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11' };
const sale = { external_id: 'user_1', pp_ident: 'premium_monthly', idempotency_key: 'k' };

/** Only root may bind this port, and nobody does. */
const nobody = 'http://127.0.0.1:2';

const lost = { kind: 'network', outcome: 'unknown', attempts: 1 };
const malformed = { kind: 'malformed', outcome: 'unknown', attempts: 1, status: 200 };
const refund = { host: '127.0.0.1', path: '/payment/refund', key: true };

/** Where requests were sent, and whether the key was sent with them. */
const sent = async (world: World) =>
  (await seen(world)).map(({ host, path, key }) => ({ host, path, key: key === secretKey }));

/** A refund in a scenario of the sandbox, and the requests that it caused. */
const refunding = async (world: World, scenario: string, client = backend(world)) => {
  const result = await client.POST('/payment/refund', { body: order, ...sandbox(scenario) });
  const data = result.data && { data: typeof result.data };
  return { ...facts(result), ...data, sent: await sent(world) };
};

/** A session in a scenario of the sandbox. */
const opening = async ({ baseUrl }: World, scenario: string) =>
  facts(await open(baseUrl).POST(session, { body, ...sandbox(scenario) }));

/** A call that takes a minute, and whether it ended long before. */
const waiting = async ({ baseUrl }: World, init: { timeoutMs?: number; signal?: AbortSignal }) => {
  const start = performance.now();
  const result = await open(baseUrl).POST(session, { body, ...init, ...sandbox('slow') });
  return { ...facts(result), soon: performance.now() - start < 5_000 };
};

/** Opens a session on a connection that dies; gives how often the POST arrived. The client makes one attempt. */
const arriving = async (world: World, client: ReturnType<typeof open>) => {
  const headers = { 'x-sandbox': 'drop', 'x-trace-id': 'lost' };
  const { error } = await client.POST(session, { body, headers });
  const requests = await seen(world);
  if (error?.attempts !== 1 || error.outcome !== 'unknown') throw new Error(String(error));
  return requests.filter(({ trace }) => trace === 'lost').length;
};
const times = (count: number) => ['never', 'once', 'twice'][count] ?? 'more often';

export const rows: Readonly<Record<string, Row>> = {
  "opens a session with the fields of the client's or the call's region": async (world) => {
    const client = createBillingClient({
      orgId: 'acme',
      baseUrl: world.baseUrl,
      region: 'eu',
      defaults: { client_metadata: { source: 'web' } },
      regions: {
        eu: { integration_type: 'stripe' },
        us: { integration_type: 'primer', country_code: 'US' },
      },
    });
    const { client_token, order_id } = await unwrap(client.POST(session, { body: plan }));
    await unwrap(client.POST(session, { body: { region: 'us', ...plan } }));
    const client_metadata = { source: 'web' };
    const us = { region: 'us', integration_type: 'primer', country_code: 'US' };
    return [
      [typeof client_token, typeof order_id, ...(await seen(world)).map(({ body }) => body)],
      ['string', 'string', { ...body, client_metadata }, { ...plan, ...us, client_metadata }],
    ];
  },
  'takes a refund as success, with its request ID': async (world) => {
    const result = await backend(world).POST('/payment/refund', { body: order });
    const { data, attempts, requestId } = result;
    const got = { data: typeof data, attempts, requestId: typeof requestId };
    return [got, { data: 'object', attempts: 1, requestId: 'string' }];
  },
  'reads a response of 1 MB': async ({ lab }) => {
    const { client_token } = await unwrap(open(`${lab}/large/{org_id}`).POST(session, { body }));
    return [client_token.length, 1_000_000];
  },
  'waits for a slow response': async ({ baseUrl }) => {
    const start = performance.now();
    await unwrap(open(baseUrl).POST(session, { body, ...sandbox('slow=300') }));
    return [performance.now() - start > 250, true];
  },
  'shows that an idempotency key had been used before': async (world) => {
    const call = { body: sale, ...sandbox('replay') };
    const { idempotent_replay } = await unwrap(backend(world).POST('/checkout/one_click', call));
    return [idempotent_replay, true];
  },
  'gives an API error for a refusal with status 200': async (world) => {
    const refusal = { kind: 'api', outcome: 'not_processed', code: 'double_purchase' };
    return [await opening(world, 'refuse'), { ...refusal, attempts: 1, status: 200 }];
  },
  'keeps the text of an unexpected response, out of sight of logs': async ({ baseUrl }) => {
    const result = await open(baseUrl).POST(session, { body, ...sandbox('html') });
    const text = result.error?.body?.slice(0, 15);
    const logged = `${JSON.stringify(result.error)} ${String(result.error)}`.includes('<!doctype');
    const expected = { ...malformed, text: '<!doctype html>', logged: false };
    return [{ ...facts(result), text, logged }, expected];
  },
  'gives an error for a cut response': async (world) => [await opening(world, 'cut'), malformed],
  'gives an error for a reset connection': async (world) => [await opening(world, 'reset'), lost],
  'does not retry a refund after 503': async (world) => [
    await refunding(world, 'down'),
    { ...lost, kind: 'http', status: 503, sent: [refund] },
  ],
  'retries after 429': async (world) => [
    await refunding(world, 'busy'),
    { data: 'object', attempts: 2, sent: [refund, refund] },
  ],
  'does not follow a redirect': async (world, { showsRedirectStatus }) => [
    await refunding(world, 'redirect'),
    { ...lost, kind: 'http', status: showsRedirectStatus ? 307 : 0, sent: [refund] },
  ],
  'does not follow a redirect with middleware': async (world, { showsRedirectStatus }) => {
    const client = backend(world);
    const statuses: number[] = [];
    client.use({ onResponse: ({ response }) => void statuses.push(response.status) });
    const status = showsRedirectStatus ? 307 : 0;
    const got = { ...(await refunding(world, 'redirect', client)), statuses };
    return [got, { ...lost, kind: 'http', status, sent: [refund], statuses: [status] }];
  },
  'shows middleware one request and one response for all attempts': async (world) => {
    const client = open(world.baseUrl);
    const statuses: number[] = [];
    client.use({
      onRequest: ({ request }) => request.headers.set('x-trace-id', 'trace'),
      onResponse: ({ response }) => void statuses.push(response.status),
    });
    await unwrap(client.POST(session, { body, ...sandbox('busy') }));
    const traces = (await seen(world)).map(({ trace }) => trace);
    return [
      { statuses, traces },
      { statuses: [200], traces: ['trace', 'trace'] },
    ];
  },
  'ends a call at its deadline': async (world) => [
    await waiting(world, { timeoutMs: 300 }),
    { ...lost, kind: 'timeout', soon: true },
  ],
  'ends a call when its signal aborts': async (world) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const got = await waiting(world, { signal: controller.signal });
    return [got, { ...lost, kind: 'aborted', soon: true }];
  },
  'sends nothing when the signal has aborted': async (world) => {
    const call = { body, signal: AbortSignal.abort() };
    const got = facts(await open(world.baseUrl).POST(session, call));
    const expected = { kind: 'aborted', outcome: 'not_processed', attempts: 0 };
    return [
      [got, await sent(world)],
      [expected, []],
    ];
  },
  // Where an engine by itself sends a POST once more, the client knows of one attempt.
  'sends a POST once on a connection that dies after it had served': async (world, engine) => {
    const client = open(world.unused[0]);
    await unwrap(client.POST(session, { body }));
    const got = times(await arriving(world, client));
    return [got, engine.resendsPosts === 'never' ? 'once' : 'twice'];
  },
  'sends a POST once on one of four connections that have served': async (world, engine) => {
    const client = open(world.unused[1]);
    const call = { body, ...sandbox('slow=300') };
    await Promise.all([1, 2, 3, 4].map(() => unwrap(client.POST(session, call))));
    const expected = { never: 'once', once: 'twice', onEveryConnection: 'more often' };
    return [times(await arriving(world, client)), expected[engine.resendsPosts]];
  },
  'sends the first POST to a server once on a connection that dies': async (world, engine) => {
    const [, , ...unused] = world.unused;
    let most = 0;
    // Several tries, because an engine may have opened a second connection in advance.
    for (const baseUrl of unused) most = Math.max(most, await arriving(world, open(baseUrl)));
    // In a page, the connection has served the CORS preflight of this call.
    const resends = engine.isBrowser && engine.resendsPosts !== 'never';
    return [times(most), resends ? 'twice' : 'once'];
  },
  'retries a lost charge with an idempotency key': async (world) => {
    const call = { body: sale, ...sandbox('drop') };
    const result = await backend(world, { retries: 1 }).POST('/checkout/one_click', call);
    const keys = (await seen(world)).map(({ body }) => body['idempotency_key']);
    const got = { ...facts(result), retried: keys.length > 1, keys: [...new Set(keys)] };
    return [got, { ...lost, attempts: 2, retried: true, keys: ['k'] }];
  },
  'retries a lost read-only call': async (world) => {
    const call = { body: { external_id: 'user_1' }, ...sandbox('drop') };
    const result = await backend(world, { retries: 1 }).POST('/payments_history', call);
    const got = { ...facts(result), retried: (await seen(world)).length > 1 };
    return [got, { ...lost, outcome: 'not_processed', attempts: 2, retried: true }];
  },
  'reports a connection that could not be made': async (_, { reportsConnectErrors }) => {
    const got = facts(await open(nobody).POST(session, { body, retries: 1 }));
    // Where `fetch` does not say why, the request may have been sent, and is not retried.
    return [got, reportsConnectErrors ? { ...lost, outcome: 'not_processed', attempts: 2 } : lost];
  },
  'sends the key only where it is needed': async (world) => {
    const client = backend(world);
    await unwrap(client.POST(session, { body }));
    await unwrap(client.POST('/payment/refund', { body: order }));
    return [await sent(world), [{ host: '127.0.0.1', path: session, key: false }, refund]];
  },
  'rejects the key in a page, and only there': ({ baseUrl }, { isBrowser }) => {
    let got = 'accepted';
    try {
      createBillingClient({ orgId: 'acme', baseUrl, secretKey });
    } catch (error) {
      const { name, message } = error as Error;
      got = message.includes('dangerouslyAllowBrowser') ? name : message;
    }
    return Promise.resolve([got, isBrowser ? 'BillingConfigError' : 'accepted']);
  },
  'sends nothing without the key where it is needed': async (world) => {
    const call = open(world.baseUrl).POST('/payment/refund', { body: order });
    const error: unknown = await call.catch((reason: unknown) => reason);
    return [
      [error instanceof BillingConfigError, await sent(world)],
      [true, []],
    ];
  },
  'keeps the key out of errors': async (world) => {
    const errors = ['drop', 'redirect'].map(async (scenario) => {
      const call = { body: order, ...sandbox(scenario) };
      const { error } = await backend(world).POST('/payment/refund', call);
      return [error, error?.stack, error?.cause, JSON.stringify(error)].map(String);
    });
    return [(await Promise.all(errors)).flat().filter((text) => text.includes(secretKey)), []];
  },
  // Last, because requests of aborted calls may still arrive.
  'takes one signal for 50 calls at once, which all end when it aborts': async ({ baseUrl }) => {
    const controller = new AbortController();
    const client = open(baseUrl);
    const calls = (scenario: object) => {
      const call = { body, signal: controller.signal, ...scenario };
      return Promise.all(Array.from({ length: 50 }, () => client.POST(session, call)));
    };
    const successes = (await calls({})).filter(({ error }) => !error);
    setTimeout(() => controller.abort(), 300);
    const aborted = (await calls(sandbox('slow'))).filter(({ error }) => error?.kind === 'aborted');
    return [
      [successes.length, aborted.length],
      [50, 50],
    ];
  },
};
