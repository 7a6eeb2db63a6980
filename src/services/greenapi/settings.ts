import { commonSettings } from '../../core/rest/vendors/green-api/settings.js';

/** The settings of an instance. */
export const settings = {
  ...commonSettings,
  deviceWebhook: 'yes or no: notifications about the phone and its battery',
  keepOnlineStatus: 'yes or no: the account is shown as online',
  pollMessageWebhook: 'yes or no: notifications about polls and votes',
  incomingBlockWebhook: 'yes or no: notifications about added and blocked chats',
  incomingCallWebhook: 'yes or no: notifications about incoming calls',
  editedMessageWebhook: 'yes or no: notifications about edited messages',
  deletedMessageWebhook: 'yes or no: notifications about deleted messages',
} as const;
