import { text } from '../../core/definition/kinds/index.js';
import { custom, readBare, send, sendBare, table } from './wire.js';

export const account = table({
  /**
   * Gets the name and the email address of the user, or of another account.
   *
   * @see https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account
   */
  getAccountInformation: custom({
    effect: 'read',
    params: {
      account: text('Account ID; by default, the account of the token', {
        optional: true,
        example: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
      }),
    },
    run: ({ token, account }, call) =>
      account === undefined
        ? sendBare(call, { token }, 'users/get_current_account')
        : send(call, { token }, 'users/get_account', { account_id: account }),
  }),
  /** Gets the used and the available space. */
  getSpaceUsageData: readBare('users/get_space_usage'),
});
