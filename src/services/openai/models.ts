import { request } from '../../core/http/request.js';
import { method } from '../../core/method.js';
import { endpoint, headers, listResult, token, url } from './endpoint.js';
import type { List, Model } from './types.js';

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
    const to = endpoint(url, '/models');
    return listResult(await request(call, 'GET', to.url, { ...to, token, headers }));
  },
});
