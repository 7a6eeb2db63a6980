import { APIError, NotFoundError, toFile } from 'openai';
import { expect, it } from 'vitest';
import { answers, documentNote } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import { officialClient } from '../../../test/support/official-client.js';
import { app } from '../app.js';

const client = officialClient();

it('lists models and retrieves one', async () => {
  const ids = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toEqual(['oint-guide', 'oint-hash', 'test-card', 'espeak-ng']);
  expect(await client.models.retrieve('oint-guide')).toMatchObject({ owned_by: 'oint' });
});

it('makes embeddings, as floats and in its preferred Base64', async () => {
  const input = ['one text', 'another'];
  const floats = await client.embeddings.create({
    model: 'oint-hash',
    input,
    encoding_format: 'float',
  });
  expect(floats.data.map(({ embedding }) => embedding.length)).toEqual([256, 256]);
  expect(floats.data[0]!.embedding).not.toEqual(floats.data[1]!.embedding);
  // The OpenAPI document has no Base64 in responses, so this one is not compared with it.
  const preferring = client.withOptions({
    fetch: async (to, init) => app.fetch(new Request(to, init)),
  });
  const decoded = await preferring.embeddings.create({ model: 'oint-hash', input });
  expect(decoded.data).toEqual(floats.data);
});

it('stores files', async () => {
  const kept = [];
  for (const name of ['a.txt', 'b.txt', 'c.txt']) {
    const file = await toFile(Buffer.from(`I am ${name}`), name, { type: 'text/plain' });
    kept.push(await client.files.create({ file, purpose: 'user_data' }));
  }
  const listed = [];
  for await (const { filename } of client.files.list({ limit: 1 })) listed.push(filename);
  expect(listed.sort()).toEqual(['a.txt', 'b.txt', 'c.txt']);

  const { id } = kept[1]!;
  expect(await client.files.retrieve(id)).toEqual(kept[1]);
  expect(await (await client.files.content(id)).text()).toBe('I am b.txt');
  expect(await client.files.delete(id)).toEqual({ id, object: 'file', deleted: true });
  await failure(client.files.retrieve(id), NotFoundError);
});

it('uploads in parts', async () => {
  const bytes = Buffer.from('one, two, three');
  const about = { filename: 'd.txt', mime_type: 'text/plain', bytes: bytes.length };
  const upload = await client.uploads.create({ ...about, purpose: 'assistants' });
  const ids = [];
  for (const piece of [bytes.subarray(0, 5), bytes.subarray(5)]) {
    const part = await client.uploads.parts.create(upload.id, {
      data: await toFile(piece, 'part'),
    });
    ids.push(part.id);
  }
  const done = await client.uploads.complete(upload.id, { part_ids: ids });
  expect(done).toMatchObject({ status: 'completed', file: { filename: 'd.txt' } });
  const content = await client.files.content(done.file!.id);
  expect(await content.text()).toBe('one, two, three');

  const other = await client.uploads.create({ ...about, purpose: 'vision' });
  expect(await client.uploads.cancel(other.id)).toMatchObject({ status: 'cancelled' });
  await failure(client.uploads.cancel('upload_1'), NotFoundError);
});

it('parses the errors', async () => {
  const unknown = await failure(
    client.chat.completions.create({ model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }] }),
    NotFoundError,
  );
  expect(unknown).toMatchObject({ code: 'model_not_found', param: 'model' });
  const picture = client.moderations.create({ input: 'a cat' });
  expect(await failure(picture, APIError)).toMatchObject({ status: 501, code: 'not_served' });
});

it.skipIf(!answers)(`all of it matches OpenAI's document${documentNote}`, () => {
  expect(answers!.checked).toBeGreaterThan(10);
});
