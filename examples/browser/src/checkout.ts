import { createBillingClient, type BillingError } from 'funnelfox-billing-client';

// No secret key: every visitor could read it here, and to open a session needs none.
const billing = createBillingClient({
  orgId: import.meta.env.VITE_ORG_ID,
  baseUrl: import.meta.env.VITE_BILLING_URL,
  defaults: { integration_type: 'stripe' },
});

/** What the page shows, and whether the visitor may press the button once more. */
export interface Shown {
  text: string;
  again: boolean;
}

export async function checkOut(email: string): Promise<Shown> {
  const { data, error } = await billing.POST('/checkout/create_client_session', {
    body: {
      pp_ident: 'premium_monthly',
      external_id: 'user_1', // your own ID of the visitor
      email_address: email,
    },
  });
  if (error) return explain(error);
  // The payment provider's form takes it from here.
  return { text: `Client token: ${data.client_token}`, again: false };
}

function explain({ kind, code, outcome, status }: BillingError): Shown {
  // The error's own texts are for logs.
  const known = code === 'double_purchase' ? 'You have bought this already' : undefined;
  const problem = known ?? 'The payment service did not open a session';
  switch (outcome) {
    case 'not_processed':
      // What the API refuses, it would refuse once more, unless it was only busy.
      return { text: `${problem}.`, again: kind !== 'api' || status === 429 };
    case 'unknown':
      // A session charges nobody, so one more does no harm. After a charge, your server would have to look first.
      return {
        text: 'The payment service did not answer. You may try again.',
        again: true,
      };
  }
}
