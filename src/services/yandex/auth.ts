import { rest } from '../../core/rest/table.js';
import { yandexAuth } from '../../core/rest/vendors/yandex.js';

const { table } = rest({ service: 'yandex', target: () => ({ base: 'https://oauth.yandex.ru' }) });
const oauth = yandexAuth('yandex');

export const auth = table({
  /**
   * Gets a code that a user enters to let the application in.
   *
   * @returns `user_code` and the page where to enter it, `verification_url`; `device_code` is for
   * ConvertCodeToToken.
   */
  getConfirmationCode: oauth.code,
  /**
   * Gets an access token and a refresh token for a device code.
   *
   * Waits until the user has entered the confirmation code.
   */
  convertCodeToToken: oauth.token,
  /** Gets new access and refresh tokens for a refresh token. */
  refreshToken: oauth.refresh,
});
