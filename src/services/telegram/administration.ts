import { date, number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { ask, token } from './bot.js';
import { chat, message } from './fields.js';
import { chatOf, id } from './kinds.js';
import type { BotAnswer, InviteLink } from './types.js';

const user = id('User ID', { example: '123456789' });

/**
 * Bans a user from a group or channel.
 *
 * The bot must be an administrator. The user is removed and cannot return until Unban.
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
 * Unbans a user in a group or channel.
 *
 * A user who is not banned is not affected: members are not removed.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#unbanchatmember
 */
export const unban = method('telegram', 'Unban', {
  effect: 'write',
  params: { token, chat, user },
  run({ token, chat, user }, call): Promise<BotAnswer<true>> {
    // Without this the API would remove a member who is not banned.
    const what = { user_id: user, only_if_banned: true };
    return ask(call, token, 'unbanChatMember', { ...chatOf(chat), ...what });
  },
});

/**
 * Creates an invite link for a group or channel.
 *
 * The bot must be an administrator.
 *
 * @returns `result.invite_link` is the link.
 * @see https://core.telegram.org/bots/api#createchatinvitelink
 */
export const createInvitationLink = method('telegram', 'CreateInvitationLink', {
  effect: 'write',
  params: {
    token,
    chat,
    title: text('Name of the link, visible to administrators', { optional: true }),
    expires: date('Expiry date; without one, the link never expires', {
      option: 'expire',
      optional: true,
    }),
    limit: number('Maximum number of members who joined by the link; 0 for no limit', {
      default: 0,
    }),
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
 * Pins a message in a chat.
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
 * Unpins a message in a chat.
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
 * Gets the number of members in a chat.
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
