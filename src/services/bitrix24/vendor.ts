import type { OAuthVendor } from '../../core/rest/oauth/vendor.js';
import { hintFor } from './hints.js';

/** The server that issues tokens, the same for all portals. It accepts only GET. */
export const vendor: OAuthVendor = {
  token: 'https://oauth.bitrix24.tech/oauth/token/',
  verb: 'GET',
  rotates: true,
  reference: 'https://apidocs.bitrix24.com/settings/oauth/index.html',
  hint: hintFor,
};
