import type { Call } from '../../core/definition/call.js';
import { serviceAddress } from '../../core/http/url.js';
import type { Pager } from '../../core/rest/pager.js';
import type { Fields } from '../../core/rest/route.js';
import { rest } from '../../core/rest/table.js';
import { isRecord } from '../../core/util/is-record.js';
import { type Auth, authParam, groupOf, ownerOf } from './auth.js';
import { policy } from './refusal.js';

export const auth = authParam({});

/** Responses have the total, but not where the page begins. */
const byOffset: Pager = {
  next({ response }, { offset = 0 }) {
    const { count, items } = isRecord(response) ? response : {};
    const size = Array.isArray(items) ? items.length : 0;
    const seen = Number(offset) + size;
    return size > 0 && seen < Number(count) ? { offset: seen } : undefined;
  },
};

/** How VK's requests differ from other services. `own` are fields of all of them. */
function wire(own: (auth: Auth, call: Call) => Fields) {
  return rest({
    service: 'vk',
    last: { auth },
    target: ({ auth }, call) => ({
      base: `${serviceAddress(call, 'https://api.vk.com')}/method`,
      token: auth.token,
      fields: { ...own(auth, call), lang: auth.lang, v: auth.version },
    }),
    // Forms keep the token and texts out of URLs and logs.
    authorize: (token) => ({ fields: { access_token: token } }),
    body: 'form',
    policy,
    pager: byOffset,
    reference: ({ path }) => `https://dev.vk.com/method${path}`,
  });
}

export const { table, custom, read, send, request } = wire(() => ({}));
/** Rows about things of the community or user, which the API names with `owner_id`. */
export const owned = wire((auth, call) => ({ owner_id: ownerOf(auth, call) }));
/** Rows about the community, which the API names with `group_id`. */
export const grouped = wire((auth, call) => ({ group_id: groupOf(auth, call) }));
