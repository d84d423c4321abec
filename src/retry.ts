/** Full jitter: up to 0.5 s after the first attempt, doubling, at most 8 s. */
export function backoff(attempts: number): number {
  return Math.random() * Math.min(8_000, 250 * 2 ** attempts);
}

/** `Retry-After` in milliseconds, from seconds or a date (RFC 9110, 10.2.3); NaN for anything else. */
export function readRetryAfter(value: string | null): number {
  const text = value ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Date.parse alone reads "-1" and "soon 5" as dates.
  return Math.max(0, Date.parse(/^\w+, \d.*GMT$/.test(text) ? text : '') - Date.now());
}

/** Node and Bun say when a connection was never made; other runtimes hide the cause. */
export function isNeverConnected(error: unknown): boolean {
  const cause = (error as Partial<Error> | undefined)?.cause ?? error;
  // One error for each address that was tried.
  const errors = (cause as { errors?: unknown } | undefined)?.errors;
  const tried: unknown[] = Array.isArray(errors) && errors.length ? errors : [cause];
  return (tried as ({ code?: string; syscall?: string } | undefined)[]).every(
    (one) =>
      one?.syscall === 'connect' ||
      /^(E?CONN(ECTION)?REFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|FailedToOpenSocket)$/i.test(
        one?.code ?? '',
      ),
  );
}
