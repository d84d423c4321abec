import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  BillingConfigError,
  createBillingClient,
  type BillingError,
} from 'funnelfox-billing-client';

type Answer = [status: number, body: object];

class BadInput extends Error {}

const billing = connect();

function connect() {
  const { FUNNELFOX_ORG_ID: orgId = '', FUNNELFOX_SECRET_KEY: secretKey } = process.env;
  try {
    // The client can do without, until the first refund: better to hear of it now.
    if (!secretKey) throw new BillingConfigError('FUNNELFOX_SECRET_KEY is not set');
    return createBillingClient({
      orgId,
      secretKey,
      baseUrl: process.env['FUNNELFOX_BASE_URL'], // None but for the sandbox.
      regions: {
        eu: { integration_type: 'stripe' },
        us: { integration_type: 'primer', country_code: 'US' },
      },
    });
  } catch (error) {
    if (!(error instanceof BillingConfigError)) throw error;
    return stop(error);
  }
}

function stop({ message }: Error): never {
  console.error(message);
  process.exit(1);
}

async function openSession(input: unknown, { headers }: IncomingMessage): Promise<Answer> {
  // In your server the user is the one who is logged in, here and below.
  const order = texts(input, 'external_id', 'email_address', 'pp_ident');
  // As your CDN or proxy sets it.
  const region = headers['x-country'] === 'US' ? 'us' : 'eu';
  const { data, error } = await billing.POST('/checkout/create_client_session', {
    body: { ...order, region },
  });
  // A session charges nobody: whatever happened, the page may ask for another.
  if (error) return failure(error);
  // What the page needs, and not whatever else the API may send one day.
  const { client_token, order_id } = data;
  return [200, { client_token, order_id }];
}

async function buy(input: unknown): Promise<Answer> {
  const order = texts(input, 'external_id', 'pp_ident', 'idempotency_key');
  const { data, error } = await billing.POST('/checkout/one_click', { body: order });
  // After an `unknown` outcome, too, the page may ask again: a repeat of key and price point charges nothing.
  if (error) return failure(error);
  // What the bank refused is data, not an error.
  const { checkout_status, order_id, action_required_token } = data;
  if (checkout_status === 'failed') {
    return [402, { error: 'declined', message: data.failed_message_for_user }];
  }
  // Deliver after `succeeded` only: it may still be processing, or be cancelled.
  const status = checkout_status === 'succeeded' ? 200 : 202;
  return [status, { checkout_status, order_id, action_required_token }];
}

/** Refunds the whole order, and ends its subscription. For your staff only: put your login before it. */
async function refund(input: unknown): Promise<Answer> {
  const { external_id, order_id } = texts(input, 'external_id', 'order_id');
  const { error } = await billing.POST('/payment/refund', { body: { external_id, order_id } });
  if (!error) return [200, { refunded: true }];
  if (error.outcome === 'not_processed') return failure(error);

  // It may have been refunded, and no key makes a second time harmless: look, and never retry it.
  console.error(error.message);
  const { data } = await billing.POST('/payments_history', { body: { external_id } });
  const payment = data?.payments.find((one) => one.order_id === order_id);
  const refunded = Number(payment?.refunded);
  if (refunded > 0 && refunded >= Number(payment?.amount)) return [200, { refunded: true }];
  // No 5xx, because that asks for another try.
  const message = 'It may have been refunded. Look at the payment later, before you try again.';
  return [202, { refunded: 'unknown', message, payment }];
}

/** What a caller of this server may know of a failed call; the log has the rest. */
function failure({ kind, outcome, status, code, errors, message }: BillingError): Answer {
  console.error(message);
  if (kind === 'api' && outcome === 'not_processed' && status !== 429) {
    return [422, { error: code, message: errors[0]?.msg }];
  }
  return [503, { error: 'unavailable', outcome }];
}

/** The fields of these names, and no others; each must be a text. */
function texts<Name extends string>(input: unknown, ...names: Name[]): Record<Name, string> {
  const given = Object(input) as Record<string, unknown>;
  const entries = names.map((name) => {
    const value = given[name];
    if (typeof value !== 'string' || !value) throw new BadInput(`${name}: give a text`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as Record<Name, string>;
}

const routes = new Map([
  ['POST /checkout-session', openSession],
  ['POST /one-click', buy],
  ['POST /refund', refund],
]);

async function answer(request: IncomingMessage): Promise<Answer> {
  const route = routes.get(`${request.method ?? ''} ${request.url ?? ''}`);
  if (!route) return [404, { error: 'not_found' }];
  try {
    return await route(await json(request).catch(() => undefined), request);
  } catch (error) {
    if (error instanceof BadInput) return [400, { error: 'bad_input', message: error.message }];
    // A call rejects only for a mistake in this file.
    console.error(error);
    return [500, { error: 'internal' }];
  }
}

const server = createServer((request, response) => {
  void answer(request).then(([status, body]) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  });
});
server.on('error', stop);
try {
  server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
} catch (error) {
  stop(error as Error);
}
