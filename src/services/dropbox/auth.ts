import { oauthMethods } from '../../core/rest/oauth/methods.js';
import {
  authorizationCode,
  clientId,
  clientSecret,
  refreshToken,
} from '../../core/rest/oauth/params.js';
import { vendor } from './vendor.js';
import { table } from './wire.js';

const client = {
  appKey: clientId({ option: 'appkey', example: 'k3n5q8v2x7c1z4b' }),
  appSecret: clientSecret({ option: 'appsecret', example: 'env:DROPBOX_APP_SECRET' }),
};
const oauth = oauthMethods('dropbox', vendor, client);

export const auth = table({
  /**
   * Creates the link where a user authorizes an application. The page shows a code for GetToken.
   *
   * @see https://developers.dropbox.com/oauth-guide
   */
  getAuthorizationLink: oauth.link({
    params: { appKey: client.appKey },
    // Without it, there is no refresh token.
    fields: { token_access_type: 'offline' },
  }),
  /**
   * Gets an access token and a refresh token for a code.
   *
   * @returns `access_token` works for 4 hours. Other methods accept `refresh_token` with the
   * application's key and secret in place of a token, and renew it.
   */
  getToken: oauth.tokenByCode({ code: authorizationCode({ example: 'env:DROPBOX_CODE' }) }),
  /** Gets a new access token for a refresh token. */
  refreshToken: oauth.refresh({
    refresh: refreshToken({ example: 'env:DROPBOX_REFRESH_TOKEN' }),
  }),
});
