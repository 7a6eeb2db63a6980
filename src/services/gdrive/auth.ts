import { googleAuth } from '../../core/rest/vendors/google.js';
import { table } from './wire.js';

const oauth = googleAuth('gdrive');

export const auth = table({
  /**
   * Creates the link where a user lets an application in.
   *
   * The redirect to http://localhost shows no page: copy its address for GetTokenByCode.
   */
  formCodeRetrievalLink: oauth.link,
  /** Gets an access token and a refresh token for a code. */
  getTokenByCode: oauth.token,
  /**
   * Gets a new access token for a refresh token.
   *
   * The refresh token stays the same. That of an application in testing expires after 7 days.
   */
  refreshToken: oauth.refresh,
  /** Gets an access token for a service account. It expires after an hour at most. */
  getServiceAccountToken: oauth.account,
});
