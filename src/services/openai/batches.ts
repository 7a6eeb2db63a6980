import { number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { path } from '../../core/http/url.js';
import { ask, askList, headers, options, token, url } from './endpoint.js';
import type { Batch, List } from './types.js';

const id = text('ID of the batch', { example: 'batch_12' });

/**
 * Has a file of requests worked off within a day.
 *
 * The file is JSON lines, one request a line, uploaded by UploadFile with the purpose `batch`.
 *
 * @returns The batch: GetBatch tells by its `id` how far it has come.
 * @see https://platform.openai.com/docs/api-reference/batch/create
 */
export const createBatch = method('openai', 'CreateBatch', {
  effect: 'write',
  params: {
    url,
    token,
    file: text('ID of the uploaded file with the requests', { example: 'file-12' }),
    endpoint: text('What all of the requests are for', {
      values: [
        '/v1/chat/completions',
        '/v1/responses',
        '/v1/embeddings',
        '/v1/completions',
        '/v1/moderations',
        '/v1/images/generations',
        '/v1/images/edits',
        '/v1/videos',
      ],
      example: '/v1/chat/completions',
    }),
    window: text('Time within which it is to be done', { default: '24h', values: ['24h'] }),
    options,
    headers,
  },
  async run({ url, token, file, endpoint: target, window, options, headers }, call) {
    const own = { input_file_id: file, endpoint: target, completion_window: window };
    const json = { ...own, ...options };
    return ask<Batch>(call, 'POST', '/batches', { url, token, headers, json });
  },
});

/**
 * Tells how far a batch has come.
 *
 * @returns `status`, and once it is `completed` the file with the answers as `output_file_id`:
 * DownloadFile gets it. Requests that failed are in the file `error_file_id`.
 * @see https://platform.openai.com/docs/api-reference/batch/retrieve
 */
export const getBatch = method('openai', 'GetBatch', {
  effect: 'read',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Batch> {
    return ask(call, 'GET', path`/batches/${id}`, { url, token, headers });
  },
});

/**
 * Ends a batch early. What is done by then stays.
 *
 * @returns The batch: `cancelling` for some minutes, then `cancelled`.
 * @see https://platform.openai.com/docs/api-reference/batch/cancel
 */
export const cancelBatch = method('openai', 'CancelBatch', {
  effect: 'write',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Batch> {
    return ask(call, 'POST', path`/batches/${id}/cancel`, { url, token, headers });
  },
});

/**
 * Lists the batches, the newest first.
 *
 * @returns `data` holds the batches; `options` takes the `after` of the next page.
 * @see https://platform.openai.com/docs/api-reference/batch/list
 */
export const listBatches = method('openai', 'ListBatches', {
  effect: 'read',
  params: { url, token, limit: number('How many at most', { default: 20 }), options, headers },
  async run({ url, token, limit, options, headers }, call): Promise<List<Batch>> {
    const query = { limit, ...options };
    return askList(call, 'GET', '/batches', { url, token, headers, query });
  },
});
