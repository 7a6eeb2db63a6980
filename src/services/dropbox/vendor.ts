import type { OAuthVendor } from '../../core/rest/oauth/vendor.js';

/** The tokens of Dropbox. A refresh token works until the user revokes it. */
export const vendor: OAuthVendor = {
  authorize: 'https://www.dropbox.com/oauth2/authorize',
  token: 'https://api.dropboxapi.com/oauth2/token',
  client: 'basic',
  reference: 'https://developers.dropbox.com/oauth-guide',
};
