import { describe, expect, it } from 'vitest';
import { ask } from '../../../test/support/embedded.js';

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
});
