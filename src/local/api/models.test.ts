import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../../../test/support/embedded.js';
import { folder } from '../../../test/support/folder.js';
import { createApp } from '../app.js';
import { embeddedLocal } from '../local.js';

describe('models of the embedded server', () => {
  it('lists its models, with descriptions', async () => {
    const { status, body } = await ask('GET', '/v1/models');
    expect(status).toBe(200);
    expect(body.data).toEqual([
      expect.objectContaining({
        id: 'oint-guide',
        object: 'model',
        owned_by: 'oint',
        description: expect.stringContaining('extractive'),
      }),
      expect.objectContaining({
        id: 'oint-hash',
        description: expect.stringContaining('not a neural network'),
      }),
      expect.objectContaining({
        id: 'test-card',
        description: expect.stringContaining('not a neural network'),
      }),
      expect.objectContaining({ id: 'espeak-ng', description: expect.stringContaining('GPL-3.0') }),
    ]);
  });

  it('retrieves one by ID', async () => {
    const { status, body } = await ask('GET', '/v1/models/oint-guide');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'oint-guide', object: 'model' });
  });

  it.each(['gpt-5', 'some/model', 'some%2Fmodel', '..%2f..', 'constructor'])(
    'has no model %s',
    async (id) => {
      const { status, body } = await ask('GET', `/v1/models/${id}`);
      expect(status).toBe(404);
      expect(body.error).toMatchObject({
        type: 'invalid_request_error',
        code: 'model_not_found',
        param: 'model',
        message: expect.stringContaining("'oint-guide', 'oint-hash'"),
      });
    },
  );

  it('answers under other names of a model, which it lists', async () => {
    const aliases = { 'gpt-5-mini': 'oint-guide', 'text-embedding-3-small': 'oint-hash' };
    const app = createApp(embeddedLocal({ memory: true, aliases }));
    const by = async (url: string | URL | Request, init?: RequestInit) =>
      app.fetch(new Request(url, init));
    const list = await ask('GET', '/v1/models', undefined, by);
    const ids = (list.body.data as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['oint-guide', 'gpt-5-mini']));
    expect((await ask('GET', '/v1/models/gpt-5-mini', undefined, by)).body.id).toBe('gpt-5-mini');
    const messages = [{ role: 'user', content: 'Hi' }];
    for (const [path, request] of [
      ['chat/completions', { model: 'gpt-5-mini', messages }],
      ['responses', { model: 'gpt-5-mini', input: 'Hi' }],
      ['embeddings', { model: 'text-embedding-3-small', input: 'Hi' }],
    ] as const) {
      const { status, body } = await ask('POST', `/v1/${path}`, request, by);
      expect(body).toMatchObject({ model: request.model });
      expect(status).toBe(200);
    }
  });

  it('lists a model from the moment its file is there until it is deleted', async () => {
    process.env.OINT_DATA = await folder();
    onTestFinished(() => {
      delete process.env.OINT_DATA;
    });
    const file = join(process.env.OINT_DATA, 'models', 'small.gguf');
    const lists = async () => {
      const { body } = await ask('GET', '/v1/models');
      return (body.data as { id: string }[]).some(({ id }) => id === 'small');
    };
    expect(await lists()).toBe(false);
    await mkdir(join(file, '..'));
    await writeFile(file, 'GGUF');
    expect(await lists()).toBe(true);
    expect(await lists()).toBe(true);
    await rm(file);
    expect(await lists()).toBe(false);
  });
});
