import OpenAI, { APIError, NotFoundError, toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { ask, embedded } from '../../../test/support/embedded.js';
import { failure } from '../../../test/support/failure.js';
import * as openai from '../../services/openai/index.js';

const client = new OpenAI({
  baseURL: 'http://local/v1',
  apiKey: 'x',
  fetch: embedded as typeof fetch,
  maxRetries: 0,
});
const stores = client.vectorStores;

async function upload(name: string, content: string | Buffer): Promise<string> {
  const file = await toFile(Buffer.from(content), name);
  return (await client.files.create({ file, purpose: 'assistants' })).id;
}

const BREAD = 'Bread needs flour, water, salt and yeast. Knead the dough and bake it hot.';
const BIKES = 'A bicycle chain wants oil. Mend a flat tyre with a patch, then pump it up.';
const STARS = 'The telescope shows the moons of Jupiter. Stars twinkle, planets do not.';

async function library() {
  const ids = {
    bread: await upload('bread.txt', BREAD),
    bikes: await upload('bikes.md', BIKES),
    stars: await upload('stars.txt', STARS),
  };
  const { id } = await stores.create({ name: 'Library', file_ids: Object.values(ids) });
  return { id, ...ids };
}

describe('vector stores of the embedded server', () => {
  it('are created, retrieved, updated, listed and deleted', async () => {
    const made = await stores.create({ name: 'Manuals', metadata: { a: 'b' } });
    expect(made).toMatchObject({
      object: 'vector_store',
      name: 'Manuals',
      status: 'completed',
      usage_bytes: 0,
      file_counts: { total: 0 },
      metadata: { a: 'b' },
    });
    const expires_after = { anchor: 'last_active_at' as const, days: 7 };
    const changed = await stores.update(made.id, { name: 'Guides', expires_after });
    expect(changed).toMatchObject({ name: 'Guides', metadata: { a: 'b' }, expires_after });
    expect(changed.expires_at).toBe(changed.last_active_at! + 7 * 86_400);
    expect(await stores.retrieve(made.id)).toEqual(changed);

    const second = await stores.create({});
    const ids = [];
    for await (const { id } of stores.list({ limit: 1 })) ids.push(id);
    expect(ids).toEqual([second.id, made.id]);
    for (const id of ids) {
      expect(await stores.delete(id)).toEqual({
        id,
        object: 'vector_store.deleted',
        deleted: true,
      });
      await failure(stores.retrieve(id), NotFoundError);
    }
  });

  it('find what a query is about, best first', async () => {
    const { id, bikes, bread, stars } = await library();
    const first = async (query: string | string[]) => {
      const { data } = await stores.search(id, { query });
      const scores = data.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      return data[0]!;
    };
    expect(await first('How do I mend a flat tyre?')).toMatchObject({
      file_id: bikes,
      filename: 'bikes.md',
      content: [{ type: 'text', text: BIKES }],
    });
    expect((await first('baking bread dough')).file_id).toBe(bread);
    expect((await first(['moons', 'planets'])).file_id).toBe(stars);
    expect((await first(BREAD)).score).toBeCloseTo(1, 5);
    const one = await stores.search(id, { query: 'a', max_num_results: 1 });
    expect(one.data).toHaveLength(1);
    const strict = { query: BREAD, ranking_options: { score_threshold: 0.99 } };
    expect((await stores.search(id, strict)).data).toHaveLength(1);
  });

  it('only search files with matching attributes', async () => {
    const { id, bikes, bread, stars } = await library();
    await stores.files.update(bikes, {
      vector_store_id: id,
      attributes: { year: 1990, kind: 'craft' },
    });
    await stores.files.update(bread, {
      vector_store_id: id,
      attributes: { year: 2020, kind: 'food' },
    });
    type Filters = NonNullable<OpenAI.VectorStores.VectorStoreSearchParams['filters']>;
    const found = async (filters: Filters) => {
      const { data } = await stores.search(id, { query: `${BREAD} ${BIKES} ${STARS}`, filters });
      return new Set(data.map(({ file_id }) => file_id));
    };
    expect(await found({ type: 'eq', key: 'kind', value: 'craft' })).toEqual(new Set([bikes]));
    expect(await found({ type: 'ne', key: 'kind', value: 'craft' })).toEqual(
      new Set([bread, stars]),
    );
    expect(await found({ type: 'gte', key: 'year', value: 2020 })).toEqual(new Set([bread]));
    expect(await found({ type: 'lt', key: 'year', value: 2020 })).toEqual(new Set([bikes]));
    expect(await found({ type: 'in', key: 'year', value: [1990, 2020] })).toEqual(
      new Set([bikes, bread]),
    );
    expect(await found({ type: 'nin', key: 'kind', value: ['food'] })).toEqual(
      new Set([bikes, stars]),
    );
    const recent: Filters = { type: 'gt', key: 'year', value: 2000 };
    const craft: Filters = { type: 'eq', key: 'kind', value: 'craft' };
    expect(await found({ type: 'and', filters: [recent, craft] })).toEqual(new Set());
    expect(await found({ type: 'or', filters: [recent, craft] })).toEqual(new Set([bikes, bread]));
  });

  it('contain files: added, retrieved, listed, read and removed', async () => {
    const { id } = await stores.create({});
    const file = await upload('bread.txt', BREAD);
    const at = { vector_store_id: id };
    const added = await stores.files.create(id, { file_id: file, attributes: { kind: 'food' } });
    expect(added).toMatchObject({
      ...{ id: file, object: 'vector_store.file', vector_store_id: id, status: 'completed' },
      ...{ last_error: null, attributes: { kind: 'food' } },
    });
    expect(await stores.files.retrieve(file, at)).toEqual(added);
    expect((await stores.files.list(id)).data).toEqual([added]);
    const content = await stores.files.content(file, at);
    expect(content.data).toEqual([{ type: 'text', text: BREAD }]);
    expect((await stores.retrieve(id)).usage_bytes).toBe(added.usage_bytes);

    expect(await stores.files.delete(file, at)).toMatchObject({ deleted: true });
    await failure(stores.files.retrieve(file, at), NotFoundError);
    expect((await stores.search(id, { query: BREAD })).data).toEqual([]);
    expect((await client.files.retrieve(file)).id).toBe(file);
  });

  it('mark a file that is not text as failed, with the reason', async () => {
    const { id } = await stores.create({});
    const cases = [
      ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]), 'unsupported_file'],
      ['zeros.txt', Buffer.from('a\0b'), 'unsupported_file'],
      ['large.txt', Buffer.alloc(8 * 1024 * 1024 + 1, 'a '), 'unsupported_file'],
      ['empty.txt', Buffer.from(' \n'), 'invalid_file'],
    ] as const;
    for (const [name, bytes, code] of cases) {
      const file = await upload(name, bytes);
      const { status, last_error } = await stores.files.create(id, { file_id: file });
      expect({ status, code: last_error?.code }).toEqual({ status: 'failed', code });
      const content = stores.files.content(file, { vector_store_id: id });
      expect(await failure(content, APIError)).toMatchObject({ status: 400 });
    }
    expect((await stores.retrieve(id)).file_counts).toMatchObject({ failed: 4, total: 4 });
    const failed = await stores.files.list(id, { filter: 'failed', limit: 2, order: 'asc' });
    expect(failed.data).toHaveLength(2);
    expect(failed.has_more).toBe(true);
    expect((await stores.files.list(id, { filter: 'completed' })).data).toEqual([]);
  });

  it('accept several files at once', async () => {
    const { id } = await stores.create({});
    const before = await stores.files.create(id, { file_id: await upload('s.txt', STARS) });
    const file_ids = [await upload('a.txt', BREAD), await upload('b.bin', Buffer.of(0xff))];
    const batch = await stores.fileBatches.create(id, { file_ids });
    const counts = { in_progress: 0, completed: 1, failed: 1, cancelled: 0, total: 2 };
    expect(batch).toMatchObject({ status: 'completed', file_counts: counts });
    const at = { vector_store_id: id };
    expect(await stores.fileBatches.retrieve(batch.id, at)).toEqual(batch);
    const listed = (await stores.fileBatches.listFiles(batch.id, at)).data.map(({ id }) => id);
    expect(listed.toSorted()).toEqual(file_ids.toSorted());
    expect(listed).not.toContain(before.id);
    const cancelled = stores.fileBatches.cancel(batch.id, at);
    expect(await failure(cancelled, APIError)).toMatchObject({ status: 409 });
    await failure(stores.fileBatches.retrieve('vsfb_none', at), NotFoundError);
  });

  it('split long texts into overlapping chunks, and find the right one', async () => {
    const words = Array.from({ length: 3000 }, (_, index) => `word${index}`);
    const file_id = await upload('long.txt', words.join(' '));
    const { id } = await stores.create({});
    const chunking_strategy = {
      type: 'static' as const,
      static: { max_chunk_size_tokens: 100, chunk_overlap_tokens: 20 },
    };
    const added = await stores.files.create(id, { file_id, chunking_strategy });
    expect(added.chunking_strategy).toEqual(chunking_strategy);
    const { data } = await stores.search(id, { query: 'word1999 word2000 word2001' });
    expect(data[0]!.content[0]!.text).toContain('word2000');
    expect(data[0]!.content[0]!.text.split(' ')).toHaveLength(100);
  });

  it('do not return deleted files any more', async () => {
    const { id, bread } = await library();
    await client.files.delete(bread);
    const { data } = await stores.search(id, { query: BREAD });
    expect(data.map(({ file_id }) => file_id)).not.toContain(bread);
  });

  it('work with the methods of OInt', async () => {
    const to = { url: 'local', token: '' };
    const file = await upload('bread.txt', BREAD);
    const { id } = await openai.createVectorStore({ ...to, name: 'Kitchen', files: [] });
    await openai.addVectorStoreFile({ ...to, id, file });
    expect(await openai.getVectorStoreFile({ ...to, id, file })).toMatchObject({
      status: 'completed',
    });
    expect((await openai.listVectorStoreFiles({ ...to, id })).data).toHaveLength(1);
    const found = await openai.searchVectorStore({ ...to, id, question: 'flour and yeast' });
    expect(found.data[0]).toMatchObject({ file_id: file, filename: 'bread.txt' });
    expect(await openai.updateVectorStore({ ...to, id, name: 'Oven' })).toMatchObject({
      name: 'Oven',
    });
    expect((await openai.listVectorStores(to)).data[0]).toMatchObject({ name: 'Oven' });
    await openai.deleteVectorStoreFile({ ...to, id, file });
    expect(await openai.getVectorStore({ ...to, id })).toMatchObject({ file_counts: { total: 0 } });
    expect(await openai.deleteVectorStore({ ...to, id })).toMatchObject({ deleted: true });
  });

  it.each([
    ['', { name: 7 }, 'name'],
    ['', { file_ids: 'file-1' }, 'file_ids'],
    ['', { expires_after: { anchor: 'created_at', days: 1 } }, 'expires_after'],
    ['', { expires_after: { anchor: 'last_active_at', days: 0 } }, 'expires_after'],
    ['', { chunking_strategy: { type: 'static', static: {} } }, 'chunking_strategy'],
    ['/ID/search', {}, 'query'],
    ['/ID/search', { query: [] }, 'query'],
    ['/ID/search', { query: 'a', max_num_results: 51 }, 'max_num_results'],
    ['/ID/search', { query: 'a', filters: { type: 'eq', key: 'a' } }, 'filters'],
    ['/ID/search', { query: 'a', filters: { type: 'gt', key: 'a', value: 'b' } }, 'filters'],
    ['/ID/search', { query: 'a', filters: { type: 'and', filters: [7] } }, 'filters'],
    ['/ID/search', { query: 'a', ranking_options: { score_threshold: 2 } }, 'score_threshold'],
    ['/ID/files', {}, 'file_id'],
    ['/ID/files', { file_id: 'x', attributes: { a: [] } }, 'attributes'],
    ['/ID/file_batches', {}, 'file_ids'],
  ])('refuse at %s: %j', async (path, request, param) => {
    const { id } = await stores.create({});
    const answer = await ask('POST', `/v1/vector_stores${path.replace('ID', id)}`, request);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ param });
  });

  it('add no files at all if one does not exist', async () => {
    const before = (await stores.list({ limit: 100 })).data.length;
    await failure(stores.create({ file_ids: ['file-none'] }), NotFoundError);
    expect((await stores.list({ limit: 100 })).data).toHaveLength(before);
    await failure(stores.files.create('vs_none', { file_id: 'file-none' }), NotFoundError);
  });
});
