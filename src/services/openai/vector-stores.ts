import { list, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { path } from '../../core/http/url.js';
import { ask, fields, headers, options, token, url } from './endpoint.js';
import { listAt, listIn } from './lists.js';
import type { Deleted, VectorStore, VectorStoreFile, VectorStoreSearch } from './types.js';

const ownHeaders = { 'openai-beta': 'assistants=v2' };

const id = text('Vector store ID', { example: 'vs_12' });
const file = text('File ID', { example: 'file-12' });

/**
 * Creates a vector store for searching files by meaning.
 *
 * @returns The store: `id` identifies it, also in the `file_search` tool of CreateResponse.
 * @see https://platform.openai.com/docs/api-reference/vector-stores/create
 */
export const createVectorStore = method('openai', 'CreateVectorStore', {
  effect: 'write',
  params: {
    url,
    token,
    name: text('Name of the store', { optional: true, example: 'Manuals' }),
    files: list(texts, 'IDs of uploaded files to add', { optional: true }),
    options,
    headers,
  },
  async run({ url, token, name, files, options, headers }, call): Promise<VectorStore> {
    const json = fields({ name, file_ids: files }, options);
    return ask(call, 'POST', '/vector_stores', { url, ownHeaders, token, headers, json });
  },
});

/**
 * Gets a vector store by its ID.
 *
 * @returns The store: `file_counts` has the number of files indexed so far.
 * @see https://platform.openai.com/docs/api-reference/vector-stores/retrieve
 */
export const getVectorStore = method('openai', 'GetVectorStore', {
  effect: 'read',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<VectorStore> {
    return ask(call, 'GET', path`/vector_stores/${id}`, { url, ownHeaders, token, headers });
  },
});

/**
 * Lists the vector stores, newest first.
 *
 * @returns `data` has the stores; for the next page, set `after` in `options`.
 * @see https://platform.openai.com/docs/api-reference/vector-stores/list
 */
export const listVectorStores = method(
  'openai',
  'ListVectorStores',
  listAt<VectorStore>('/vector_stores', { ownHeaders }),
);

/**
 * Updates a vector store.
 *
 * Besides the name, `options` accepts `metadata` and `expires_after`.
 *
 * @see https://platform.openai.com/docs/api-reference/vector-stores/modify
 */
export const updateVectorStore = method('openai', 'UpdateVectorStore', {
  effect: 'write',
  params: {
    url,
    token,
    id,
    name: text('New name', { optional: true, example: 'Manuals' }),
    options,
    headers,
  },
  async run({ url, token, id, name, options, headers }, call): Promise<VectorStore> {
    const json = fields({ name }, options);
    return ask(call, 'POST', path`/vector_stores/${id}`, { url, ownHeaders, token, headers, json });
  },
});

/**
 * Deletes a vector store. The files themselves are kept: use DeleteFile to delete them.
 *
 * @returns `deleted` is true if the store was deleted.
 * @see https://platform.openai.com/docs/api-reference/vector-stores/delete
 */
export const deleteVectorStore = method('openai', 'DeleteVectorStore', {
  effect: 'delete',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Deleted> {
    return ask(call, 'DELETE', path`/vector_stores/${id}`, { url, ownHeaders, token, headers });
  },
});

/**
 * Adds an uploaded file to a vector store.
 *
 * `options` accepts `attributes`, which SearchVectorStore can filter by.
 *
 * @returns The file in the store: `status` is `in_progress` while it is being indexed;
 * GetVectorStoreFile gets the current status.
 * @see https://platform.openai.com/docs/api-reference/vector-stores-files/createFile
 */
export const addVectorStoreFile = method('openai', 'AddVectorStoreFile', {
  effect: 'write',
  params: { url, token, id, file, options, headers },
  async run({ url, token, id, file, options, headers }, call): Promise<VectorStoreFile> {
    const json = { file_id: file, ...options };
    return ask(call, 'POST', path`/vector_stores/${id}/files`, {
      url,
      ownHeaders,
      token,
      headers,
      json,
    });
  },
});

/**
 * Gets the indexing status of a file in a vector store.
 *
 * @returns `status`: `completed` once it can be searched; if it `failed`, `last_error` says why.
 * @see https://platform.openai.com/docs/api-reference/vector-stores-files/getFile
 */
export const getVectorStoreFile = method('openai', 'GetVectorStoreFile', {
  effect: 'read',
  params: { url, token, id, file, headers },
  async run({ url, token, id, file, headers }, call): Promise<VectorStoreFile> {
    return ask(call, 'GET', path`/vector_stores/${id}/files/${file}`, {
      url,
      ownHeaders,
      token,
      headers,
    });
  },
});

/**
 * Lists the files in a vector store, newest first.
 *
 * @returns `data` has the files; `options` accepts a `filter` by status and the `after` of a page.
 * @see https://platform.openai.com/docs/api-reference/vector-stores-files/listFiles
 */
export const listVectorStoreFiles = method(
  'openai',
  'ListVectorStoreFiles',
  listIn<VectorStoreFile>(id, (id) => path`/vector_stores/${id}/files`, { ownHeaders }),
);

/**
 * Removes a file from a vector store. The file itself is kept: use DeleteFile to delete it.
 *
 * @returns `deleted` is true if the file was removed.
 * @see https://platform.openai.com/docs/api-reference/vector-stores-files/deleteFile
 */
export const deleteVectorStoreFile = method('openai', 'DeleteVectorStoreFile', {
  effect: 'delete',
  params: { url, token, id, file, headers },
  async run({ url, token, id, file, headers }, call): Promise<Deleted> {
    return ask(call, 'DELETE', path`/vector_stores/${id}/files/${file}`, {
      url,
      ownHeaders,
      token,
      headers,
    });
  },
});

/**
 * Searches all files in a vector store by meaning.
 *
 * @returns `data` has the results, best first: `score`, `filename` and the text in `content`.
 * `options` accepts `max_num_results` and `filters`.
 * @see https://platform.openai.com/docs/api-reference/vector-stores/search
 */
export const searchVectorStore = method('openai', 'SearchVectorStore', {
  effect: 'read',
  params: {
    url,
    token,
    id,
    question: text('What to search for', {
      option: 'prompt',
      example: 'How is a file uploaded?',
    }),
    options,
    headers,
  },
  async run({ url, token, id, question, options, headers }, call): Promise<VectorStoreSearch> {
    const json = { query: question, ...options };
    return ask(call, 'POST', path`/vector_stores/${id}/search`, {
      url,
      ownHeaders,
      token,
      headers,
      json,
    });
  },
});
