import process from 'node:process';
import { conform, report } from './program.js';

// Node.js, Bun and Deno: the lab's origin comes as the argument.
await report(process.argv[2] ?? '', conform);
