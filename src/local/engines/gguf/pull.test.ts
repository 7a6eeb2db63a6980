import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../../test/support/failure.js';
import { folder } from '../../../../test/support/folder.js';
import { cutAfter, fromTheStart, type HubModel, startHub } from '../../../../test/support/hub.js';
import { HttpError, InputError, OutputError, ResponseError } from '../../../core/errors/errors.js';
import { modelFiles, modelsFolder, removeModel } from './model-files.js';
import { modelOf, pull } from './pull.js';

const BYTES = Buffer.concat([Buffer.from('GGUF'), randomBytes(300_000)]);
const OTHER = Buffer.concat([Buffer.from('GGUF'), randomBytes(1000)]);

beforeEach(async () => {
  process.env.OINT_DATA = await folder();
  delete process.env.HF_TOKEN;
  return () => {
    delete process.env.OINT_DATA;
    delete process.env.HF_ENDPOINT;
    delete process.env.HF_TOKEN;
  };
});

async function hubWith(model: HubModel) {
  const hub = await startHub({ 'owner/name': model });
  process.env.HF_ENDPOINT = hub.url;
  return hub;
}

async function holds(path: string, bytes: Buffer): Promise<boolean> {
  return (await readFile(path)).equals(bytes);
}

async function kept(): Promise<readonly string[]> {
  const names = await readdir(modelsFolder(), { recursive: true }).catch(() => []);
  return names.filter((name) => name.includes('.')).sort();
}

it('downloads a model once', async () => {
  const hub = await hubWith({ files: { 'tiny.gguf': BYTES } });
  const steps: number[] = [];
  const onProgress = ({ done, total }: { done: number; total: number | undefined }) => {
    expect(total).toBe(BYTES.length);
    steps.push(done);
  };
  const model = await pull('hf:owner/name', { onProgress });
  expect(model).toMatchObject({ id: 'owner/name', bytes: BYTES.length });
  expect(await holds(model.path, BYTES)).toBe(true);
  expect(steps.at(-1)).toBe(BYTES.length);
  expect(await pull('hf:owner/name', {})).toEqual(model);
  expect(hub.fetched).toHaveLength(1);
  await hub.close();
  expect(await modelOf('hf:owner/name')).toEqual(model);
  expect(await modelFiles()).toEqual([model]);
});

describe('resumes a download', () => {
  it('after the connection broke', async () => {
    const hub = await hubWith({ files: { 'tiny.gguf': BYTES } });
    hub.next.push(cutAfter(100_000), cutAfter(100_000));
    const { path } = await pull('hf:owner/name', {});
    expect(await holds(path, BYTES)).toBe(true);
    const ranges = hub.fetched.map(({ headers }) => headers.range);
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1)).toEqual([
      expect.stringMatching(/^bytes=[1-9]\d*-$/),
      expect.stringMatching(/^bytes=[1-9]\d*-$/),
    ]);
    expect(await kept()).toEqual(['owner/name/tiny.gguf']);
  });

  it('after it was interrupted', async () => {
    const hub = await hubWith({ files: { 'tiny.gguf': BYTES } });
    hub.next.push(cutAfter(50_000));
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    await expect(
      pull('hf:owner/name', { signal: controller.signal, onProgress }),
    ).rejects.toThrow();
    expect(await kept()).toEqual([expect.stringMatching(/tiny\.gguf\.[0-9a-f]{12}\.part$/)]);
    expect(await modelFiles()).toEqual([]);
    const { path } = await pull('hf:owner/name', {});
    expect(await holds(path, BYTES)).toBe(true);
    expect(hub.fetched.at(-1)?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('from the start, if the server does not support ranges', async () => {
    const hub = await hubWith({ files: { 'tiny.gguf': BYTES } });
    hub.next.push(cutAfter(100_000), fromTheStart);
    const { path } = await pull('hf:owner/name', {});
    expect(await holds(path, BYTES)).toBe(true);
  });
});

describe('refuses', () => {
  it('a file that does not match its digest', async () => {
    await hubWith({
      files: { 'tiny.gguf': BYTES },
      claims: { 'tiny.gguf': { sha256: 'f'.repeat(64) } },
    });
    const error = await failure(pull('hf:owner/name', {}), ResponseError);
    expect(error.message).toMatch(/its SHA-256 is [0-9a-f]{64}, expected f{64}/);
    expect(await kept()).toEqual([]);
  });

  it('a file that does not fit on the disk', async () => {
    await hubWith({
      files: { 'tiny.gguf': BYTES },
      claims: { 'tiny.gguf': { size: Number.MAX_SAFE_INTEGER } },
    });
    const error = await failure(pull('hf:owner/name', {}), OutputError);
    expect(error.message).toMatch(/needs 9007199254740991 more bytes of disk space/);
  });

  it('file names that lead out of the folder', async () => {
    await hubWith({
      files: {
        '../../../up.gguf': OTHER,
        'a/../b.gguf': OTHER,
        '.gguf/x': OTHER,
        'in/it.gguf': BYTES,
      },
    });
    const { path } = await pull('hf:owner/name', {});
    expect(path).toBe(join(modelsFolder(), 'owner', 'name', 'it.gguf'));
    expect(await kept()).toEqual(['owner/name/it.gguf']);
  });

  it.each(['hf:name', 'hf:../name', 'hf:a/..', 'hf:a/b/c', 'hf:a/b:', 'a/b', 'hf:a/b:c:d'])(
    '%s, which is not a model on the hub',
    async (spec) => {
      const error = await failure(pull(spec, {}), InputError);
      expect(error.message).toContain('hf:owner/name');
    },
  );
});

describe('models with restricted access', () => {
  const token = 'hf_secret_of_the_test';
  const model = { files: { 'tiny.gguf': BYTES }, token };

  it('are downloaded with the token, which is only sent to the hub', async () => {
    const hub = await hubWith(model);
    process.env.HF_TOKEN = token;
    await pull('hf:owner/name', {});
    expect(hub.asked.every(({ headers }) => headers.authorization === `Bearer ${token}`)).toBe(
      true,
    );
    expect(hub.fetched.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('need a token', async () => {
    await hubWith(model);
    const without = await failure(pull('hf:owner/name', {}), HttpError);
    expect(without.message).toMatch(/401.*\n.*set HF_TOKEN and accept its terms at http/s);
    process.env.HF_TOKEN = 'hf_another_secret';
    const wrong = await failure(pull('hf:owner/name', {}), HttpError);
    expect(wrong.message).toMatch(/403.*\n.*accept the model's terms/s);
    expect(JSON.stringify(wrong) + wrong.stack).not.toContain('hf_another_secret');
  });

  it('are told apart from missing ones', async () => {
    await hubWith(model);
    const error = await failure(pull('hf:owner/nope', {}), HttpError);
    expect(error.message).toMatch(/404.*\n.*Check the name\. See http.*\/owner\/nope/s);
  });
});

describe('a model with several files', () => {
  const files = { 'm-Q4_K_M.gguf': OTHER, 'm-Q8_0.gguf': BYTES, 'm-mmproj.gguf': OTHER };

  it('is the usual file, or the one that is named', async () => {
    await hubWith({ files });
    expect((await pull('hf:owner/name', {})).bytes).toBe(OTHER.length);
    const other = await pull('hf:owner/name:q8_0', {});
    expect(other).toMatchObject({ id: 'owner/name:m-Q8_0', bytes: BYTES.length });
    expect((await modelFiles()).map(({ id }) => id)).toEqual([
      'owner/name:m-Q4_K_M',
      'owner/name:m-Q8_0',
    ]);
    expect((await modelOf('hf:owner/name:m-Q8_0.gguf')).id).toBe('owner/name:m-Q8_0');
  });

  it('must be named if there is no usual one', async () => {
    await hubWith({ files: { 'a.gguf': OTHER, 'b.gguf': BYTES } });
    const error = await failure(pull('hf:owner/name', {}), InputError);
    expect(error.message).toContain('hf:owner/name:a.gguf, hf:owner/name:b.gguf');
    const none = await failure(pull('hf:owner/name:c', {}), InputError);
    expect(none.message).toContain('none matches "c"');
  });

  it('can be one model in parts', async () => {
    const parts = { 'm-00001-of-00002.gguf': BYTES, 'm-00002-of-00002.gguf': OTHER };
    const hub = await hubWith({ files: parts });
    const model = await pull('hf:owner/name', {});
    expect(model).toMatchObject({ id: 'owner/name', bytes: BYTES.length + OTHER.length });
    expect(await pull('hf:owner/name', {})).toEqual(model);
    expect(hub.fetched).toHaveLength(2);
    expect(await modelFiles()).toEqual([model]);
    await removeModel(model);
    expect(await readdir(modelsFolder())).toEqual([]);
  });

  it('is useless without GGUF files', async () => {
    await hubWith({ files: { 'model.safetensors': OTHER } });
    const error = await failure(pull('hf:owner/name', {}), InputError);
    expect(error.message).toContain('has no GGUF files');
  });
});
