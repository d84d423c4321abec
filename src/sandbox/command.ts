#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startSandbox, type SandboxRequest } from './index.js';
import { renderScenarios } from './scenarios.js';

const USAGE = `Usage: funnelfox-billing-sandbox [options]

Serves the Billing API on this machine, from the contract.

  --port N     the port; 0 takes a free one (default: 4010)
  --host HOST  the address to listen on (default: 127.0.0.1)
  --help       show this

${renderScenarios()}`;

function printRequest({ operation, organization, headers }: SandboxRequest): void {
  const scenario = headers['x-sandbox'] && `x-sandbox: ${headers['x-sandbox']}`;
  console.log([operation, organization, scenario].filter(Boolean).join('  '));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4010' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (!/^\d+$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}"`);
  }
  const { baseUrl, requests, close } = await startSandbox({
    port: Number(values.port),
    host: values.host,
    onRequest: (request) => {
      printRequest(request);
      requests.length = 0;
    },
  });
  const stop = (): void => void close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // The reader of the lines has gone, as after `| head`.
  process.stdout.once('error', stop);
  console.log(`The Billing API sandbox is at ${baseUrl}
It takes every organization and every secret key, and keeps no orders or users.
GET ${new URL('/', baseUrl).href} lists the operations.

${renderScenarios()}

Ctrl+C stops it. The requests:`);
}

main().catch((error: unknown) => {
  // parseArgs adds advice for commands that take file names.
  const message = (error as Error).message.replace(/\.(\n| To specify ).*/s, '');
  console.error(`funnelfox-billing-sandbox: ${message}`);
  process.exitCode = 1;
});
