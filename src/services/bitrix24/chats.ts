import { bytes, flag, text, textOrNumber } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { numberIfWhole, yesNo } from '../../core/rest/values.js';
import { dialog, fieldsBeside, id, ids, user } from './fields.js';
import { chatFields } from './structures.js';
import { base64 } from './upload.js';
import { custom, list, read, send, table, write } from './wire.js';

/** Where only chats are possible, `chat1489` is 1489. */
const chatNumber = (value: string) => numberIfWhole(value.replace(/^chat/, ''));
const chat = id('Chat ID', { field: 'CHAT_ID', as: chatNumber, example: '1489' });
const users = ids('User IDs', { field: 'USERS', example: "['503','547']" });
const message = (which: string) => ({ example: '84875', field: which, optional: true }) as const;

export const chats = table({
  /** Creates a chat. Returns its ID. */
  createChat: write('im.chat.add', {
    chat: fieldsBeside('chat: see GetChatStructure', "{'TITLE':'Tea','USERS':[503]}"),
  }),
  /** Lists the IDs of the users in a chat. */
  getChatUsers: list('im.chat.user.list', 'result', { chat }),
  /** Leaves a chat. */
  leaveChat: write('im.chat.leave', { chat }),
  /** Gets users by their IDs. */
  getUsers: read('im.user.list.get', { users: { ...users, wire: { ...users.wire, field: 'ID' } } }),
  /** Adds users to a chat. */
  addUsersToChat: write('im.chat.user.add', {
    chat,
    users,
    hideHistory: flag('Hide earlier messages', {
      option: 'hide',
      field: 'HIDE_HISTORY',
      as: yesNo,
      default: false,
    }),
  }),
  /** Removes a user from a chat. */
  deleteUserFromChat: write('im.chat.user.delete', { chat, user }),
  /** Changes the title of a chat. */
  changeChatTitle: write('im.chat.updateTitle', {
    chat,
    title: text('Title', { field: 'TITLE', example: 'Tea' }),
  }),
  /** Changes the color of a chat in the mobile app. */
  changeChatColor: write('im.chat.updateColor', {
    chat,
    color: text('Color', { field: 'COLOR', values: ['RED', 'GREEN', 'MINT', 'AQUA', 'PURPLE'] }),
  }),
  /**
   * Changes the avatar of a chat.
   *
   * @see https://apidocs.bitrix24.com/api-reference/chats/chat-update/im-chat-update-avatar.html
   */
  changeChatPicture: custom({
    effect: 'write',
    params: {
      chat,
      picture: bytes('Image of up to 5000 × 5000 pixels', { example: 'chat.jpg' }),
    },
    async run({ chat, picture, ...portal }, call) {
      const AVATAR = await base64(picture, call, 'picture');
      return send(call, portal, 'im.chat.updateAvatar', { CHAT_ID: chatNumber(chat), AVATAR });
    },
  }),
  /** Changes the owner of a chat. */
  changeChatOwner: write('im.chat.setOwner', { chat, user }),
  /** Turns off notifications from a chat. */
  disableChatNotifications: write('im.chat.mute', { chat }, { fixed: { MUTE: 'Y' } }),
  /** Turns on notifications from a chat. */
  enableChatNotifications: write('im.chat.mute', { chat }, { fixed: { MUTE: 'N' } }),
  /** Gets 20 messages of a chat: the latest, or those before or after a message. */
  getChatMessagesList: read('im.dialog.messages.get', {
    dialog,
    last: id('ID of the message after the last one to get', message('LAST_ID')),
    first: id(
      'ID of the message before the first one to get; 0 to start with the oldest',
      message('FIRST_ID'),
    ),
  }),
  /** Gets a chat. */
  getDialog: read('im.dialog.get', { dialog }),
  /** Lists the members of a chat. */
  getChatMembersList: list(
    'im.dialog.users.list',
    'result',
    { dialog },
    {
      pager: {
        next: ({ next }) => (next === undefined ? undefined : { OFFSET: next }),
        largest: { LIMIT: 200 },
      },
    },
  ),
  /** Shows in a chat that the user is typing. */
  sendWritingNotification: write('im.dialog.writing', { dialog }),
  /** Gets the status of the current user. */
  getUserStatus: read('im.user.status.get'),
  /** Sets the status of the current user. */
  setUserStatus: write('im.user.status.set', {
    status: textOrNumber('Status', { field: 'STATUS', values: ['online', 'dnd', 'away', 'break'] }),
  }),
  /** Marks all messages of the current user as read. */
  readAll: write('im.dialog.read.all'),
  /** Gets the folder with the files of a chat. No longer developed; `im.v2.File.upload` replaces it. */
  getChatFilesFolder: read('im.disk.folder.get', { chat }),
  /** Returns the fields of a chat. */
  getChatStructure: structure('bitrix24', 'GetChatStructure', chatFields),
});
