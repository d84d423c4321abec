import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createBillingClient } from 'funnelfox-billing-client';
import { startSandbox } from 'funnelfox-billing-client/sandbox';

// What users can do with the sandbox of the installed package: node sandbox.mjs, in a folder that has nothing else.

const require = createRequire(import.meta.url);
const folder = join(import.meta.dirname ?? dirname(process.argv[1]), 'node_modules');
const root = join(folder, 'funnelfox-billing-client');

// Import.
const sandbox = await startSandbox();
const billing = createBillingClient({ orgId: 'acme', baseUrl: sandbox.baseUrl });
const { data } = await billing.POST('/features', { body: {} });
assert.equal(typeof data.features[0].ident, 'string');
assert.deepEqual(
  sandbox.requests.map(({ operation, organization }) => [operation, organization]),
  [['POST /features', 'acme']],
);
await sandbox.close();

// The contract and the manifest.
const contract = require('funnelfox-billing-client/openapi.json');
assert.ok(contract.paths['/features'].post);
const { version, dependencies, bin } = require('funnelfox-billing-client/package.json');
assert.deepEqual(Object.keys(dependencies), ['openapi-fetch']);

// The command.
const command = join(folder, '.bin/funnelfox-billing-sandbox');
const running = spawn(command, ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
let printed = '';
running.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
while (!printed.includes('Ctrl+C')) await once(running.stdout, 'data');
const [baseUrl] = /http:\/\/127\.0\.0\.1:\d+\/\{org_id\}\/v1/.exec(printed);
const { error } = await createBillingClient({ orgId: 'acme', baseUrl }).POST('/features', {
  body: {},
  headers: { 'x-sandbox': 'refuse' },
});
assert.equal(error.code, 'double_purchase');
running.kill('SIGINT');
assert.deepEqual(await once(running, 'exit'), [0, null]);
assert.match(printed, /^POST \/features .*refuse$/m);

// Where Node can require ES modules, so can users.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) {
  assert.equal(require('funnelfox-billing-client').createBillingClient, createBillingClient);
  assert.equal(require('funnelfox-billing-client/sandbox').startSandbox, startSandbox);
}

// The licenses of what is bundled, and declarations that need nothing.
const licenses = readFileSync(join(root, 'dist/sandbox/THIRD-PARTY-LICENSES.txt'), 'utf8');
for (const name of ['ajv', 'ajv-formats', 'fast-uri']) {
  assert.match(licenses, new RegExp(`^${name} \\d`, 'm'));
}
const declarations = readFileSync(join(root, 'dist/sandbox/index.d.ts'), 'utf8');
assert.doesNotMatch(declarations, /^import|reference types/m);

// The README's sample, as it is there.
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const [, sample] = /^## Testing\n.*?^```js\n(.*?)^```$/ms.exec(readme);
writeFileSync('readme.test.mjs', sample);
execFileSync(process.execPath, ['--test', 'readme.test.mjs']);
console.log(`the sandbox of funnelfox-billing-client ${version} works (${Object.keys(bin)[0]})`);
