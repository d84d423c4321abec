import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { operations } from '../../src/generated/operations.js';
import { readFiles, ROOT } from '../support/folder.js';

const files = await readFiles(join(ROOT, 'openapi'));
const { documents } = JSON.parse(files['upstream.json'] ?? '') as {
  documents: { file: string; sha256: string }[];
};
const published = documents.map(({ file }) => file);

it('has the hash that upstream.json gives for each file', () => {
  expect(published).toContain('billing.yaml');
  for (const { file, sha256 } of documents) {
    const hash = createHash('sha256').update(files[file] ?? '');
    expect(hash.digest('hex'), file).toBe(sha256);
  }
});

it('consists of the published documents and our own', () => {
  const documents = Object.keys(files).filter((name) => name.endsWith('.yaml'));
  expect(documents).toEqual([...published, 'annotations.yaml', 'reference.yaml'].sort());
});

it('has the same read-only operations in the client, OPERATIONS.md and the annotations', () => {
  const { 'OPERATIONS.md': page = '', 'annotations.yaml': annotations = '' } = files;
  const all = Object.entries(operations);
  const readOnly = all.flatMap(([name, facts]) => ('isReadOnly' in facts ? [name] : [])).sort();
  const inPage = page.match(/(?<=^\| `)[^`]+(?=` \|.*\| read-only \|)/gm);
  expect(inPage?.sort()).toEqual(readOnly);
  expect(annotations.match(/^[A-Z]+ \S+(?=: \{ readOnly: true \})/gm)?.sort()).toEqual(readOnly);
  expect(page.split('## Left out')[0]?.match(/^\| `[A-Z]+ \//gm)).toHaveLength(all.length);
});

it('never calls an operation read-only that can charge or refund', () => {
  const charging = /(create_payment|resume_payment|one_click|refund|one_off_charge|migration)$/;
  for (const [name, facts] of Object.entries(operations)) {
    if (charging.test(name)) expect(facts, name).not.toHaveProperty('isReadOnly');
  }
});
