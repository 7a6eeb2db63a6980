import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { path } from '../../core/http/url.js';
import { ask, headers, options, token, url } from './endpoint.js';
import { listAt } from './lists.js';
import type { Batch } from './types.js';

const id = text('Batch ID', { example: 'batch_12' });

/**
 * Creates a batch, which runs a file of requests within 24 hours.
 *
 * The file has one request per line as JSON, and is uploaded by UploadFile with the purpose
 * `batch`.
 *
 * @returns The batch: GetBatch gets its progress by its `id`.
 * @see https://platform.openai.com/docs/api-reference/batch/create
 */
export const createBatch = method('openai', 'CreateBatch', {
  effect: 'write',
  params: {
    url,
    token,
    file: text('ID of the uploaded file with the requests', { example: 'file-12' }),
    endpoint: text('Endpoint of all the requests', {
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
    window: text('Time limit for the batch', { default: '24h', values: ['24h'] }),
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
 * Gets a batch with its status and progress.
 *
 * @returns `status`, and once it is `completed` the ID of the file with the results,
 * `output_file_id`, for DownloadFile. Failed requests are in the file `error_file_id`.
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
 * Cancels a batch. Finished requests keep their results.
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
 * Lists the batches, newest first.
 *
 * @returns `data` has the batches; for the next page, set `after` in `options`.
 * @see https://platform.openai.com/docs/api-reference/batch/list
 */
export const listBatches = method('openai', 'ListBatches', listAt<Batch>('/batches'));
