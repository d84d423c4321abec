import { defineConfig } from 'vitest/config';

const source = (path: string): string => new URL(`./src/${path}`, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^funnelfox-billing-client$/, replacement: source('index.ts') },
      { find: /^funnelfox-billing-client\/sandbox$/, replacement: source('sandbox/index.ts') },
      { find: /^funnelfox-billing-client\/(openapi.json)$/, replacement: source('generated/$1') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests wait for sockets or other programs, so no processor need stay free.
    maxWorkers: '100%',
    // Some run the compiler: slow on a busy machine, and never a matter of speed here.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: ['test/types/**/*.test-d.ts'],
      tsconfig: 'test/types/tsconfig.json',
    },
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      // The command runs in a process of its own.
      exclude: ['src/generated/**', 'src/sandbox/command.ts'],
      reporter: ['text'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});
