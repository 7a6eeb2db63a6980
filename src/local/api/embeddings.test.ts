import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from '../../../test/support/embedded.js';
import * as openai from '../../services/openai/index.js';
import { app } from '../app.js';
import { hashedVector } from '../engines/hash/hashing.js';

const model = 'oint-hash';

async function embed(request: object) {
  const { status, body } = await ask('POST', '/v1/embeddings', { model, ...request });
  expect(status).toBe(200);
  return body as unknown as {
    model: string;
    data: { index: number; embedding: number[] & string }[];
    usage: object;
  };
}

async function closeness(a: string, b: string): Promise<number> {
  const [one, other] = [await hashedVector(a, 256), await hashedVector(b, 256)];
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
}

describe('embeddings of the embedded server', () => {
  it('are returned for each text, in order', async () => {
    const { model, data, usage } = await embed({ input: ['one text', 'another'] });
    expect(model).toBe('oint-hash');
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 256],
      [1, 256],
    ]);
    expect(data[0]!.embedding).toEqual([...(await hashedVector('one text', 256))]);
    expect(usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
  });

  it('work with the method too', async () => {
    const { data } = await openai.getEmbeddings({ url: 'local', model, input: 'one text' });
    expect(data[0]!.embedding).toEqual([...(await hashedVector('one text', 256))]);
  });

  it('can be Base64 of 32-bit floats', async () => {
    const floats = await embed({ input: 'text', dimensions: 8 });
    // Not compared with the OpenAPI document, which has no Base64 in responses.
    const answer = await app.request('http://local/v1/embeddings', {
      method: 'POST',
      body: JSON.stringify({ model, input: 'text', dimensions: 8, encoding_format: 'base64' }),
    });
    const { data } = (await answer.json()) as { data: { embedding: string }[] };
    const bytes = Buffer.from(data[0]!.embedding, 'base64');
    const read = Array.from({ length: 8 }, (_, index) => bytes.readFloatLE(index * 4));
    expect(bytes.length).toBe(32);
    expect(read).toEqual(floats.data[0]!.embedding);
  });

  it.each([
    [{}, 'input'],
    [{ input: null }, 'input'],
    [{ input: [] }, 'input'],
    [{ input: '' }, 'input'],
    [{ input: ['a', ''] }, 'input'],
    [{ input: [1, 2] }, 'input'],
    [{ input: [[1, 2]] }, 'input'],
    [{ input: { text: 'a' } }, 'input'],
    [{ input: Array(2049).fill('a') }, 'input'],
    [{ input: 'a', dimensions: 0 }, 'dimensions'],
    [{ input: 'a', dimensions: 4097 }, 'dimensions'],
    [{ input: 'a', dimensions: 1.5 }, 'dimensions'],
    [{ input: 'a', dimensions: '8' }, 'dimensions'],
    [{ input: 'a', encoding_format: 'hex' }, 'encoding_format'],
    [{ input: 'a', model: 7 }, 'model'],
  ])('refuse %j', async (request, param) => {
    const { status, body } = await ask('POST', '/v1/embeddings', { model, ...request });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
  });

  it('are not supported by the guide', async () => {
    const wrong = await ask('POST', '/v1/embeddings', { model: 'oint-guide', input: 'a' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error).toMatchObject({
      code: 'model_not_supported',
      message: expect.stringContaining("Available: 'oint-hash'"),
    });
    const unknown = await ask('POST', '/v1/embeddings', { model: 'ada', input: 'a' });
    expect(unknown.status).toBe(404);
    expect(unknown.body.error).toMatchObject({ code: 'model_not_found' });
  });
});

describe('a hashed vector', () => {
  it('has length 1, whatever the text and the dimensions', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 300 }), async (text, dimensions) => {
        const vector = await hashedVector(text, dimensions);
        expect(vector.length).toBe(dimensions);
        const length = Math.hypot(...vector);
        expect(length).toBeCloseTo(1, 5);
        expect(await hashedVector(text, dimensions)).toEqual(vector);
      }),
    );
  });

  it('is the same on every machine', async () => {
    const known = [-0.2135, -0.1068, -0.8542, 0.0641, 0.3203, 0.0641, -0.3203, 0];
    (await hashedVector('Upload a file', 8)).forEach((value, index) => {
      expect(value).toBeCloseTo(known[index]!, 3);
    });
  });

  it('is close for texts that share words or parts of them, and far for others', async () => {
    expect(await closeness('Upload a file', 'upload A FILE')).toBeCloseTo(1, 5);
    expect(await closeness('uploading files', 'upload a file')).toBeGreaterThan(0.3);
    expect(await closeness('upload a file', 'the weather in Berlin')).toBeLessThan(0.2);
    expect(await closeness('загрузить файл', 'загрузка файла')).toBeGreaterThan(0.2);
  });
});
