import { secret } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

const token = secret('Token of the bot', {
  env: ['VIBER_AUTH_TOKEN'],
  example: 'env:VIBER_AUTH_TOKEN',
});

/** How Viber's requests differ from other services. */
export const { table, read, write, custom, send, request } = rest({
  service: 'viber',
  first: { token },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://chatapi.viber.com')}/pa`,
    token,
  }),
  authorize: (token) => ({ headers: { 'x-viber-auth-token': token } }),
  policy: { refusal: refusalIn },
  reference: ({ path }) =>
    `https://developers.viber.com/docs/api/rest-bot-api/#${path.slice(1).replaceAll('_', '-')}`,
});

const TOO_MANY_REQUESTS = 12;

/** Viber reports errors with status 200: `{"status": 2, "status_message": "invalidAuthToken"}`. */
function refusalIn({ status, status_message: message }: JsonRecord) {
  if (status === undefined || Number(status) === 0) return undefined;
  return {
    reason: typeof message === 'string' && message !== '' ? message : `status ${status}`,
    status: Number(status) === TOO_MANY_REQUESTS ? 429 : undefined,
    hint: hintFor(String(status)),
  };
}
