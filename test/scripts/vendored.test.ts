import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

interface Source {
  readonly file: string;
  readonly url: string;
  readonly sha256: string;
}

async function sources(): Promise<readonly Source[]> {
  const text = await readFile(new URL('openapi/upstream.json', ROOT), 'utf8');
  return (JSON.parse(text) as { documents: readonly Source[] }).documents;
}

describe('the vendored contract', () => {
  it('has the hash that upstream.json gives for each file', async () => {
    const listed = await sources();
    expect(listed.map(({ file }) => file)).toContain('billing.yaml');
    for (const { file, sha256 } of listed) {
      const bytes = await readFile(new URL(`openapi/${file}`, ROOT));
      expect(createHash('sha256').update(bytes).digest('hex'), file).toBe(sha256);
    }
  });

  it('and our own documents are the only ones', async () => {
    const names = await readdir(new URL('openapi/', ROOT), { recursive: true });
    const listed = (await sources()).map(({ file }) => file);
    expect(names.filter((name) => name.endsWith('.yaml')).sort()).toEqual(
      [...listed, 'annotations.yaml', 'reference.yaml'].sort(),
    );
  });
});
