import { rest } from '../../core/rest/table.js';
import { yandexSignIn } from '../../core/rest/vendors/yandex.js';

const { table } = rest({ service: 'yandex', target: () => ({ base: 'https://oauth.yandex.ru' }) });

export const signingIn = table({
  /**
   * Signs in with a code. Yandex Disk and Metrica then need no token.
   *
   * Stores credentials in the config, which renew themselves. What they may access is set in the
   * application.
   *
   * @returns `options` of the config that use the credentials, and the path of the config.
   * @throws {HttpError} The code has expired, or the user did not let the application in.
   * @see https://yandex.ru/dev/id/doc/en/codes/screen-code-oauth
   */
  login: yandexSignIn(),
});
