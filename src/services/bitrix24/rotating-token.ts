import type { CallOptions } from '../../core/definition/call-options.js';
import { ResponseError } from '../../core/errors/errors.js';
import { type OAuthTokens, RotatingToken } from '../../core/rest/oauth/rotating-token.js';
import { auth } from './auth.js';

/** Tokens of an application, and the credentials to renew them. */
export interface ApplicationTokens extends OAuthTokens {
  clientId: string;
  clientSecret: string;
  /** Saves the new tokens. It is awaited before a request uses them. */
  save?(tokens: OAuthTokens): unknown;
}

/**
 * An access token that renews itself: pass it as the `token` of any number of calls. When it
 * expires, it is renewed once for all of them, and each call is repeated. The refresh token changes
 * each time: a program stores it in `save`.
 *
 * ```ts
 * const token = rotatingToken({ clientId, clientSecret, accessToken, refreshToken, save });
 * await bitrix24.getTask({ url: 'example.bitrix24.com', task: 8017, token });
 * ```
 *
 * @see https://apidocs.bitrix24.com/settings/oauth/auto-renewal.html
 */
export function rotatingToken(
  { clientId, clientSecret, ...tokens }: ApplicationTokens,
  call: Omit<CallOptions, 'fullResponse'> = {},
): RotatingToken {
  return new RotatingToken({
    ...tokens,
    async refresh(refresh) {
      const given = await auth.refreshToken({ clientId, clientSecret, refresh }, call);
      const { access_token: accessToken, refresh_token: refreshToken } = given;
      if (typeof accessToken === 'string' && typeof refreshToken === 'string') {
        return { accessToken, refreshToken };
      }
      throw new ResponseError({ message: 'the server returned no tokens' });
    },
  });
}
