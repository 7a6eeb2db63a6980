import { clientId, clientSecret } from '../../core/rest/oauth/params.js';
import { signIn } from '../../core/rest/oauth/sign-in.js';
import { SCOPES, vendor } from './vendor.js';
import { table } from './wire.js';

export const signingIn = table({
  /**
   * Signs in with a browser. Other methods then need no access record.
   *
   * Stores credentials in the config, which renew themselves. Add http://127.0.0.1:53680/ to the callback
   * URIs of the app first, or the address with another `port`.
   *
   * @returns `options` of the config that use the credentials, and the path of the config.
   * @throws {ResponseError} The user did not let the app in.
   * @throws {TimeoutError} The user did not sign in within 10 minutes.
   * @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
   */
  login: signIn('twitter', {
    vendor,
    client: {
      clientId: clientId({ option: 'clientid', example: 'rG9n6402A3dbUJKzXTNX4oWHJ' }),
      clientSecret: clientSecret({
        option: 'clientsecret',
        optional: true,
        example: 'env:X_CLIENT_SECRET',
      }),
    },
    redirect: { port: 53_680 },
    scopes: () => SCOPES,
    options: () => ['twitter.auth'],
  }),
});
