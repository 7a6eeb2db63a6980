import { describe, expect, it } from 'vitest';
import { answers, ask, documentNote, embedded } from '../../../test/support/embedded.js';

const SERVED = new Set([
  'GET /v1/models',
  'GET /v1/models/some-id',
  'POST /v1/chat/completions',
  'GET /v1/chat/completions',
  'GET /v1/chat/completions/some-id',
  'POST /v1/chat/completions/some-id',
  'DELETE /v1/chat/completions/some-id',
  'GET /v1/chat/completions/some-id/messages',
  'POST /v1/completions',
  'POST /v1/responses',
  'GET /v1/responses/some-id',
  'DELETE /v1/responses/some-id',
  'POST /v1/responses/some-id/cancel',
  'GET /v1/responses/some-id/input_items',
  'POST /v1/embeddings',
  'POST /v1/uploads',
  'POST /v1/uploads/some-id/parts',
  'POST /v1/uploads/some-id/complete',
  'POST /v1/uploads/some-id/cancel',
  'GET /v1/files',
  'POST /v1/files',
  'GET /v1/files/some-id',
  'DELETE /v1/files/some-id',
  'GET /v1/files/some-id/content',
  'POST /v1/images/generations',
  'POST /v1/audio/speech',
  'GET /v1/assistants',
  'POST /v1/assistants',
  'GET /v1/assistants/some-id',
  'POST /v1/assistants/some-id',
  'DELETE /v1/assistants/some-id',
  'POST /v1/threads',
  'POST /v1/threads/runs',
  'GET /v1/threads/some-id',
  'POST /v1/threads/some-id',
  'DELETE /v1/threads/some-id',
  'GET /v1/threads/some-id/messages',
  'POST /v1/threads/some-id/messages',
  'GET /v1/threads/some-id/messages/some-id',
  'DELETE /v1/threads/some-id/messages/some-id',
  'GET /v1/threads/some-id/runs',
  'POST /v1/threads/some-id/runs',
  'GET /v1/threads/some-id/runs/some-id',
  'GET /v1/batches',
  'POST /v1/batches',
  'GET /v1/batches/some-id',
  'POST /v1/batches/some-id/cancel',
  'GET /v1/vector_stores',
  'POST /v1/vector_stores',
  'GET /v1/vector_stores/some-id',
  'POST /v1/vector_stores/some-id',
  'DELETE /v1/vector_stores/some-id',
  'POST /v1/vector_stores/some-id/search',
  'GET /v1/vector_stores/some-id/files',
  'POST /v1/vector_stores/some-id/files',
  'GET /v1/vector_stores/some-id/files/some-id',
  'POST /v1/vector_stores/some-id/files/some-id',
  'DELETE /v1/vector_stores/some-id/files/some-id',
  'GET /v1/vector_stores/some-id/files/some-id/content',
  'POST /v1/vector_stores/some-id/file_batches',
  'GET /v1/vector_stores/some-id/file_batches/some-id',
  'GET /v1/vector_stores/some-id/file_batches/some-id/files',
  'POST /v1/vector_stores/some-id/file_batches/some-id/cancel',
]);

describe('what the embedded server does not serve', () => {
  it.each([
    ['POST', '/v1/images/edits', 'does not edit images'],
    ['POST', '/v1/images/variations', 'POST /v1/images/generations'],
    ['POST', '/v1/audio/translations', 'does not translate speech'],
    ['POST', '/v1/threads/some-id/runs/some-id/cancel', 'cancel runs'],
    ['POST', '/v1/moderations', 'does not moderate texts'],
    ['POST', '/v1/responses/compact', 'does not count input tokens'],
    ['GET', '/v1/conversations/some-id', 'previous_response_id'],
    ['DELETE', '/v1/models/oint-guide', 'cannot delete its built-in models'],
  ])('%s %s: says so, and what would work', async (method, path, words) => {
    const { status, body } = await ask(method, path);
    expect(status).toBe(501);
    expect(body.error).toMatchObject({
      type: 'server_error',
      code: 'not_served',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1'],
    ['POST', '/v2/chat/completions'],
    ['GET', '/v1/constructor'],
    ['GET', '/v1/files/a/b/c'],
  ])('%s %s is not part of the protocol', async (method, path) => {
    const { status, body } = await ask(method, path);
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: 'unknown_url', param: null });
  });

  it.each([
    ['PUT', '/v1/files', 'GET or POST'],
    ['GET', '/v1/embeddings', 'POST'],
    ['POST', '/v1/models', 'GET'],
    ['GET', '/v1/responses', 'POST'],
    ['PUT', '/v1/responses/some-id', 'GET or DELETE'],
    ['DELETE', '/v1/files/file-1/content', 'GET'],
  ])('%s %s: says which methods are supported', async (method, path, methods) => {
    const { status, body } = await ask(method, path);
    expect(status).toBe(405);
    expect(body.error).toMatchObject({
      code: 'method_not_allowed',
      message: `${path} supports ${methods}, not ${method}.`,
    });
  });

  it.skipIf(!answers)(`answers every operation of OpenAI's document${documentNote}`, async () => {
    const operations = answers!.operations();
    expect(operations.length).toBeGreaterThan(100);
    for (const { method, path } of operations) {
      const answer = await embedded(`http://local${path}`, { method });
      const text = await answer.text();
      const isServed = SERVED.has(`${method} ${path}`);
      expect(answer.status === 501, `${method} ${path}`).toBe(!isServed);
      expect(text).not.toContain('unknown_url');
    }
  });
});
