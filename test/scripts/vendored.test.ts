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
  return JSON.parse(text) as readonly Source[];
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

  it('is, with what is kept by hand, all that there is', async () => {
    const files = (await readdir(new URL('openapi/', ROOT))).filter((file) =>
      /\.ya?ml$/.test(file),
    );
    const listed = (await sources()).map(({ file }) => file);
    expect(files.sort()).toEqual([...listed, 'reference.yaml'].sort());
  });

  it('is byte for byte what stands between the fence lines of the published page', async () => {
    const [billing] = (await sources()).filter(({ file }) => file === 'billing.yaml');
    const page = billing?.url.split('/').at(-1) ?? '';
    const text = await readFile(new URL(`test/fixtures/upstream/${page}`, ROOT), 'utf8');
    const [, block] = /^`{3,}yaml[^\n]*\n([^]*?)^`{3,}$/m.exec(text) ?? [];
    const bytes = await readFile(new URL('openapi/billing.yaml', ROOT));
    expect(bytes.equals(Buffer.from(block ?? ''))).toBe(true);
  });
});
