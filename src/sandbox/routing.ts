import type { Contract, Operation } from './contract.js';

/** A request as it arrived. */
export interface Call {
  readonly method: string;
  /** The path with the query, as sent. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined`: larger than the sandbox reads. */
  readonly body: string | undefined;
}

/** Where a request leads. */
export interface Route {
  /** The organization in the path; empty where the path is not one of the API. */
  readonly organization: string;
  /** The path behind the organization and the version; elsewhere the whole path. */
  readonly path: string;
  /** `undefined`: the contract has no operation with this method and path. */
  readonly operation: Operation | undefined;
  /** The methods that the path takes. */
  readonly allowed: readonly string[];
}

/** Finds the operation that a request is for. */
export function findRoute({ operations, basePath }: Contract, { method, url }: Call): Route {
  const [whole = ''] = url.split('?');
  const inApi = new RegExp(`^${pathPattern(basePath)}(/.*)$`).exec(decode(whole) ?? '');
  const [, organization = '', path = whole] = inApi ?? [];
  const isHere = (one: Operation): boolean => new RegExp(`^${pathPattern(one.path)}$`).test(path);
  const here = inApi ? operations.filter(isHere) : [];
  const operation = here.find((one) => one.method === method);
  return { organization, path, operation, allowed: here.map((one) => one.method) };
}

/** The text without its %-encoding; `undefined` where a % encodes nothing. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** `/plans/{plan_id}` matches `/plans/7`. */
function pathPattern(template: string): string {
  const literals = template.split(/\{[^}]+\}/);
  return literals.map((text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&')).join('([^/]+)');
}
