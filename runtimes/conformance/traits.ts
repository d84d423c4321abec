/** What runtimes may differ in, as README says; in all else they must be alike. */
export interface Traits {
  /** A page: what it holds, every visitor can read. */
  readonly isBrowser: boolean;
  /** Its fetch tells a connection that was never made from one that was lost. */
  readonly saysWhyConnectionFailed: boolean;
  /** Its fetch shows the status of a redirect that was not followed. */
  readonly showsRedirects: boolean;
  /** Its fetch sends a request once more, POST too, when a connection that had served before is lost. */
  readonly resendsByItself: boolean;
}

const server: Traits = {
  isBrowser: false,
  saysWhyConnectionFailed: true,
  showsRedirects: true,
  resendsByItself: false,
};

export const traits = {
  node: server,
  bun: server,
  deno: { ...server, saysWhyConnectionFailed: false, resendsByItself: true },
  workerd: { ...server, saysWhyConnectionFailed: false },
  browser: {
    isBrowser: true,
    saysWhyConnectionFailed: false,
    showsRedirects: false,
    resendsByItself: true,
  },
} satisfies Record<string, Traits>;

export type RuntimeKind = keyof typeof traits;
