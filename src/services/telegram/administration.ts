import { date, number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { ask, token } from './bot.js';
import { chat, message } from './fields.js';
import { chatOf, id } from './kinds.js';
import type { BotAnswer, InviteLink } from './types.js';

const user = id('ID of the person', { example: '123456789' });

/**
 * Bans a person from a group or channel.
 *
 * The bot must be an administrator there. The person is removed, and cannot come back until Unban.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#banchatmember
 */
export const ban = method('telegram', 'Ban', {
  effect: 'delete',
  params: { token, chat, user },
  run({ token, chat, user }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'banChatMember', { ...chatOf(chat), user_id: user });
  },
});

/**
 * Lets a banned person come back to a group or channel.
 *
 * Who is no longer banned stays as they are: a member is not removed.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#unbanchatmember
 */
export const unban = method('telegram', 'Unban', {
  effect: 'write',
  params: { token, chat, user },
  run({ token, chat, user }, call): Promise<BotAnswer<true>> {
    // Without this the API would throw out a member who is not banned.
    const what = { user_id: user, only_if_banned: true };
    return ask(call, token, 'unbanChatMember', { ...chatOf(chat), ...what });
  },
});

/**
 * Makes a link for joining a group or channel.
 *
 * The bot must be an administrator there.
 *
 * @returns `result.invite_link` is the link.
 * @see https://core.telegram.org/bots/api#createchatinvitelink
 */
export const createInvitationLink = method('telegram', 'CreateInvitationLink', {
  effect: 'write',
  params: {
    token,
    chat,
    title: text('Name of the link, seen by administrators', { optional: true }),
    expires: date('When it ends; never where left out', { option: 'expire', optional: true }),
    limit: number('How many may join by it at a time; 0 for any number', { default: 0 }),
  },
  run({ token, chat, title, expires, limit }, call): Promise<BotAnswer<InviteLink>> {
    return ask(call, token, 'createChatInviteLink', {
      ...chatOf(chat),
      name: title,
      expire_date: expires && Math.floor(expires.getTime() / 1000),
      member_limit: limit || undefined,
    });
  },
});

/**
 * Pins a message at the top of a chat.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#pinchatmessage
 */
export const pinMessage = method('telegram', 'PinMessage', {
  effect: 'write',
  params: { token, chat, message },
  run({ token, chat, message }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'pinChatMessage', { ...chatOf(chat), message_id: message });
  },
});

/**
 * Takes a pinned message off the top of a chat.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#unpinchatmessage
 */
export const unpinMessage = method('telegram', 'UnpinMessage', {
  effect: 'write',
  params: { token, chat, message },
  run({ token, chat, message }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'unpinChatMessage', { ...chatOf(chat), message_id: message });
  },
});

/**
 * Counts the members of a chat.
 *
 * @returns `result` is their number.
 * @see https://core.telegram.org/bots/api#getchatmembercount
 */
export const getParticipantCount = method('telegram', 'GetParticipantCount', {
  effect: 'read',
  params: { token, chat },
  run({ token, chat }, call): Promise<BotAnswer<number>> {
    return ask(call, token, 'getChatMemberCount', chatOf(chat));
  },
});
