/** In what the engines may differ. Everything else must be the same, and a difference that is given here must show. */
export interface Capabilities {
  /** Runs in a page, where every visitor can read what it contains. */
  readonly isBrowser: boolean;
  /** Its `fetch` says whether a failed connection was ever made. */
  readonly reportsConnectErrors: boolean;
  /** Its `fetch` shows the status of a redirect that it does not follow. */
  readonly showsRedirectStatus: boolean;
  /**
   * Whether its `fetch` by itself sends a POST once more when a connection dies that had served before: never, once, or on
   * every such connection that it has kept.
   */
  readonly resendsPosts: 'never' | 'once' | 'onEveryConnection';
}

const server: Capabilities = {
  isBrowser: false,
  reportsConnectErrors: true,
  showsRedirectStatus: true,
  resendsPosts: 'never',
};

const browser: Capabilities = {
  isBrowser: true,
  reportsConnectErrors: false,
  showsRedirectStatus: false,
  resendsPosts: 'onEveryConnection',
};

export const capabilities = {
  node: server,
  bun: server,
  deno: { ...server, reportsConnectErrors: false, resendsPosts: 'once' },
  workerd: { ...server, reportsConnectErrors: false },
  chromium: browser,
  firefox: browser,
  webkit: { ...browser, resendsPosts: 'never' },
} satisfies Record<string, Capabilities>;

export type Engine = keyof typeof capabilities;
