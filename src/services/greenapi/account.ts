import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { phoneNumber, picture } from '../../core/rest/vendors/green-api/fields.js';
import { settingsParam } from '../../core/rest/vendors/green-api/settings.js';
import { chat } from './fields.js';
import { qrCode } from './qr.js';
import { settings } from './settings.js';
import { access, custom, green, read, send, table, write } from './wire.js';

export const account = table({
  /**
   * Creates the access parameters for the other methods.
   *
   * @returns The structure with its token as given: `env:NAME` is looked up when it is used.
   */
  formAccessParameters: green.formAccessParameters(),
  /** Gets the phone number, the picture and the state of the account. */
  getAccountInformation: read('GET getWaSettings'),
  /** Gets the settings of the instance. */
  getInstanceSettings: read('GET getSettings'),
  /**
   * Changes settings of the instance. It restarts, which takes up to 5 minutes.
   *
   * @returns `saveSettings` is true.
   * @throws {HttpError} The settings were not saved.
   * @see https://green-api.com/en/docs/api/account/SetSettings/
   */
  setInstanceSettings: method('greenapi', 'SetInstanceSettings', {
    effect: 'write',
    params: { settings: settingsParam(settings), access },
    run: ({ settings, access }, call) => send(call, { access }, 'setSettings', settings),
  }),
  /** Gets the state of the instance, such as authorized or notAuthorized. */
  getInstanceStatus: read('GET getStateInstance'),
  /** Restarts the instance. */
  rebootInstance: write('GET reboot'),
  /** Logs the account out of the instance. To use it again, it must be authorized. */
  logoutInstance: write('GET logout'),
  /**
   * Gets the QR code that authorizes the instance in WhatsApp.
   *
   * It is valid for 20 seconds.
   *
   * @returns A PNG file.
   * @throws {HttpError} The instance is authorized already (`alreadyLogged`), or is not ready.
   * @see https://green-api.com/en/docs/api/account/QR/
   */
  getQR: custom({
    effect: 'read',
    binary: 'qr.png',
    params: {},
    run: ({ access }, call) => qrCode(call, access),
  }),
  /** Gets a code that authorizes the instance by its phone number instead of a QR code. */
  getAuthorizationCode: write('getAuthorizationCode', { phoneNumber }),
  /** Sets the picture of the account. */
  setProfilePicture: write('setProfilePicture', { picture }),
  /** Archives a chat. It must have at least one incoming message. */
  archiveChat: write('archiveChat', { chat }, { mayBeEmpty: true }),
  /** Returns a chat from the archive. */
  unarchiveChat: write('unarchiveChat', { chat }, { mayBeEmpty: true }),
  /** Gets a template of the settings of an instance. */
  getInstanceSettingsStructure: structure('greenapi', 'GetInstanceSettingsStructure', settings),
});
