/** The one deadline of a call, and the caller's signal. Nothing of it stays once it is closed. */
export interface Deadline {
  /** Aborts what is under way. */
  readonly signal: AbortSignal;
  /** Set once the time is up or the caller has aborted. */
  readonly ended: Error | undefined;
  /** @throws {@link ended}, if it is set */
  check(): void;
  /** Milliseconds that are left. */
  left(): number;
  /** Waits, at most until the end. */
  sleep(ms: number): Promise<void>;
  /** Settles as the task does; rejects with {@link ended} when that comes first. */
  race<T>(task: Promise<T>): Promise<T>;
  close(): void;
}

/**
 * Starts the clock. `AbortSignal.timeout` and `AbortSignal.any` would do, but leave things behind on Node 20.
 *
 * @param toError makes the error with which everything ends
 */
export function startDeadline(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  toError: (kind: 'timeout' | 'aborted', cause?: unknown) => Error,
): Deadline {
  const controller = new AbortController();
  const endsAt = performance.now() + timeoutMs;
  let ended: Error | undefined;
  let wake = (): void => undefined;
  let wait: ReturnType<typeof setTimeout> | undefined;
  let reject: (error: Error) => void;
  const end = new Promise<never>((_, fail) => (reject = fail));
  end.catch(() => undefined);

  const close = (): void => {
    clearTimeout(timer);
    clearTimeout(wait);
    caller?.removeEventListener('abort', onAbort);
  };
  const finish = (error: Error): void => {
    ended = error;
    close();
    reject(error);
    controller.abort(error);
    wake();
  };
  const onAbort = (): void => finish(toError('aborted', caller?.reason));
  const timer = setTimeout(() => finish(toError('timeout')), timeoutMs);
  if (caller?.aborted) onAbort();
  else caller?.addEventListener('abort', onAbort);

  return {
    signal: controller.signal,
    get ended() {
      return ended;
    },
    check() {
      if (ended) throw ended;
    },
    left: () => endsAt - performance.now(),
    sleep: (ms) =>
      new Promise((resolve) => {
        wake = resolve;
        wait = setTimeout(resolve, ms);
      }),
    race: (task) => Promise.race([task, end]),
    close,
  };
}
