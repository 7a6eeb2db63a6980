import { secret, text } from '../../core/definition/kinds/index.js';
import { callContext } from '../../core/definition/param.js';
import { parseBase, serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import { batch } from './batch.js';
import { policy } from './refusal.js';
import { read, table } from './wire.js';

/** The server that issues tokens, the same for all portals. */
const ADDRESS = 'https://oauth.bitrix24.tech';

const oauth = rest({
  service: 'bitrix24',
  address: ADDRESS,
  target: (_args, call) => ({ base: serviceAddress(call, ADDRESS) }),
  policy,
  reference: () => 'https://apidocs.bitrix24.com/settings/oauth/index.html',
});

const clientId = text('Application ID (client_id)', {
  option: 'clientid',
  field: 'client_id',
  example: 'local.110201543',
});
const client = {
  clientId,
  clientSecret: secret('Application secret (client_secret)', {
    option: 'clientsecret',
    field: 'client_secret',
    example: 'env:BITRIX24_CLIENT_SECRET',
  }),
};

export const auth = table({
  /** Creates the link where a user authorizes an application. The redirect has a code for GetToken. */
  getAppAuthLink: oauth.custom({
    effect: 'read',
    offline: true,
    params: {
      domain: text('Portal address', { example: 'example.bitrix24.com' }),
      clientId,
    },
    run({ domain, clientId }, call) {
      const host = domain.trim();
      const link = parseBase(
        host.includes('://') ? host : `https://${host}`,
        callContext(call, 'domain'),
      );
      link.pathname = '/oauth/authorize/';
      link.search = new URLSearchParams({ client_id: clientId }).toString();
      return link.href;
    },
  }),
  /** Gets an access token and a refresh token for a code. The code expires after 30 seconds. */
  getToken: oauth.write(
    'GET /oauth/token/',
    {
      ...client,
      code: secret('Code from the redirect of GetAppAuthLink', { example: 'env:BITRIX24_CODE' }),
    },
    { fixed: { grant_type: 'authorization_code' } },
  ),
  /** Gets new access and refresh tokens for a refresh token, which works only once. */
  refreshToken: oauth.write(
    'GET /oauth/token/',
    {
      ...client,
      refresh: secret('Refresh token', {
        field: 'refresh_token',
        example: 'env:BITRIX24_REFRESH_TOKEN',
      }),
    },
    { fixed: { grant_type: 'refresh_token' } },
  ),
  /** Gets the server time. */
  serverTime: read('server.time'),
  batch,
});
