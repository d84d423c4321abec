import {
  BillingConfigError,
  BillingError,
  createBillingClient,
  unwrap,
} from 'funnelfox-billing-client';
import type { Traits } from './traits.js';
import { backend, facts, sandbox, secretKey, seen, type World } from './world.js';

/** One thing that must hold in every runtime. */
export interface Row {
  readonly name: string;
  readonly run: (world: World) => Promise<unknown>;
  /** What must come of it. */
  readonly expected: (traits: Traits) => unknown;
}

const plan = {
  pp_ident: 'premium_monthly',
  external_id: 'user_1',
  email_address: 'a@example.com',
};
const order = { external_id: 'user_1', order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11' };
const session = '/checkout/create_client_session';

/** Only root may bind this port, and nobody does. */
const nobody = 'http://127.0.0.1:2';

const regional = ({ baseUrl }: World) =>
  createBillingClient({
    orgId: 'acme',
    baseUrl,
    region: 'eu',
    defaults: { client_metadata: { source: 'web' } },
    regions: {
      eu: { integration_type: 'stripe' },
      us: { integration_type: 'primer', country_code: 'US' },
    },
  });

/** A client as a page has it: without a key. */
const open = ({ baseUrl }: World) => createBillingClient({ orgId: 'acme', baseUrl, region: 'eu' });

const body = { ...plan, integration_type: 'stripe' } as const;

/** What the sandbox saw of the calls: where they went, and whether the key went with them. */
const sent = async (world: World) =>
  (await seen(world)).map(({ host, path, key }) => ({ host, path, key: key === secretKey }));
const refund = { host: '127.0.0.1', path: '/payment/refund', key: true };

/** A refund that the sandbox answers so, and what it saw of it. */
const refunding = async (world: World, wish: string) => {
  const call = { body: order, ...sandbox(wish) };
  return { ...facts(await backend(world).POST('/payment/refund', call)), sent: await sent(world) };
};

/** Long before the sandbox answers, and the client's own deadline. */
const soonAfter = (start: number) => performance.now() - start < 5_000;

export const rows: readonly Row[] = [
  {
    name: "a session in the client's region",
    run: async (world) => {
      const { client_token, order_id } = await unwrap(
        regional(world).POST(session, { body: plan }),
      );
      const [request] = await seen(world);
      return { got: [typeof client_token, typeof order_id], sent: request?.body };
    },
    expected: () => ({
      got: ['string', 'string'],
      sent: {
        ...plan,
        region: 'eu',
        integration_type: 'stripe',
        client_metadata: { source: 'web' },
      },
    }),
  },
  {
    name: 'a session in another region',
    run: async (world) => {
      await unwrap(regional(world).POST(session, { body: { region: 'us', ...plan } }));
      const [request] = await seen(world);
      return request?.body;
    },
    expected: () => ({
      ...plan,
      region: 'us',
      integration_type: 'primer',
      country_code: 'US',
      client_metadata: { source: 'web' },
    }),
  },
  {
    name: 'a reply without data',
    run: async (world) => facts(await backend(world).POST('/payment/refund', { body: order })),
    expected: () => ({ data: {} }),
  },
  {
    name: 'a refusal inside a 200',
    run: async (world) => facts(await open(world).POST(session, { body, ...sandbox('refuse') })),
    expected: () => ({
      kind: 'api',
      outcome: 'not_processed',
      attempts: 1,
      status: 200,
      code: 'double_purchase',
    }),
  },
  {
    name: 'a web page with status 200',
    run: async (world) => facts(await open(world).POST(session, { body, ...sandbox('html') })),
    expected: () => ({ kind: 'malformed', outcome: 'unknown', attempts: 1, status: 200 }),
  },
  {
    name: 'a 503: a charge is not sent twice',
    run: (world) => refunding(world, 'down'),
    expected: () => ({
      kind: 'http',
      outcome: 'unknown',
      attempts: 1,
      status: 503,
      sent: [refund],
    }),
  },
  {
    name: 'the deadline',
    run: async (world) => {
      const start = performance.now();
      const call = { body, timeoutMs: 300, ...sandbox('slow') };
      return { ...facts(await open(world).POST(session, call)), soon: soonAfter(start) };
    },
    expected: () => ({ kind: 'timeout', outcome: 'unknown', attempts: 1, soon: true }),
  },
  {
    name: "the caller's abort",
    run: async (world) => {
      const start = performance.now();
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 300);
      const call = { body, signal: controller.signal, ...sandbox('slow') };
      return { ...facts(await open(world).POST(session, call)), soon: soonAfter(start) };
    },
    expected: () => ({ kind: 'aborted', outcome: 'unknown', attempts: 1, soon: true }),
  },
  {
    name: 'an abort before the call',
    run: async (world) => {
      const result = await open(world).POST(session, { body, signal: AbortSignal.abort() });
      return { ...facts(result), sent: await sent(world) };
    },
    expected: () => ({ kind: 'aborted', outcome: 'not_processed', attempts: 0, sent: [] }),
  },
  {
    name: '429, then success',
    run: (world) => refunding(world, 'busy'),
    expected: () => ({ data: {}, sent: [refund, refund] }),
  },
  {
    name: 'a redirect is not followed: the other host gets nothing',
    run: (world) => refunding(world, 'redirect'),
    expected: ({ showsRedirects }) => ({
      kind: 'http',
      outcome: 'unknown',
      attempts: 1,
      status: showsRedirects ? 307 : 0,
      sent: [refund],
    }),
  },
  {
    name: 'a lost connection: the client sends a charge once',
    run: async (world) => {
      const client = backend(world);
      // What follows then goes over a connection that has served before.
      await unwrap(client.POST('/payment/refund', { body: order }));
      await seen(world);
      const result = await client.POST('/payment/refund', { body: order, ...sandbox('drop') });
      return { ...facts(result), once: (await seen(world)).length === 1 };
    },
    expected: ({ resendsByItself }) => ({
      kind: 'network',
      outcome: 'unknown',
      attempts: 1,
      once: !resendsByItself,
    }),
  },
  {
    name: 'a lost connection: with an idempotency key it is sent again',
    run: async (world) => {
      const { pp_ident, external_id } = plan;
      const result = await backend(world, { retries: 1 }).POST('/checkout/one_click', {
        body: { pp_ident, external_id, idempotency_key: 'k' },
        ...sandbox('drop'),
      });
      const keys = (await seen(world)).map(({ body }) => body['idempotency_key']);
      return { ...facts(result), again: keys.length > 1, keys: [...new Set(keys)] };
    },
    expected: () => ({
      kind: 'network',
      outcome: 'unknown',
      attempts: 2,
      again: true,
      keys: ['k'],
    }),
  },
  {
    name: 'a lost connection: what only reads is sent again',
    run: async (world) => {
      const result = await backend(world, { retries: 1 }).POST('/payments_history', {
        body: { external_id: order.external_id },
        ...sandbox('drop'),
      });
      return { ...facts(result), again: (await seen(world)).length > 1 };
    },
    expected: () => ({ kind: 'network', outcome: 'not_processed', attempts: 2, again: true }),
  },
  {
    name: 'no connection',
    run: async () => {
      const client = createBillingClient({ orgId: 'acme', baseUrl: nobody, region: 'eu' });
      return facts(await client.POST(session, { body, retries: 1 }));
    },
    // Where nobody says why, it may have been sent: then it is not sent again.
    expected: ({ saysWhyConnectionFailed }) =>
      saysWhyConnectionFailed
        ? { kind: 'network', outcome: 'not_processed', attempts: 2 }
        : { kind: 'network', outcome: 'unknown', attempts: 1 },
  },
  {
    name: 'the key goes only where it is needed',
    run: async (world) => {
      const client = backend(world);
      await unwrap(client.POST(session, { body }));
      await unwrap(client.POST('/payment/refund', { body: order }));
      return sent(world);
    },
    expected: () => [{ host: '127.0.0.1', path: session, key: false }, refund],
  },
  {
    name: 'the key is refused in a page, and only there',
    run: ({ baseUrl }) => {
      try {
        createBillingClient({ orgId: 'acme', baseUrl, secretKey });
        return Promise.resolve('taken');
      } catch (error) {
        const { name, message } = error as Error;
        const remedy = message.includes('dangerouslyAllowBrowser') && !message.includes(secretKey);
        return Promise.resolve({ refused: name, remedy });
      }
    },
    expected: ({ isBrowser }) =>
      isBrowser ? { refused: 'BillingConfigError', remedy: true } : 'taken',
  },
  {
    name: 'without the key, nothing is sent where it is needed',
    run: async (world) => {
      const call = open(world).POST('/payment/refund', { body: order });
      const error: unknown = await call.catch((reason: unknown) => reason);
      return { refused: error instanceof BillingConfigError, sent: await sent(world) };
    },
    expected: () => ({ refused: true, sent: [] }),
  },
  {
    name: 'unwrap throws',
    run: async (world) => {
      const call = open(world).POST(session, { body, ...sandbox('refuse') });
      const error: unknown = await unwrap(call).catch((reason: unknown) => reason);
      return error instanceof BillingError && error.message.split(' (')[0];
    },
    expected: () => 'double_purchase: user has not finished subscription',
  },
  {
    name: 'an error holds no key',
    run: async (world) => {
      const errors = ['drop', 'redirect'].map(async (wish) => {
        const call = { body: order, ...sandbox(wish) };
        const { error } = await backend(world).POST('/payment/refund', call);
        return [error, error?.stack, error?.cause, JSON.stringify(error)].map(String);
      });
      return (await Promise.all(errors)).flat().filter((text) => text.includes(secretKey));
    },
    expected: () => [],
  },
  {
    name: 'middleware changes a request and sees the reply, however often it is sent',
    run: async (world) => {
      const client = open(world);
      const statuses: number[] = [];
      client.use({
        onRequest: ({ request }) => request.headers.set('x-trace-id', 'trace'),
        onResponse: ({ response }) => void statuses.push(response.status),
      });
      await unwrap(client.POST(session, { body, ...sandbox('busy') }));
      const requests = await seen(world);
      return { statuses, sent: requests.map(({ trace, body: { region } }) => ({ trace, region })) };
    },
    expected: () => {
      const request = { trace: 'trace', region: 'eu' };
      return { statuses: [200], sent: [request, request] };
    },
  },
  {
    name: 'a redirect is not followed under middleware either',
    run: async (world) => {
      const client = backend(world);
      const statuses: number[] = [];
      client.use({ onResponse: ({ response }) => void statuses.push(response.status) });
      const call = { body: order, ...sandbox('redirect') };
      const result = await client.POST('/payment/refund', call);
      return { ...facts(result), statuses, sent: await sent(world) };
    },
    expected: ({ showsRedirects }) => {
      const status = showsRedirects ? 307 : 0;
      const error = { kind: 'http', outcome: 'unknown', attempts: 1, status };
      return { ...error, statuses: [status], sent: [refund] };
    },
  },
];
