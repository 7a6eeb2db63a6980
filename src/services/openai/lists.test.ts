import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { home, oint } from '../../../test/support/oint.js';
import { OpenAiServer, type Recorded } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { ResponseError } from '../../core/errors/errors.js';
import * as openai from './index.js';

const server = await OpenAiServer.start();
const { url } = server;
beforeEach(() => server.reset());

const items = Array.from({ length: 250 }, (_, at) => ({ id: `id-${at}`, note: `n${at}` }));

/** A page as OpenAI’s reference describes it: after an ID, as many as requested. */
function page({ query }: Recorded, all = items) {
  const from = all.findIndex(({ id }) => id === query.get('after')) + 1;
  const data = all.slice(from, from + Number(query.get('limit') ?? 20));
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? '',
    last_id: data.at(-1)?.id ?? '',
    has_more: from + data.length < all.length,
  };
}

const id = 'one';
const lists = [
  ['GetModelList', '/models', () => openai.getModelList.stream({ url })],
  ['GetFilesList', '/files', () => openai.getFilesList.stream({ url, limit: 100 })],
  ['ListBatches', '/batches', () => openai.listBatches.stream({ url })],
  ['ListVectorStores', '/vector_stores', () => openai.listVectorStores.stream({ url })],
  [
    'ListVectorStoreFiles',
    '/vector_stores/one/files',
    () => openai.listVectorStoreFiles.stream({ url, id }),
  ],
  [
    'ListResponseInputItems',
    '/responses/one/input_items',
    () => openai.listResponseInputItems.stream({ url, id }),
  ],
  ['GetAssistantsList', '/assistants', () => openai.getAssistantsList.stream({ url })],
] as const;

describe('every page of a list', () => {
  it.each(lists)('%s', async (_, path, stream) => {
    server.on(`GET ${path}`, (request, response) => json(response, page(request)));
    const found: unknown[] = [];
    for await (const item of await stream()) found.push(item);
    expect(found).toEqual(items);
  });

  it('is as large as possible, unless the caller says otherwise', async () => {
    server.on('GET /batches', (request, response) => json(response, page(request)));
    const queries = async (input: object) => {
      server.requests.length = 0;
      for await (const _ of await openai.listBatches.stream({ url, ...input }));
      return server.requests.map(({ query }) => String(query));
    };
    expect(await queries({})).toEqual([
      'limit=100',
      'limit=100&after=id-99',
      'limit=100&after=id-199',
    ]);
    expect(await queries({ limit: 200, options: { after: 'id-9' } })).toEqual([
      'limit=200&after=id-9',
      'limit=200&after=id-209',
    ]);
  });

  it('follows the last item if the server does not name it', async () => {
    server.on('GET /assistants', (request, response) => {
      const { data, has_more } = page(request);
      json(response, { data, has_more });
    });
    let count = 0;
    for await (const _ of await openai.getAssistantsList.stream({ url })) count++;
    expect(count).toBe(250);
  });

  it('ends with a page without items', async () => {
    server.on('GET /batches', (_, response) => json(response, { data: [], has_more: true }));
    for await (const _ of await openai.listBatches.stream({ url }));
    expect(server.requests).toHaveLength(1);
  });

  it('is also had from a bare array', async () => {
    server.on('GET /files', (_, response) => json(response, items));
    let count = 0;
    for await (const _ of await openai.getFilesList.stream({ url })) count++;
    expect(count).toBe(250);
  });

  it('is an error if the server repeats one', async () => {
    server.on('GET /models', (_, response) =>
      json(response, { ...page({ query: new URLSearchParams() } as Recorded) }),
    );
    const all = async () => {
      for await (const _ of await openai.getModelList.stream({ url }));
    };
    const error = await failure(all(), ResponseError);
    expect(error.message).toContain('the server returned the same next page twice');
  });
});

describe('oint', () => {
  const line = ['openai', 'ListBatches', '--url', url];

  it('writes every page with --all, and says without it that there are more', async () => {
    server.on('GET /batches', (request, response) => json(response, page(request)));
    const out = join(home, 'batches.csv');
    expect(await oint([...line, '--all', '--out', out])).toMatchObject({ stderr: '', status: 0 });
    const [head, ...rows] = (await readFile(out, 'utf8')).trimEnd().split('\r\n');
    expect(head).toBe('id,note');
    expect(rows).toEqual(items.map(({ id, note }) => `${id},${note}`));
    const one = await oint(line);
    expect(JSON.parse(one.stdout).data).toHaveLength(20);
    expect(one.stderr).toBe('oint: this is only one page of the list; --all gets all pages\n');
  });

  it('gets every page of the embedded server', async () => {
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      await oint(['openai', 'CreateVectorStore', '--url', 'local', '--name', name]);
    }
    const local = ['openai', 'ListVectorStores', '--url', 'local', '--limit', '2'];
    const one = await oint([...local, '--query', 'data[*].name']);
    expect(JSON.parse(one.stdout)).toEqual(['c', 'b']);
    expect(one.stderr).toContain('--all gets all pages');
    const all = await oint([...local, '--all', '--query', '[*].name']);
    expect(JSON.parse(all.stdout)).toEqual(['c', 'b', 'a']);
  });
});
