import { secret, text } from '../../core/definition/kinds/index.js';
import { callContext } from '../../core/definition/param.js';
import { parseBase, serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import { batch } from './batch.js';
import { policy } from './refusal.js';
import { read, table } from './wire.js';

/** The server that gives tokens: one for all portals. */
const ADDRESS = 'https://oauth.bitrix24.tech';

const oauth = rest({
  service: 'bitrix24',
  address: ADDRESS,
  target: (_args, call) => ({ base: serviceAddress(call, ADDRESS) }),
  policy,
  reference: () => 'https://apidocs.bitrix24.com/settings/oauth/index.html',
});

const clientId = text('ID of the application (client_id)', {
  option: 'clientid',
  field: 'client_id',
  example: 'local.110201543',
});
const client = {
  clientId,
  clientSecret: secret('Secret of the application (client_secret)', {
    option: 'clientsecret',
    field: 'client_secret',
    example: 'env:BITRIX24_CLIENT_SECRET',
  }),
};

export const auth = table({
  /** Makes the link where a user lets an application in. It comes back with a code for GetToken. */
  getAppAuthLink: oauth.custom({
    effect: 'read',
    offline: true,
    params: {
      domain: text('Address of the portal', { example: 'example.bitrix24.com' }),
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
  /** Gets an access token and a refresh token for a code, which is good for 30 seconds. */
  getToken: oauth.write(
    'GET /oauth/token/',
    {
      ...client,
      code: secret('Code from the link of GetAppAuthLink', { example: 'env:BITRIX24_CODE' }),
    },
    { fixed: { grant_type: 'authorization_code' } },
  ),
  /** Gets a new access token by a refresh token, and a new refresh token: the old one is used up. */
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
  /** Gets the time of the server. */
  serverTime: read('server.time'),
  batch,
});
