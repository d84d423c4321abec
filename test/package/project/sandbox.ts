import { createBillingClient } from 'funnelfox-billing-client';
import { startSandbox, type Sandbox, type SandboxRequest } from 'funnelfox-billing-client/sandbox';

// Compiles with every TypeScript that is supported, with nothing installed but the package.
export async function lastRequest(): Promise<SandboxRequest | undefined> {
  const sandbox: Sandbox = await startSandbox({
    port: 0,
    onRequest: ({ operation }) => void operation,
  });
  const billing = createBillingClient({ orgId: 'acme', baseUrl: sandbox.baseUrl });
  await billing.POST('/features', { body: {} });
  await sandbox.close();
  return sandbox.requests.at(-1);
}

// @ts-expect-error -- a port is a number
export const misuse = startSandbox({ port: '4010' });
