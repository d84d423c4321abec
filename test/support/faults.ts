import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect } from 'vitest';
import {
  createBillingClient,
  type BillingClient,
  type BillingClientOptions,
  type BillingMiddleware,
  type BillingResult,
} from '../../src/index.js';
import type { Handler, Seen } from './server.js';

/** The secret key, and a word in every request body: neither may show anywhere. */
export const secretKey = 'sk_live_s3cret';
export const inBody = 'pm_s3cret';

const order_id = '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11';
const user = { external_id: inBody };
const sale = { ...user, pp_ident: 'premium_monthly' };
const amount = { ...user, amount: '9.99', currency_code: 'USD' };
const payment = { order_id, payment_method_token: inBody };

/** What the tests give to a call beside its body. */
export interface Init {
  retries?: number | undefined;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export type Call = (client: BillingClient, init?: Init) => Promise<BillingResult<unknown>>;

/** Sending one of these twice may charge, or pay back, twice. */
export const charging = {
  'create_payment (public)': (client, init) =>
    client.POST('/checkout/create_payment', { body: payment, ...init }),
  'refund (secret)': (client, init) =>
    client.POST('/payment/refund', { body: { ...user, order_id }, ...init }),
  'one_click without a key': (client, init) =>
    client.POST('/checkout/one_click', { body: sale, ...init }),
  'one_click with an empty key': (client, init) =>
    client.POST('/checkout/one_click', { body: { ...sale, idempotency_key: '' }, ...init }),
  'one_click with a key in client_metadata': (client, init) =>
    client.POST('/checkout/one_click', {
      body: { ...sale, client_metadata: { idempotency_key: 'k' } },
      ...init,
    }),
  'one_off_charge with an empty key': (client, init) =>
    client.POST('/payment/one_off_charge', { body: { ...amount, idempotency_key: '' }, ...init }),
  'create_payment with a key that it does not declare': (client, init) => {
    const body = { ...payment, idempotency_key: 'k' };
    return client.POST('/checkout/create_payment', { body, ...init });
  },
} satisfies Record<string, Call>;

export const reading = {
  'payments_history (secret)': (client, init) =>
    client.POST('/payments_history', { body: user, ...init }),
  'features (public)': (client, init) => client.POST('/features', { body: {}, ...init }),
} satisfies Record<string, Call>;

export const keyed = {
  'one_click (public)': (client, init) =>
    client.POST('/checkout/one_click', { body: { ...sale, idempotency_key: 'k' }, ...init }),
  'one_off_charge (secret)': (client, init) =>
    client.POST('/payment/one_off_charge', { body: { ...amount, idempotency_key: 'k' }, ...init }),
} satisfies Record<string, Call>;

/** Every operation, by its class. */
export const classes = { charging, reading, keyed };
export type Class = keyof typeof classes;

/** One operation of each class. */
export const one: Readonly<Record<Class, Call>> = {
  charging: charging['refund (secret)'],
  reading: reading['payments_history (secret)'],
  keyed: keyed['one_off_charge (secret)'],
};

export const onlooker: BillingMiddleware = { onRequest: () => undefined };

/** Every class, with middleware and without: that is another way to fetch. */
export const ways = (Object.keys(one) as Class[]).flatMap((kind) => [
  { kind, middleware: undefined },
  { kind, middleware: onlooker },
]);

/** A reply that every operation takes for a success. */
export const success = { status: 'success', req_id: '4euAd4PZ', data: { order_id } };
export const refusal = { status: 'error', error: [{ code: 'invalid_price' }] };

/** Writes to the connection as it is, then does something to it. */
export const raw =
  (text: string, then: (socket: Socket) => void = () => undefined): Handler =>
  ({ req: { socket } }) =>
    void socket.write(text, 'latin1', () => then(socket));

export const close = (socket: Socket): void => void socket.destroy();
export const reset = (socket: Socket): void => void socket.resetAndDestroy();

export const drop: Handler = ({ req }) => void req.socket.destroy();
export const silence: Handler = () => undefined;

/** Answers each request with the next handler, and all further ones with the last. */
export const inTurn =
  (...handlers: [Handler, ...Handler[]]): Handler =>
  (response, seen, n) =>
    handlers[Math.min(n, handlers.length) - 1]?.(response, seen, n);

/** A port to which nothing is bound: only root may bind it, and nobody does. */
export const refusing = 'http://127.0.0.1:2';

interface Server {
  origin: string;
  requests: Seen[];
  stop: () => Promise<void>;
}

/** As in support/server.ts, but stopped by hand: those hooks do not work in concurrent tests. */
export async function listen(
  handler: Handler,
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<Server> {
  const requests: Seen[] = [];
  const server = createServer((request, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body };
      handler(response, seen, requests.push(seen));
    });
  });
  server.on('connection', onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

let strays = 0;
/** A second server, to which nothing may ever come: {@link face} looks. */
export const elsewhere = await listen(silence, () => strays++);

/** What came of one call. */
export interface Met {
  data: unknown;
  error: BillingResult<unknown>['error'];
  /** Requests that reached the server. */
  requests: number;
  /** How long the call took. */
  ms: number;
}

export interface Circumstances extends Init {
  options?: Partial<BillingClientOptions> | undefined;
  middleware?: BillingMiddleware | undefined;
}

/** Makes one call to a server that answers so. */
export async function face(
  handler: Handler,
  call: Call,
  { options, middleware, ...init }: Circumstances = {},
): Promise<Met> {
  const { origin, requests, stop } = await listen(handler);
  try {
    // Never to the real server, with any options.
    const baseUrl = options?.baseUrl ?? origin;
    const client = createBillingClient({ orgId: 'acme', secretKey, ...options, baseUrl });
    if (middleware) client.use(middleware);
    const start = performance.now();
    const { data, error } = await call(client, init);
    const ms = performance.now() - start;
    expect(strays).toBe(0);
    return { data, error, requests: requests.length, ms };
  } finally {
    await stop();
  }
}

/** A fetch that always ends so, and counts. */
export function ending(how: () => Promise<Response>): typeof fetch & { calls: number } {
  const fetch = Object.assign(
    () => {
      fetch.calls++;
      return how();
    },
    { calls: 0 },
  );
  return fetch;
}
