import { secret, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { askForClientTokens } from '../../core/rest/oauth/tokens.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { API, testVendor, vendor } from './vendor.js';
import { testApi } from './wire.js';

/**
 * Gets an access token for an account.
 *
 * It is rarely needed: other methods accept the account in place of a token, as a JSON object with
 * `client_id` and `client_secret`, and get a token once for all calls.
 *
 * @returns `access_token` works for `expires_in` seconds: an hour.
 * @throws {HttpError} CDEK does not know the account, or the password is wrong.
 * @see https://apidoc.cdek.ru/#tag/auth/operation/getOAuthToken
 */
export const getToken = method('cdek', 'GetToken', {
  effect: 'read',
  address: API,
  params: {
    account: text('Account: client_id of the integration', {
      example: 'wqGwiQx0gg8mLtiEKsUinjVSICCjtTEP',
    }),
    password: secret('Secure password: client_secret of the integration', {
      option: 'pass',
      example: 'env:CDEK_PASSWORD',
    }),
    testApi,
  },
  run: ({ account, password, testApi }, call): Promise<JsonRecord> =>
    askForClientTokens(call, testApi ? testVendor : vendor, {
      clientId: account,
      clientSecret: password,
    }),
});
