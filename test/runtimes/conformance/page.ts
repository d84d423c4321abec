import { runExample } from './example.js';
import { conform, report } from './program.js';

// The lab serves this page.
await report(location.origin, location.pathname === '/example' ? runExample : conform);
