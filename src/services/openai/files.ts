import { bytes, number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { typeByName } from '../../core/files/media-type.js';
import { requestBytes } from '../../core/http/request.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { path } from '../../core/http/url.js';
import { paged } from '../../core/rest/pager.js';
import { ask, askList, endpoint, headers, options, token, url } from './endpoint.js';
import { afterLast, itemsOf } from './lists.js';
import type { Deleted, List, StoredFile } from './types.js';

const id = text('File ID', { example: 'file-12' });

/**
 * Lists the files on a server.
 *
 * @returns `data` has the files, even if the server responds with a bare array.
 * @see https://platform.openai.com/docs/api-reference/files/list
 */
export const getFilesList = method(
  'openai',
  'GetFilesList',
  paged({
    effect: 'read',
    params: {
      url,
      token,
      limit: number('Maximum number of results', { default: 10000 }),
      options,
      headers,
    },
    pager: afterLast,
    rows: itemsOf<StoredFile>,
    page({ url, token, limit, options, headers }, call, fields): Promise<List<StoredFile>> {
      const query = { limit, ...options, ...fields };
      return askList(call, 'GET', '/files', { url, token, headers, query });
    },
  }),
);

/**
 * Uploads a file for use by its ID in other requests. It is streamed, so it can be of any size.
 *
 * @returns The stored file: `id` identifies it.
 * @throws {InputError} The file does not exist. Nothing was sent.
 * @see https://platform.openai.com/docs/api-reference/files/create
 */
export const uploadFile = method('openai', 'UploadFile', {
  effect: 'write',
  params: {
    url,
    token,
    name: text('File name with its extension', { example: 'picture.jpg' }),
    data: bytes('File', { example: 'picture.jpg' }),
    purpose: text('Purpose of the file', {
      values: ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'],
      example: 'user_data',
    }),
    headers,
  },
  async run({ url, token, name, data, purpose, headers }, call): Promise<StoredFile> {
    const form = [
      ['purpose', purpose],
      ['file', data.as(name, data.type ?? (await typeByName(name)))],
    ] as const;
    return ask(call, 'POST', '/files', { url, token, headers, form });
  },
});

/**
 * Gets the name, size and purpose of a file by its ID.
 *
 * @see https://platform.openai.com/docs/api-reference/files/retrieve
 */
export const getFileInformation = method('openai', 'GetFileInformation', {
  effect: 'read',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<StoredFile> {
    return ask(call, 'GET', path`/files/${id}`, { url, token, headers });
  },
});

/**
 * Downloads a file by its ID.
 *
 * @returns The file's bytes; with `saveTo` they are written to disk as they arrive.
 * @see https://platform.openai.com/docs/api-reference/files/retrieve-contents
 */
export const downloadFile = method('openai', 'DownloadFile', {
  effect: 'read',
  binary: 'picture.jpg',
  params: { url, token, id, headers },
  run({ url, token, id, headers }, call): Promise<BytesOrFile> {
    const to = endpoint(url, path`/files/${id}/content`);
    const ownHeaders = { accept: '*/*' };
    return requestBytes(call, 'GET', to.url, { ...to, ownHeaders, token, headers });
  },
});

/**
 * Deletes a file by its ID.
 *
 * @returns `deleted` is true if the file was deleted.
 * @see https://platform.openai.com/docs/api-reference/files/delete
 */
export const deleteFile = method('openai', 'DeleteFile', {
  effect: 'delete',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Deleted> {
    return ask(call, 'DELETE', path`/files/${id}`, { url, token, headers });
  },
});
