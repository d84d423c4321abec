import { isObject, member, type JsonObject, type OpenAPIDocument, type Path } from './document.js';
import { ContractError } from './error.js';
import { mapChildren, type Child } from './grammar.js';
import { resolveRef, valueAt } from './pointer.js';

/** Refuses a reference that leads nowhere or out of the document, and anything but a mapping where OpenAPI wants one. */
export function checkReferences(document: OpenAPIDocument, at: (path: Path) => string): void {
  const visited = new Set<unknown>();
  const check = ({ value, kind, path, misfit }: Child): void => {
    if (misfit === undefined && value === null) return;
    if (misfit === undefined && kind === 'schema' && typeof value === 'boolean') return;
    if (misfit !== undefined || !isObject(value)) {
      const expected = misfit === 'list' ? 'a list' : 'a mapping';
      throw new ContractError(
        `${at(path)}: ${String(path.at(-1))} must be ${expected}, not ${nameOf(value)}; correct it`,
      );
    }
    if (visited.has(value)) return;
    visited.add(value);
    if ('$ref' in value && kind !== 'document' && kind !== 'components') {
      const target = targetOf(document, value, () => at([...path, '$ref']));
      check({ value: valueAt(document, target), kind, path: target });
    }
    mapChildren(value, kind, check, path);
  };
  check({ value: document, kind: 'document', path: [] });
}

function targetOf(document: OpenAPIDocument, reference: JsonObject, place: () => string): Path {
  const ref = reference['$ref'];
  if (typeof ref !== 'string') {
    throw new ContractError(`${place()}: a $ref must be text, like '#/components/schemas/Name'`);
  }
  if (!ref.startsWith('#')) {
    throw new ContractError(
      `${place()}: the $ref ${ref} leads out of this file; bundle the contract first: npx redocly bundle`,
    );
  }
  const path = resolveRef(document, ref);
  if (path === undefined) {
    throw new ContractError(
      `${place()}: the $ref ${ref} leads nowhere; correct it or add what it names`,
    );
  }
  if (isCircle(document, reference)) {
    throw new ContractError(`${place()}: the $ref ${ref} leads back to itself; correct it`);
  }
  return path;
}

function isCircle(document: OpenAPIDocument, reference: JsonObject): boolean {
  const seen = new Set<unknown>();
  let current: unknown = reference;
  for (let ref = reference['$ref']; typeof ref === 'string'; ref = member(current, '$ref')) {
    if (seen.has(current)) return true;
    seen.add(current);
    current = valueAt(document, resolveRef(document, ref) ?? []);
  }
  return false;
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'a mapping' : JSON.stringify(value);
}
