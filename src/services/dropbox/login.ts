import { clientId, clientSecret } from '../../core/rest/oauth/params.js';
import { signIn } from '../../core/rest/oauth/sign-in.js';
import { vendor } from './vendor.js';
import { table } from './wire.js';

export const signingIn = table({
  /**
   * Signs in with a browser. Other methods then need no token.
   *
   * Stores credentials in the config, which renew themselves. Add http://localhost:53680/ to the redirect
   * URIs of the application first, or the address with another `port`.
   *
   * @returns `options` of the config that use the credentials, and the path of the config.
   * @throws {ResponseError} The user did not let the application in.
   * @throws {TimeoutError} The user did not sign in within 10 minutes.
   * @see https://developers.dropbox.com/oauth-guide
   */
  login: signIn('dropbox', {
    vendor,
    client: {
      clientId: clientId({ option: 'appkey', example: 'k3n5q8v2x7c1z4b' }),
      clientSecret: clientSecret({
        option: 'appsecret',
        optional: true,
        example: 'env:DROPBOX_APP_SECRET',
      }),
    },
    // Dropbox compares the whole address, and knows this machine by this name.
    redirect: { host: 'localhost', port: 53_680 },
    fields: { token_access_type: 'offline' },
    options: () => ['dropbox.token'],
  }),
});
