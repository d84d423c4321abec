import { defineConfig } from 'vitest/config';

/** The tests that mutation testing runs: those of the client that need neither a compiler nor seconds. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: [
      'test/{client,defaults,deadline,delays,middleware}.test.ts',
      'test/{response,retries,secret,transport,validate}.test.ts',
    ],
    testTimeout: 10_000,
  },
});
