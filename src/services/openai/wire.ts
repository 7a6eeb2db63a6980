import { rest } from '../../core/rest/table.js';
import { endpoint, refusal, token, url } from './endpoint.js';

/** Any request to such a server, or to the embedded one. */
export const { request } = rest({
  service: 'openai',
  first: { url, token },
  target({ url, token }) {
    const { url: base, transport } = endpoint(url, '');
    return { base, token, transport };
  },
  policy: { refusal },
});
