import type { BillingMiddleware } from './middleware.js';
import { PlainRequest, type Outgoing } from './transport.js';

/** openapi-fetch's `request`, as far as we use it: builds a request and takes it through the middleware. */
export type FetchApi = (
  method: string,
  path: string,
  init: object,
) => Promise<{ response: Response; error?: unknown }>;

/** A reply, read to its end. */
export interface Answer {
  response: Response;
  /** The whole body; `undefined` when it was cut short. */
  text: string | undefined;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** Takes a request through openapi-fetch and the middleware to the transport; gives the final reply. */
export async function exchange(
  api: FetchApi,
  [method, path, request]: Parameters<FetchApi>,
  middleware: readonly BillingMiddleware[],
  transport: (outgoing: Outgoing) => Promise<Answer>,
): Promise<Answer> {
  let sent: Answer | undefined;
  let shown: Response | undefined;
  let final: Response | undefined;
  // openapi-fetch has nothing left to read: replies are ours.
  const nothing = (): Response => new Response(null, { status: 204 });
  // The first in the list is the last to see the response.
  const last: BillingMiddleware = {
    onResponse({ response }) {
      final = response;
      return nothing();
    },
  };
  const seen = middleware.length > 0;
  const { response, error } = await api(method, path, {
    ...request,
    parseAs: 'stream',
    ...(seen ? { middleware: [last, ...middleware] } : { Request: PlainRequest }),
    fetch: async (outgoing: Outgoing) => {
      sent = await transport(outgoing);
      return seen ? (shown = readable(sent)) : nothing();
    },
  });
  if (sent && final === shown) return sent;
  return readOwn(final ?? response, error);
}

/** The reply once more, unread, for middleware. */
function readable({ response, text }: Answer): Response {
  const { status, statusText, headers, url } = response;
  // A browser's opaque redirect has nothing to read, and cannot be made again.
  if (status === 0) return response;
  const copy = new Response(text === '' ? null : text, { status, statusText, headers });
  return Object.defineProperty(copy, 'url', { value: url });
}

/** Reads an answer that middleware made itself; openapi-fetch may have read it as `error` before. */
async function readOwn(response: Response, error: unknown): Promise<Answer> {
  if (error !== undefined)
    return { response, text: typeof error === 'string' ? error : JSON.stringify(error) };
  try {
    return { response, text: await response.text() };
  } catch (cause) {
    return { response, text: undefined, cause };
  }
}
