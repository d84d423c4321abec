import {
  BillingConfigError,
  BillingError,
  createBillingClient,
  unwrap,
  type BillingClient,
  type BillingClientOptions,
  type BillingErrorItem,
  type BillingMiddleware,
  type BillingResult,
  type CheckoutClientSessionIn,
  type CheckoutClientSessionOut,
  type components,
  type paths,
} from 'funnelfox-billing-client';

// What a merchant's code does with the package, for any platform: it names nothing of Node and nothing of a page.

/** Settings as an application reads them: each of them may be missing. */
type Settings = Readonly<Partial<Record<'secretKey' | 'baseUrl', string>>>;

export function connect(settings: Settings) {
  return createBillingClient({
    ...settings,
    orgId: 'acme',
    region: 'eu',
    defaults: { client_metadata: { source: 'web' } },
    regions: {
      eu: { integration_type: 'stripe' },
      us: { integration_type: 'primer', country_code: 'US' },
    },
    timeoutMs: 10_000,
    headers: { 'x-trace-id': '1' },
  });
}

export const { POST, request } = connect({});

export function watch(client: BillingClient, log: (line: string) => void): () => void {
  const middleware: BillingMiddleware = {
    onRequest: ({ request, id }) => request.headers.set('x-call-id', id),
    onResponse: ({ schemaPath, response }) => log(`${schemaPath} ${response.status}`),
    onError: ({ error }) => log(String(error)),
  };
  client.use(middleware);
  return () => client.eject(middleware);
}

export async function openSession(
  client: ReturnType<typeof connect>,
  customer: Pick<CheckoutClientSessionIn, 'external_id' | 'email_address'>,
  signal?: AbortSignal,
): Promise<readonly (string | undefined)[]> {
  const { data, error, requestId } = await client.POST('/checkout/create_client_session', {
    body: { region: 'us', pp_ident: 'premium_monthly', ...customer },
    signal,
    retries: 1,
  });
  if (!error) return [requestId, data.client_token, data.order_id];
  const kind: 'api' | 'http' | 'malformed' | 'timeout' | 'network' | 'aborted' = error.kind;
  const reasons: readonly BillingErrorItem[] = error.errors;
  const facts = [
    kind,
    error.outcome,
    error.status?.toFixed(),
    error.code,
    error.attempts.toFixed(),
  ];
  return [...facts, ...reasons.map(({ msg }) => msg)];
}

export async function refund(client: BillingClient, order_id: string): Promise<boolean> {
  const external_id = 'user_1';
  try {
    await unwrap(client.POST('/payment/refund', { body: { external_id, order_id } }));
    return true;
  } catch (error) {
    if (error instanceof BillingConfigError || !(error instanceof BillingError)) throw error;
    if (error.outcome === 'not_processed') return false;
    const { payments } = await unwrap(client.POST('/payments_history', { body: { external_id } }));
    return payments.some((payment) => payment.amount !== '');
  }
}

/** A result by hand, as a test of the merchant's own code makes it. */
export const canned: BillingResult<components['schemas']['CheckoutClientSessionOut']>['error'] =
  undefined;
export const session: CheckoutClientSessionOut = { client_token: 't', order_id: 'o' };
export const path: keyof paths = '/checkout/create_payment';
export const options: BillingClientOptions = { orgId: 'acme', fetch: globalThis.fetch };
