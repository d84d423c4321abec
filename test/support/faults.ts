import type { Socket } from 'node:net';
import { expect, vi } from 'vitest';
import {
  createBillingClient,
  type BillingClient,
  type BillingClientOptions,
  type BillingMiddleware,
  type BillingResult,
} from '../../src/index.js';
import type { Init } from './client.js';
import { listen, session, type Handler, type Seen } from './server.js';

/** The secret key, and a word in every request body: neither may show anywhere. */
export const secretKey = 'sk_live_s3cret';
const inBody = 'pm_s3cret';

const { order_id } = session;
const user = { external_id: inBody };
const sale = { ...user, pp_ident: 'premium_monthly' };
const amount = { ...user, amount: '9.99', currency_code: 'USD' };
const payment = { order_id, payment_method_token: inBody };
const idempotency_key = 'k';

export type Call = (client: BillingClient, init?: Init) => Promise<BillingResult<unknown>>;

const call = (path: string, body: object): Call => {
  type AnyPost = (path: string, init: object) => Promise<BillingResult<unknown>>;
  return (client, init) => (client.POST as unknown as AnyPost)(path, { body, ...init });
};

/** Sending one of these twice may charge, or pay back, twice. */
export const charging = {
  'create_payment (public)': call('/checkout/create_payment', payment),
  'refund (secret)': call('/payment/refund', { ...user, order_id }),
  'one_click without a key': call('/checkout/one_click', sale),
  'one_click with an empty key': call('/checkout/one_click', { ...sale, idempotency_key: '' }),
  'one_click with a key in client_metadata': call('/checkout/one_click', {
    ...sale,
    client_metadata: { idempotency_key },
  }),
  'one_off_charge with an empty key': call('/payment/one_off_charge', {
    ...amount,
    idempotency_key: '',
  }),
  'create_payment with a key that it does not declare': call('/checkout/create_payment', {
    ...payment,
    idempotency_key,
  }),
};

export const reading = {
  'payments_history (secret)': call('/payments_history', user),
  'features (public)': call('/features', {}),
};

export const keyed = {
  'one_click (public)': call('/checkout/one_click', { ...sale, idempotency_key }),
  'one_off_charge (secret)': call('/payment/one_off_charge', { ...amount, idempotency_key }),
};

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

let strays = 0;
/** A second server, to which nothing may ever come: {@link callServer} looks. */
export const elsewhere = await listen(silence, () => strays++);

/** What came of one call: its result, the requests that reached the server, how long the call took. */
type Met = BillingResult<unknown> & { requests: number; seen: Seen[]; ms: number };

export interface Circumstances extends Init {
  options?: Partial<BillingClientOptions> | undefined;
  middleware?: BillingMiddleware | undefined;
}

/** Makes one call to a server that answers so. */
export async function callServer(
  handler: Handler,
  call: Call,
  { options, middleware, ...init }: Circumstances = {},
): Promise<Met> {
  const { origin, requests: seen, stop } = await listen(handler);
  try {
    // Never to the real server, with any options.
    const baseUrl = options?.baseUrl ?? origin;
    const client = createBillingClient({ orgId: 'acme', secretKey, ...options, baseUrl });
    if (middleware) client.use(middleware);
    const start = performance.now();
    const result = await call(client, init);
    const ms = performance.now() - start;
    expect(strays).toBe(0);
    return { data: undefined, error: undefined, ...result, requests: seen.length, seen, ms };
  } finally {
    await stop();
  }
}

/** A fetch that always ends so, and counts. */
export const ending = (how: () => Promise<Response>) => vi.fn<typeof fetch>(how);
