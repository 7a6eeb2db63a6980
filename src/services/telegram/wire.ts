import { rest } from '../../core/rest/table.js';
import { botUrl, policy, token } from './bot.js';

/** Any request to the Bot API: the token is in its path. */
export const { request } = rest({
  service: 'telegram',
  first: { token },
  target: ({ token }, call) => ({ base: botUrl(call, token, '') }),
  policy,
});
