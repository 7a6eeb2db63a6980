import { rest } from '../../core/rest/table.js';
import { endpoint, url } from './endpoint.js';

/** Any request to an Ollama server. */
export const { request } = rest({
  service: 'ollama',
  first: { url },
  target: ({ url }) => ({ base: endpoint(url, '') }),
});
