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
interface Settings {
  readonly secretKey?: string;
  readonly baseUrl?: string;
}

type Path = keyof paths;
type Customer = Pick<CheckoutClientSessionIn, 'external_id' | 'email_address'>;

export function connect({ secretKey, baseUrl }: Settings) {
  return createBillingClient({
    orgId: 'acme',
    region: 'eu',
    defaults: { client_metadata: { source: 'web' } },
    regions: {
      eu: { integration_type: 'stripe' },
      us: { integration_type: 'primer', country_code: 'US' },
    },
    secretKey,
    baseUrl,
    timeoutMs: 10_000,
    headers: { 'x-trace-id': '1' },
  });
}

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
  customer: Customer,
  signal?: AbortSignal,
): Promise<{ token: string; order: CheckoutClientSessionOut['order_id'] } | undefined> {
  const { data, error, requestId } = await client.POST('/checkout/create_client_session', {
    body: { region: 'us', pp_ident: 'premium_monthly', ...customer },
    signal,
    retries: 1,
  });
  if (error) {
    report(error);
    return undefined;
  }
  const request: string | undefined = requestId;
  return request === '' ? undefined : { token: data.client_token, order: data.order_id };
}

export async function refund(client: BillingClient, order_id: string): Promise<boolean> {
  const external_id = 'user_1';
  try {
    await unwrap(client.POST('/payment/refund', { body: { external_id, order_id } }));
    return true;
  } catch (error) {
    if (error instanceof BillingConfigError) throw error;
    if (!(error instanceof BillingError)) return false;
    if (error.outcome === 'not_processed') return false;
    const { payments } = await unwrap(client.POST('/payments_history', { body: { external_id } }));
    return payments.some((payment) => payment.amount !== '');
  }
}

function report({
  kind,
  outcome,
  status,
  code,
  errors,
  attempts,
}: BillingError): readonly string[] {
  const known: 'api' | 'http' | 'malformed' | 'timeout' | 'network' | 'aborted' = kind;
  const reasons: readonly BillingErrorItem[] = errors;
  const facts = [known, outcome, String(status ?? 0), code ?? '', attempts.toFixed()];
  return [...facts, ...reasons.map((reason) => reason.msg ?? '')];
}

/** A result by hand, as a test of the merchant's own code makes it. */
export const canned: BillingResult<components['schemas']['CheckoutClientSessionOut']>['error'] =
  undefined;
export const path: Path = '/checkout/create_payment';
export const options: BillingClientOptions = { orgId: 'acme', fetch: globalThis.fetch };
