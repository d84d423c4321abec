interface ImportMetaEnv {
  readonly VITE_ORG_ID: string;
  readonly VITE_BILLING_URL?: string;
}
