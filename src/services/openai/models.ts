import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { path } from '../../core/http/url.js';
import { paged } from '../../core/rest/pager.js';
import { ask, askList, headers, token, url } from './endpoint.js';
import { afterLast, itemsOf } from './lists.js';
import type { Deleted, List, Model } from './types.js';

/**
 * Lists the models on a server.
 *
 * @returns `data` has the models; use their `id` as the model of other methods.
 * @see https://platform.openai.com/docs/api-reference/models/list
 */
export const getModelList = method(
  'openai',
  'GetModelList',
  paged({
    effect: 'read',
    params: { url, token, headers },
    // OpenAI sends all models at once; other servers have more of them.
    pager: afterLast,
    rows: itemsOf<Model>,
    page({ url, token, headers }, call, query): Promise<List<Model>> {
      return askList(call, 'GET', '/models', { url, token, headers, query });
    },
  }),
);

const id = text('Model ID', { example: 'gpt-5-mini' });

/**
 * Gets a model by its ID.
 *
 * @see https://platform.openai.com/docs/api-reference/models/retrieve
 */
export const getModel = method('openai', 'GetModel', {
  effect: 'read',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Model> {
    return ask(call, 'GET', path`/models/${id}`, { url, token, headers });
  },
});

/**
 * Deletes a fine-tuned model.
 *
 * @returns `deleted` is true if the model was deleted.
 * @see https://platform.openai.com/docs/api-reference/models/delete
 */
export const deleteModel = method('openai', 'DeleteModel', {
  effect: 'delete',
  params: {
    url,
    token,
    id: text('Model ID', { example: 'ft:gpt-5-mini:acme:sales:1' }),
    headers,
  },
  async run({ url, token, id, headers }, call): Promise<Deleted> {
    return ask(call, 'DELETE', path`/models/${id}`, { url, token, headers });
  },
});
