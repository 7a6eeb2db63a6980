import { text } from '../../core/definition/kinds/index.js';
import { callContext } from '../../core/definition/param.js';
import { parseBase } from '../../core/http/url.js';
import { oauthMethods } from '../../core/rest/oauth/methods.js';
import {
  authorizationCode,
  clientId,
  clientSecret,
  refreshToken,
} from '../../core/rest/oauth/params.js';
import { batch } from './batch.js';
import { vendor } from './vendor.js';
import { read, table } from './wire.js';

const client = {
  clientId: clientId({ option: 'clientid', example: 'local.110201543' }),
  clientSecret: clientSecret({ option: 'clientsecret', example: 'env:BITRIX24_CLIENT_SECRET' }),
};
const oauth = oauthMethods('bitrix24', vendor, client);

export const auth = table({
  /** Creates the link where a user authorizes an application. The redirect has a code for GetToken. */
  getAppAuthLink: oauth.link({
    params: {
      domain: text('Portal address', { example: 'example.bitrix24.com' }),
      clientId: client.clientId,
    },
    // The link has only the client ID.
    fields: { response_type: undefined },
    authorize({ domain }, call) {
      const host = domain.trim();
      const link = parseBase(
        host.includes('://') ? host : `https://${host}`,
        callContext(call, 'domain'),
      );
      return new URL('/oauth/authorize/', link).href;
    },
  }),
  /** Gets an access token and a refresh token for a code. The code expires after 30 seconds. */
  getToken: oauth.tokenByCode({ code: authorizationCode({ example: 'env:BITRIX24_CODE' }) }),
  /** Gets new access and refresh tokens for a refresh token, which works only once. */
  refreshToken: oauth.refresh({
    refresh: refreshToken({ example: 'env:BITRIX24_REFRESH_TOKEN' }),
  }),
  /** Gets the server time. */
  serverTime: read('server.time'),
  batch,
});
