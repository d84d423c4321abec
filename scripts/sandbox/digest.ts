import { createHash } from 'node:crypto';

/** Letters and digits that follow from the parts; the same parts give the same ones, in no guessable order. */
export function digest(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts));
  return hash.digest('base64').replace(/[^A-Za-z0-9]/g, '');
}

/** A version 4 UUID that follows from the parts. */
export function uuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A moment of January 2026, to the second, that follows from the parts. */
export function moment(...parts: readonly string[]): Date {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return new Date(Date.UTC(2026, 0, 1) + (hash.readUInt32BE() % (31 * 86_400)) * 1000);
}
