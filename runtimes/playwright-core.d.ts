// What is used of playwright-core, so that the types can be checked without the runtimes installed.
declare module 'playwright-core' {
  export interface Page {
    goto(url: string): Promise<unknown>;
    evaluate<A, R>(run: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
    click(selector: string): Promise<void>;
    textContent(selector: string): Promise<string | null>;
    reload(): Promise<unknown>;
    setExtraHTTPHeaders(headers: Record<string, string>): Promise<void>;
  }
  export interface Browser {
    newPage(): Promise<Page>;
    version(): string;
    close(): Promise<void>;
  }
  export const chromium: {
    launch(options: { executablePath: string; args: string[] }): Promise<Browser>;
  };
}
