import { setTimeout as wait } from 'node:timers/promises';
import { refusal, text, withHeaders, type Call, type Reply } from './replies.js';

/** The values of the request header `x-sandbox`, and what each does. */
export const MISBEHAVIOURS = {
  refuse: 'refuses with double_purchase, in a reply with status 200',
  decline: 'the bank declines: checkout_status failed, which is data and no error',
  busy: '429 with retry-after: 1 to the first of every two identical requests, so a retry succeeds',
  down: "503 without the API's wrapper, always",
  slow: 'answers after a minute',
  html: 'a web page with status 200',
  drop: 'reads the request, then drops the connection',
  redirect: '307 to another origin',
} as const;

export type Misbehaviour = keyof typeof MISBEHAVIOURS;

/** What to do instead of answering; undefined: answer after all. */
export type Misbehave = (
  kind: Misbehaviour,
  call: Call,
  signal: AbortSignal,
) => Promise<Reply | 'drop' | undefined>;

export function isMisbehaviour(value: string): value is Misbehaviour {
  return Object.hasOwn(MISBEHAVIOURS, value);
}

/** Misbehaviour for one sandbox: it remembers only which requests `busy` has turned away. */
export function createMisbehave(slowMs: number): Misbehave {
  const isFirst = alternate(1000);
  return async (kind, call, signal) => {
    switch (kind) {
      case 'refuse':
        return refusal(call, 200, 'double_purchase', 'user has not finished subscription');
      case 'busy':
        if (!isFirst(`${call.method} ${call.url}\n${call.body}`)) return undefined;
        return withHeaders(text(429, 'Too Many Requests\n'), { 'retry-after': '1' });
      case 'down':
        return text(503, 'Service Unavailable\n');
      case 'slow':
        await wait(slowMs, undefined, { signal });
        return undefined;
      case 'html':
        return text(200, '<!doctype html><title>Sign in</title><p>Not the API.\n', 'text/html');
      case 'drop':
        return 'drop';
      case 'redirect':
        return withHeaders(text(307, 'Temporary Redirect\n'), { location: elsewhere(call) });
      case 'decline':
        return undefined;
    }
  };
}

/** True for the first, third, … time that a key is seen; forgets the oldest keys beyond `limit`. */
function alternate(limit: number): (key: string) => boolean {
  const seen = new Set<string>();
  return (key) => {
    if (seen.delete(key)) return false;
    seen.add(key);
    for (const oldest of seen) {
      if (seen.size <= limit) break;
      seen.delete(oldest);
    }
    return true;
  };
}

// `localhost` is another origin than 127.0.0.1, yet no request leaves the machine.
function elsewhere({ headers }: Call): string {
  const port = /:\d+$/.exec(String(headers['host']))?.[0] ?? '';
  return `http://localhost${port}/redirected`;
}
