import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from './contract.js';
import { failure, hash, text, type Answer } from './responses.js';
import type { Call } from './routing.js';

/** The values of the request header `x-sandbox`, and what each does. */
export const SCENARIOS = {
  refuse: 'the API refuses: double_purchase in an envelope with status 200',
  decline: 'the bank declines: checkout_status is failed, which is data, not an error',
  replay: 'idempotent_replay is true: an earlier call with the same idempotency_key charged',
  busy: '429 with retry-after: 1 for the first of two identical requests; a retry succeeds',
  down: '503 without the envelope, always',
  slow: 'responds after a minute; slow=MS after MS milliseconds',
  html: 'a web page with status 200',
  redirect: '307 to another origin',
  cut: 'status 200, then the connection closes inside the body',
  drop: 'reads the request, then closes the connection',
  reset: 'reads the request, then resets the connection',
} as const;

/** A scenario that a request asks for. */
export interface Scenario {
  readonly name: keyof typeof SCENARIOS;
  /** How long `slow` delays the response, in milliseconds. */
  readonly delayMs: number;
}

/** What `decline` and `replay` put into the fields of the response that have these names. */
export const SCENARIO_FIELDS: Readonly<Partial<Record<Scenario['name'], JsonObject>>> = {
  decline: { checkout_status: 'failed', failed_message_for_user: 'Your card was declined.' },
  replay: { idempotent_replay: true },
};

/** The scenarios for people, a line each. */
export function renderScenarios(): string {
  const lines = Object.entries(SCENARIOS).map(([name, effect]) => `  ${name.padEnd(10)}${effect}`);
  return ['The request header x-sandbox simulates what can go wrong:', '', ...lines].join('\n');
}

/** Reads the header `x-sandbox`; a string is what is wrong with it. */
export function parseScenario(header: string): Scenario | string {
  const [, name = '', , ms] = /^(\w*)(=(.*))?$/s.exec(header) ?? [];
  if (!Object.hasOwn(SCENARIOS, name) || (ms !== undefined && name !== 'slow')) {
    const names = Object.keys(SCENARIOS).join(', ');
    return `x-sandbox: there is no scenario "${header}", only ${names} and slow=MS`;
  }
  if (ms !== undefined && !/^\d{1,9}$/.test(ms)) {
    return `x-sandbox: slow takes 0 to 999999999 milliseconds, not "${ms}"`;
  }
  return { name: name as Scenario['name'], delayMs: Number(ms ?? 60_000) };
}

/** Responds in the place of the operation; `undefined`: the operation responds. */
type Simulate = (wanted: Scenario, call: Call, signal: AbortSignal) => Promise<Answer | undefined>;

/** The scenarios of one sandbox, which remembers only the requests that `busy` turned away. */
export function createSimulate(): Simulate {
  const turnedAway = new Set<string>();
  return async ({ name, delayMs }, call, signal) => {
    const request = hash(call.method, call.url, String(call.body));
    switch (name) {
      case 'refuse':
        return failure(call, 200, 'user has not finished subscription', 'double_purchase');
      case 'busy':
        if (turnedAway.delete(request)) return undefined;
        turnedAway.add(request);
        return text(429, 'Too Many Requests\n', { 'retry-after': '1' });
      case 'down':
        return text(503, 'Service Unavailable\n');
      case 'slow':
        await delay(delayMs, undefined, { signal });
        return undefined;
      case 'html':
        return text(200, '<!doctype html><p>Not the API.\n', { 'content-type': 'text/html' });
      case 'redirect':
        return text(307, 'Temporary Redirect\n', { location: otherOrigin(call) });
      case 'drop':
      case 'reset':
        return { ...text(200, ''), connection: name };
      default:
        return undefined;
    }
  };
}

// To a browser, `localhost` and 127.0.0.1 are two origins, and neither leaves the machine.
function otherOrigin({ headers }: Call): string {
  const { hostname, port } = new URL(`http://${String(headers['host'])}`);
  return `http://${hostname === 'localhost' ? '127.0.0.1' : 'localhost'}:${port}/redirected`;
}
