import { secret } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import type { Pager } from '../../core/rest/pager.js';
import { rest } from '../../core/rest/table.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

const token = secret('Token of the bot', {
  env: ['VKTEAMS_TOKEN'],
  example: 'env:VKTEAMS_TOKEN',
});

const byCursor: Pager = {
  next: ({ cursor }) => (cursor ? { cursor } : undefined),
};

/** How requests to VK Teams differ from other services. */
export const { table, read, write, remove, list, custom, send, request } = rest({
  service: 'vkteams',
  first: { token },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://myteam.mail.ru')}/bot/v1`,
    token,
  }),
  // The server accepts forms everywhere: they keep the token and texts out of URLs and logs.
  authorize: (token) => ({ fields: { token } }),
  body: 'form',
  policy: { refusal: refusalIn },
  pager: byCursor,
  reference: () => 'https://teams.vk.com/botapi/',
});

/** Errors come with status 200: `{"ok": false, "description": "Invalid token"}`. */
function refusalIn({ ok, description }: JsonRecord) {
  if (ok !== false) return undefined;
  const reason = typeof description === 'string' ? description : '';
  return { reason, hint: hintFor(reason) };
}
