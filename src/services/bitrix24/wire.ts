import { text } from '../../core/definition/kinds/index.js';
import { oauthToken, type RotatingToken } from '../../core/rest/rotating-token.js';
import { rest } from '../../core/rest/table.js';
import { portalAddress } from './portal.js';
import { reference } from './reference.js';
import { policy } from './refusal.js';

const url = text('Address of the portal, or a webhook: https://PORTAL/rest/USER/SECRET', {
  role: 'destination',
  example: 'https://example.bitrix24.com/rest/1/SECRET',
});
export const token = oauthToken('Access token of an application; a webhook needs none', {
  optional: true,
  example: 'env:BITRIX24_TOKEN',
});

/**
 * All that is Bitrix24's own on the wire. It takes the names of methods in any case of letters: here
 * each word has a capital, because the pages of its documentation are named by words.
 */
export const { table, read, list, write, remove, custom, send } = rest({
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

/** What leads to a portal: the params that its methods have in common. */
export interface Portal {
  url: string;
  token: string | RotatingToken | undefined;
}
