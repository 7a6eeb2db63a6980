import { greenApi } from '../../core/rest/vendors/green-api/wire.js';

/** GREEN-API for WhatsApp. */
export const green = greenApi({
  service: 'greenapi',
  sample: {
    apiUrl: 'https://7105.api.greenapi.com',
    mediaUrl: 'https://7105.media.greenapi.com',
    idInstance: '7105123456',
    variable: 'GREENAPI_TOKEN',
  },
  reference: (name) => `${ROOT}${PAGES[name] ?? ''}`,
});

export const { table, read, write, remove, array, custom, send, access, request } = green;

const ROOT = 'https://green-api.com/en/docs/api/';

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  account: [
    ...['getWaSettings', 'getSettings', 'setSettings', 'getStateInstance', 'reboot', 'logout'],
    ...['getAuthorizationCode', 'setProfilePicture'],
  ],
  groups: [
    ...['getGroupData', 'createGroup', 'updateGroupName', 'setGroupPicture', 'leaveGroup'],
    ...['addGroupParticipant', 'removeGroupParticipant', 'setGroupAdmin', 'removeAdmin'],
  ],
  sending: ['sendMessage', 'sendFileByUrl', 'sendPoll', 'sendLocation', 'sendContact'].concat([
    'forwardMessages',
  ]),
  'receiving/technology-http-api': ['deleteNotification'],
  'receiving/files': ['downloadFile'],
  marks: ['readChat'],
  queues: ['showMessagesQueue', 'clearMessagesQueue'],
  journals: ['getChatHistory', 'getMessage', 'lastIncomingMessages', 'lastOutgoingMessages'],
};

/** The page of each method of the API. Others are in a section whose pages have other names. */
const PAGES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SECTIONS).flatMap(([section, names]) =>
    names.map((name) => [name, `${section}/${name[0]!.toUpperCase()}${name.slice(1)}/`]),
  ),
);
