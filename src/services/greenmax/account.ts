import { flag, number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { phoneNumber, picture } from '../../core/rest/vendors/green-api/fields.js';
import { commonSettings, settingsParam } from '../../core/rest/vendors/green-api/settings.js';
import { chat } from './fields.js';
import { access, array, green, read, send, table, write } from './wire.js';

export const account = table({
  /**
   * Creates the access parameters for the other methods.
   *
   * @returns The structure with its token as given: `env:NAME` is looked up when it is used.
   */
  formAccessParameters: green.formAccessParameters(),
  /** Gets the phone number, the picture and the state of the account. */
  getAccountInformation: read('GET getAccountSettings'),
  /** Gets the settings of the instance. */
  getInstanceSettings: read('GET getSettings'),
  /**
   * Changes settings of the instance. It restarts, which takes up to 5 minutes.
   *
   * @returns `saveSettings` is true.
   * @throws {HttpError} The settings were not saved.
   * @see https://green-api.com/v3/docs/api/account/SetSettings/
   */
  setInstanceSettings: method('greenmax', 'SetInstanceSettings', {
    effect: 'write',
    params: { settings: settingsParam(commonSettings), access },
    run: ({ settings, access }, call) => send(call, { access }, 'setSettings', settings),
  }),
  /** Sends the code that authorizes the instance to a phone number. */
  getAuthorizationCode: write('startAuthorization', { phoneNumber }),
  /** Authorizes the instance with the code from GetAuthorizationCode. */
  sendAuthorizationCode: write('sendAuthorizationCode', {
    code: text('Code that came to the phone', { example: '123456' }),
  }),
  /** Gets the state of the instance, such as authorized or notAuthorized. */
  getInstanceStatus: read('GET getStateInstance'),
  /** Sets the picture of the account. */
  setProfilePicture: write('setProfilePicture', { picture }),
  /** Logs the account out of the instance. To use it again, it must be authorized. */
  logoutInstance: write('GET logout'),
  /** Restarts the instance. */
  rebootInstance: write('GET reboot'),
  /** Checks whether a phone number has a MAX account, and gets its chat ID. */
  checkAccount: read('checkAccount', {
    phoneNumber,
    force: flag('Ignore results of earlier checks', { default: false }),
  }),
  /** Lists the contacts of the account. */
  getContactList: array('GET getContacts', {
    count: number('Number of contacts', { optional: true, example: '100' }),
  }),
  /** Gets the details of a contact. */
  getContactInformation: read('getContactInfo', { chat }),
  /** Lists the chats of the account. */
  getChatList: array('GET getChats'),
  /** Gets the URL of the picture of a chat. `available` is false if it has none. */
  getChatAvatar: read('getAvatar', { chat }),
  /** Gets a template of the settings of an instance. */
  getInstanceSettingsStructure: structure(
    'greenmax',
    'GetInstanceSettingsStructure',
    commonSettings,
  ),
});
