import { conform } from './program.js';

// What the runner calls in the page.
Object.assign(globalThis, { conform });
