import process from 'node:process';
import { conform } from './program.js';
import type { World } from './world.js';

// Node, Bun and Deno alike: the world comes as the argument, the findings leave on standard output.
const { bun, deno, node } = process.versions;
const version = bun ?? deno ?? node;
const findings = await conform(JSON.parse(process.argv[2] ?? '') as World);
console.log(JSON.stringify({ version, findings }));
