import {
  runMiddleware,
  type BillingMiddleware,
  type BillingMiddlewareContext,
} from './middleware.js';
import type { PlainRequest, Sent } from './transport.js';

/** Takes a request through the middleware to the transport; gives the final reply. */
export async function exchange(
  plain: PlainRequest,
  call: Pick<BillingMiddlewareContext, 'schemaPath' | 'params'>,
  middleware: readonly BillingMiddleware[],
  send: (request: PlainRequest | Request) => Promise<Sent>,
): Promise<Sent> {
  if (!middleware.length) return send(plain);
  let sent: Sent | undefined;
  let shown: Response | undefined;
  const id = Math.random().toString(36).slice(2);
  const context = { ...call, id, request: new Request(plain.url, plain as RequestInit) };
  const response = await runMiddleware(middleware, context, async (final) => {
    sent = await send(final);
    return (shown = readable(sent));
  });
  if (sent && response === shown) return sent;
  // Middleware has given an answer of its own.
  return { response, text: await response.text().catch(() => undefined) };
}

/** The reply once more, unread, for middleware. */
function readable({ response, text }: Sent): Response {
  const body = text || null;
  let copy: Response;
  try {
    copy = new Response(body, response);
  } catch {
    // What a server may say is more than Response takes; a browser's opaque redirect has status 0.
    copy = new Response(body, { headers: response.headers });
  }
  for (const name of ['status', 'statusText', 'ok', 'url'] as const)
    Object.defineProperty(copy, name, { value: response[name] });
  return copy;
}
