import { secret } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import type { Pager } from '../../core/rest/pager.js';
import { rest } from '../../core/rest/table.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

const token = secret('Bot or user token: xoxb-… or xoxp-…', {
  env: ['SLACK_BOT_TOKEN'],
  example: 'env:SLACK_BOT_TOKEN',
});

/** Lists have cursors. */
const byCursor: Pager = {
  next({ response_metadata: more }) {
    return isRecord(more) && more.next_cursor ? { cursor: more.next_cursor } : undefined;
  },
  largest: { limit: 200 },
};

/** Lists of files have page numbers. */
export const byNumber: Pager = {
  next({ paging }) {
    const isLast = !isRecord(paging) || Number(paging.page) >= Number(paging.pages);
    return isLast ? undefined : { page: Number(paging.page) + 1 };
  },
  largest: { count: 200 },
};

/** How Slack's requests differ from other services. */
export const { table, read, list, write, remove, custom, send, request } = rest({
  service: 'slack',
  first: { token },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://slack.com')}/api`,
    token,
  }),
  // Every method accepts forms, and they keep texts out of URLs and logs.
  body: 'form',
  policy: { refusal: refusalIn },
  pager: byCursor,
  reference: ({ path }) => `https://docs.slack.dev/reference/methods${path}`,
});

/** Slack reports errors with status 200: `{"ok": false, "error": "channel_not_found"}`. */
function refusalIn({ ok, error, needed, response_metadata: more }: JsonRecord) {
  if (ok !== false) return undefined;
  const reason = String(error);
  const messages = isRecord(more) && Array.isArray(more.messages) ? more.messages : [];
  const scope = typeof needed === 'string' ? [`the token needs the scope ${needed}`] : [];
  return {
    reason,
    message: [...messages, ...scope].join('; '),
    status: reason === 'ratelimited' ? 429 : undefined,
    hint: hintFor(reason),
  };
}
