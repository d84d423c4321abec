import { defineConfig } from 'vitest/config';

/** The tests that mutation testing runs: those of the client that need neither a compiler nor seconds. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: [
      'test/{base-url,client,defaults,delays,middleware,response,transport,validate}.test.ts',
      'test/{abort,retries,secret}.test.ts',
    ],
    testTimeout: 10_000,
  },
});
