import { rest } from '../../core/rest/table.js';
import { googleSignIn } from '../../core/rest/vendors/google.js';

const { table } = rest({
  service: 'google',
  target: () => ({ base: 'https://oauth2.googleapis.com' }),
});

export const signingIn = table({
  /**
   * Signs in with a browser. Google services then need no token.
   *
   * Stores credentials in the config, which renew themselves. The client is one for desktop apps; with
   * `device`, one for TVs and limited input devices.
   *
   * @returns `options` of the config that use the credentials, and the path of the config.
   * @throws {ResponseError} The user did not let the application in.
   * @throws {TimeoutError} The user did not sign in within 10 minutes.
   * @see https://developers.google.com/identity/protocols/oauth2/native-app
   */
  login: googleSignIn(),
});
