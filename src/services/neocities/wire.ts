import { secret } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

const token = secret('API key of the site', {
  env: ['NEOCITIES_API_KEY'],
  example: 'env:NEOCITIES_API_KEY',
});

/** What all requests have in common, with a key or with a password. */
export const common = {
  service: 'neocities',
  body: 'form',
  policy: { refusal: refusalIn },
  reference: () => 'https://neocities.org/api',
} as const;

/** How Neocities' requests differ from other services. */
export const { table, read, list, custom, send, request } = rest({
  ...common,
  first: { token },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://neocities.org')}/api`,
    token,
  }),
  // Lists have no pages.
  pager: { next: () => undefined },
});

/** Neocities reports errors as `{"result": "error", "error_type": "…", "message": "…"}`. */
function refusalIn({ result, error_type: type, message }: JsonRecord) {
  if (result !== 'error') return undefined;
  const reason = typeof type === 'string' ? type : undefined;
  return {
    reason,
    message: typeof message === 'string' ? message : undefined,
    hint: reason === undefined ? undefined : hintFor(reason),
  };
}
