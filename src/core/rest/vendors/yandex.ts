import { oauthMethods } from '../oauth/methods.js';
import { oauthToken } from '../oauth/oauth-token.js';
import { clientId, clientSecret, deviceCode, refreshToken } from '../oauth/params.js';
import { signIn } from '../oauth/sign-in.js';
import type { TokenSource } from '../oauth/token-source.js';
import type { OAuthVendor } from '../oauth/vendor.js';

/** Yandex ID: the tokens of all Yandex services. */
const yandex: OAuthVendor = {
  token: 'https://oauth.yandex.ru/token',
  device: {
    url: 'https://oauth.yandex.ru/device/code',
    grantType: 'device_code',
    field: 'code',
  },
  reference: 'https://yandex.ru/dev/id/doc/en/codes/screen-code-oauth',
  hint: (reason) => HINTS[reason],
};

const HINTS: Readonly<Record<string, string>> = {
  authorization_pending: 'Enter the code on the page of the confirmation code first.',
  bad_verification_code: 'The code has expired or was used: request another one.',
  invalid_client: 'Check the application ID and secret.',
  invalid_grant: 'The token has expired or was revoked: sign in again.',
};

/** A token as the methods receive it. */
export type YandexToken = string | TokenSource;

/** The token of a service: one that users have, or credentials that get one. */
export function yandexToken(summary: string, env: readonly string[]) {
  return oauthToken({ vendor: yandex }, summary, { env, example: `env:${env[0]}` });
}

const client = {
  clientId: clientId({ option: 'id', example: '2f9fd3a4b5c64e7e8f90a1b2c3d4e5f6' }),
  clientSecret: clientSecret({ option: 'secret', example: 'env:YANDEX_CLIENT_SECRET' }),
};

/** The row `Login`, which signs in for all Yandex services with OAuth. */
export function yandexSignIn() {
  return signIn('yandex', {
    vendor: yandex,
    client,
    options: () => ['yadisk.token', 'metrika.token'],
  });
}

/** The rows for Yandex's tokens, which several of its services have. */
export function yandexAuth(service: string) {
  const oauth = oauthMethods(service, yandex, client);
  return {
    code: oauth.deviceCode(),
    token: oauth.tokenByDeviceCode({
      device: deviceCode({ example: 'env:YANDEX_DEVICE_CODE' }),
    }),
    refresh: oauth.refresh({ refresh: refreshToken({ example: 'env:YANDEX_REFRESH_TOKEN' }) }),
  };
}
