import { text } from '../../core/definition/kinds/index.js';
import { oauthToken } from '../../core/rest/oauth/oauth-token.js';
import type { TokenSource } from '../../core/rest/oauth/token-source.js';
import { rest } from '../../core/rest/table.js';
import { portalAddress } from './portal.js';
import { reference } from './reference.js';
import { policy } from './refusal.js';
import { vendor } from './vendor.js';

const url = text('Portal address, or webhook: https://PORTAL/rest/USER/SECRET', {
  role: 'destination',
  example: 'https://example.bitrix24.com/rest/1/SECRET',
});
export const token = oauthToken(
  { vendor },
  'Access token of an application; not needed with a webhook',
  {
    optional: true,
    example: 'env:BITRIX24_TOKEN',
  },
);

/**
 * How Bitrix24's requests differ from other services. Its method names are not case-sensitive: here
 * each word has a capital letter, because the pages of its documentation are named by words.
 */
export const { table, read, list, write, remove, custom, send, request } = rest({
  service: 'bitrix24',
  first: { url },
  last: { token },
  target: ({ url, token }, call) => ({ base: portalAddress(url, call), token }),
  authorize: (token) => ({ fields: { auth: token } }),
  expired: ({ reason }) => reason === 'expired_token',
  policy,
  pager: { next: ({ next }) => (next === undefined ? undefined : { start: next }) },
  reference,
});

/** The params that all methods of a portal have. */
export interface Portal {
  url: string;
  token: string | TokenSource | undefined;
}
