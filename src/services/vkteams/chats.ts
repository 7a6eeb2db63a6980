import type { Call } from '../../core/definition/call.js';
import {
  bytes,
  flag,
  list as listOf,
  narrowing,
  text,
  texts,
} from '../../core/definition/kinds/index.js';
import { chat, user } from './fields.js';
import { custom, list, read, remove, send, table, write } from './wire.js';

const picture = bytes('Picture', { option: 'file', example: 'team.png' });
const candidate = narrowing('User ID; without one, all requests are meant', {
  option: 'userid',
  optional: true,
  example: '752234@chat.agent',
});

/** Accepts or declines requests to join. */
function resolve(
  call: Call,
  token: string,
  chatId: string,
  user: string | undefined,
  approve: boolean,
) {
  const whom = user === undefined ? { everyone: true } : { userId: user };
  return send(call, { token }, 'chats/resolvePending', { chatId, approve, ...whom });
}

export const chats = table({
  /** Removes members from a chat. */
  removeChatMembers: remove('POST /chats/members/delete', {
    chat,
    members: listOf(texts, 'User IDs', {
      example: "['752234@chat.agent']",
      as: (users: readonly string[]) => users.map((sn) => ({ sn })),
    }),
  }),
  /** Changes the picture of a chat. */
  changeChatPicture: write('chats/avatar/set', { chat, image: picture }),
  /** Gets the type, title, description, rules and invitation link of a chat. */
  getChatInfo: read('chats/getInfo', { chat }),
  /** Gets the administrators of a chat. */
  getChatAdmins: read('chats/getAdmins', { chat }),
  /** Lists the members of a chat. */
  getChatMembers: list('chats/getMembers', 'members', {
    chat,
    cursor: text('Cursor: cursor of the previous page', { optional: true, example: '213' }),
  }),
  /** Gets the blocked users of a chat. */
  getChatBlockedUsers: read('chats/getBlockedUsers', { chat }),
  /** Gets the requests to join a chat. */
  getChatJoinRequests: read('chats/getPendingUsers', { chat }),
  /** Blocks a user in a chat. */
  blockChatUser: write('chats/blockUser', {
    chat,
    user,
    deleteMessages: flag('Delete the last messages of the user', {
      option: 'dellast',
      field: 'delLastMessages',
      default: false,
    }),
  }),
  /** Unblocks a user in a chat. */
  unblockChatUser: write('chats/unblockUser', { chat, user }),
  /**
   * Accepts a request to join a chat, or all requests.
   *
   * @throws {InputError} The user ID is empty. Nothing was sent.
   * @see https://teams.vk.com/botapi/
   */
  approvePending: custom({
    effect: 'write',
    params: { chat, candidate },
    run: ({ token, chat, candidate }, call) => resolve(call, token, chat, candidate, true),
  }),
  /**
   * Declines a request to join a chat, or all requests.
   *
   * @throws {InputError} The user ID is empty. Nothing was sent.
   * @see https://teams.vk.com/botapi/
   */
  disapprovePending: custom({
    effect: 'write',
    params: { chat, candidate },
    run: ({ token, chat, candidate }, call) => resolve(call, token, chat, candidate, false),
  }),
  /** Sets the title of a chat. */
  setChatTitle: write('chats/setTitle', {
    chat,
    text: text('Title', { field: 'title', example: 'Release' }),
  }),
  /** Sets the description of a chat. */
  setChatDescription: write('chats/setAbout', {
    chat,
    text: text('Description', { field: 'about', example: 'Everything about the release' }),
  }),
  /** Sets the rules of a chat. */
  setChatRules: write('chats/setRules', {
    chat,
    text: text('Rules', { field: 'rules', example: 'Be kind' }),
  }),
});
