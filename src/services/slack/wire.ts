import { secret } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

const token = secret('Token of the bot or user: xoxb-… or xoxp-…', {
  env: ['SLACK_BOT_TOKEN'],
  example: 'env:SLACK_BOT_TOKEN',
});

/** All that is Slack's own on the wire. */
export const { table, read, list, write, remove, custom, send } = rest({
  service: 'slack',
  first: { token },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://slack.com')}/api`,
    token,
  }),
  // Forms are what every method of Slack takes, and keep texts out of URLs and their logs.
  body: 'form',
  policy: { refusal: refusalIn, address: '--config "{\'base_url\':…}"' },
  pager: { next: nextPage, largest: { limit: 200 } },
  reference: ({ path }) => `https://docs.slack.dev/reference/methods${path}`,
});

/** Slack says no with status 200: `{"ok": false, "error": "channel_not_found"}`. */
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

/** Lists go on by a cursor, files by a page number. */
function nextPage({ response_metadata: more, paging }: JsonRecord) {
  if (isRecord(more) && more.next_cursor) return { cursor: more.next_cursor };
  if (!isRecord(paging) || !(Number(paging.page) < Number(paging.pages))) return undefined;
  return { page: Number(paging.page) + 1 };
}
