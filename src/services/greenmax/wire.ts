import { greenApi } from '../../core/rest/vendors/green-api/wire.js';

/** GREEN-API for MAX, version 3. */
export const green = greenApi({
  service: 'greenmax',
  sample: {
    apiUrl: 'https://3100.api.green-api.com/v3',
    mediaUrl: 'https://3100.media.green-api.com/v3',
    idInstance: '3100123456',
    variable: 'GREENMAX_TOKEN',
  },
  reference: (name) => `${ROOT}${PAGES[name] ?? ''}`,
});

export const { table, read, write, remove, array, custom, send, access, request } = green;

const ROOT = 'https://green-api.com/v3/docs/api/';

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  account: [
    ...['getAccountSettings', 'getSettings', 'setSettings', 'getStateInstance', 'reboot'],
    ...['logout', 'setProfilePicture', 'startAuthorization', 'sendAuthorizationCode'],
  ],
  groups: [
    ...['getGroupData', 'createGroup', 'updateGroupName', 'setGroupPicture', 'leaveGroup'],
    ...['addGroupParticipant', 'removeGroupParticipant', 'setGroupAdmin', 'removeAdmin'],
    'updateGroupSettings',
  ],
  sending: ['sendMessage', 'sendFileByUrl'],
  'receiving/technology-http-api': ['deleteNotification'],
  marks: ['readChat'],
  journals: ['getChatHistory', 'getMessage', 'lastIncomingMessages', 'lastOutgoingMessages'],
  queues: [
    ...['showMessagesQueue', 'clearMessagesQueue', 'getMessagesCount'],
    ...['getWebhooksCount', 'clearWebhooksQueue'],
  ],
  service: ['checkAccount', 'getAvatar', 'getContacts', 'getContactInfo', 'getChats'],
};

/** The page of each method of the API. */
const PAGES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SECTIONS).flatMap(([section, names]) =>
    names.map((name) => [name, `${section}/${name[0]!.toUpperCase()}${name.slice(1)}/`]),
  ),
);
