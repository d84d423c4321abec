import { rm } from 'node:fs/promises';

// tsc leaves what an earlier build wrote of files that are gone since.
await rm(new URL('../dist', import.meta.url), { recursive: true, force: true });
