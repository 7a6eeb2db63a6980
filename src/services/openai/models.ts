import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { path } from '../../core/http/url.js';
import { ask, askList, headers, token, url } from './endpoint.js';
import type { Deleted, List, Model } from './types.js';

/**
 * Lists the models that a server offers.
 *
 * @returns `data` holds the models; their `id` is what other methods take as the model.
 * @see https://platform.openai.com/docs/api-reference/models/list
 */
export const getModelList = method('openai', 'GetModelList', {
  effect: 'read',
  params: { url, token, headers },
  async run({ url, token, headers }, call): Promise<List<Model>> {
    return askList(call, 'GET', '/models', { url, token, headers });
  },
});

const id = text('ID of the model', { example: 'gpt-5-mini' });

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
 * Deletes a model of one's own: one that was fine-tuned.
 *
 * @returns `deleted` tells whether it is gone.
 * @see https://platform.openai.com/docs/api-reference/models/delete
 */
export const deleteModel = method('openai', 'DeleteModel', {
  effect: 'delete',
  params: {
    url,
    token,
    id: text('ID of the model', { example: 'ft:gpt-5-mini:acme:sales:1' }),
    headers,
  },
  async run({ url, token, id, headers }, call): Promise<Deleted> {
    return ask(call, 'DELETE', path`/models/${id}`, { url, token, headers });
  },
});
