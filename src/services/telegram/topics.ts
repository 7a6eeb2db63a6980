import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { ask, token } from './bot.js';
import { isNone } from './fields.js';
import { chatOf, id, type Target, target } from './kinds.js';
import type { BotAnswer, ForumTopic } from './types.js';

const forum = target('Group with topics: ID or @name', { example: '-1001234567890' });
const topic = id('Topic ID', { example: '12' });
const topicOrMain = id('Topic ID; without one, the general topic', {
  option: 'topic',
  optional: true,
});

/**
 * A forum topic, however it was given; without one it is the general topic, which has its own
 * methods.
 */
function topicOf(forum: Target, topic: number | undefined): Target & { isMain: boolean } {
  const message_thread_id = topic ?? forum.message_thread_id;
  return { chat_id: forum.chat_id, message_thread_id, isMain: message_thread_id === undefined };
}

interface Sticker {
  custom_emoji_id: string;
  emoji: string;
}

/**
 * Lists the icons for topics.
 *
 * @returns An object with the IDs for `icon` as keys and their emojis as values.
 * @see https://core.telegram.org/bots/api#getforumtopiciconstickers
 */
export const getAvatarIconList = method('telegram', 'GetAvatarIconList', {
  effect: 'read',
  params: { token },
  async run({ token }, call): Promise<Record<string, string>> {
    const { result } = await ask<Sticker[]>(call, token, 'getForumTopicIconStickers');
    return Object.fromEntries(result.map(({ custom_emoji_id, emoji }) => [custom_emoji_id, emoji]));
  },
});

/**
 * Creates a topic in a group with topics.
 *
 * The bot must be an administrator with permission to manage topics.
 *
 * @returns `result.message_thread_id` is the topic's ID: use `ID*TOPIC` as the chat to write there.
 * @see https://core.telegram.org/bots/api#createforumtopic
 */
export const createForumTopic = method('telegram', 'CreateForumTopic', {
  effect: 'write',
  params: {
    token,
    forum,
    title: text('Title of the topic', { example: 'News' }),
    icon: text('Icon ID from GetAvatarIconList', { optional: true }),
  },
  run({ token, forum, title, icon }, call): Promise<BotAnswer<ForumTopic>> {
    const what = { name: title, icon_custom_emoji_id: icon };
    return ask(call, token, 'createForumTopic', { ...chatOf(forum), ...what });
  },
});

/**
 * Edits the title or the icon of a topic.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#editforumtopic
 */
export const editForumTopic = method('telegram', 'EditForumTopic', {
  effect: 'write',
  params: {
    token,
    forum,
    topic,
    title: text('New title', { optional: true }),
    icon: text('New icon ID from GetAvatarIconList; none removes the icon', { optional: true }),
  },
  run({ token, forum, topic, title, icon }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'editForumTopic', {
      ...chatOf(forum),
      message_thread_id: topic,
      name: title,
      icon_custom_emoji_id: isNone(icon) ? '' : icon,
    });
  },
});

/**
 * Closes a topic, so that only administrators can write there.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#closeforumtopic
 */
export const closeForumTopic = method('telegram', 'CloseForumTopic', {
  effect: 'write',
  params: { token, forum, topic: topicOrMain },
  run({ token, forum, topic }, call): Promise<BotAnswer<true>> {
    const { isMain, ...what } = topicOf(forum, topic);
    return ask(call, token, isMain ? 'closeGeneralForumTopic' : 'closeForumTopic', what);
  },
});

/**
 * Reopens a closed topic.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#reopenforumtopic
 */
export const openForumTopic = method('telegram', 'OpenForumTopic', {
  effect: 'write',
  params: { token, forum, topic: topicOrMain },
  run({ token, forum, topic }, call): Promise<BotAnswer<true>> {
    const { isMain, ...what } = topicOf(forum, topic);
    return ask(call, token, isMain ? 'reopenGeneralForumTopic' : 'reopenForumTopic', what);
  },
});

/**
 * Deletes a topic with all its messages.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#deleteforumtopic
 */
export const deleteForumTopic = method('telegram', 'DeleteForumTopic', {
  effect: 'delete',
  params: { token, forum, topic },
  run({ token, forum, topic }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'deleteForumTopic', { ...chatOf(forum), message_thread_id: topic });
  },
});

/**
 * Hides the general topic of a group.
 *
 * The topic is also closed.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#hidegeneralforumtopic
 */
export const hideMainForumTopic = method('telegram', 'HideMainForumTopic', {
  effect: 'write',
  params: { token, forum },
  run({ token, forum }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'hideGeneralForumTopic', chatOf(forum));
  },
});

/**
 * Shows the general topic of a group again.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#unhidegeneralforumtopic
 */
export const showMainForumTopic = method('telegram', 'ShowMainForumTopic', {
  effect: 'write',
  params: { token, forum },
  run({ token, forum }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'unhideGeneralForumTopic', chatOf(forum));
  },
});

/**
 * Edits the title of the general topic of a group.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#editgeneralforumtopic
 */
export const editMainForumTopicName = method('telegram', 'EditMainForumTopicName', {
  effect: 'write',
  params: { token, forum, title: text('New title', { example: 'Lobby' }) },
  run({ token, forum, title }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'editGeneralForumTopic', { ...chatOf(forum), name: title });
  },
});

/**
 * Unpins all messages in a topic.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#unpinallforumtopicmessages
 */
export const clearTopicPinnedMessagesList = method('telegram', 'ClearTopicPinnedMessagesList', {
  effect: 'write',
  params: { token, forum, topic: topicOrMain },
  run({ token, forum, topic }, call): Promise<BotAnswer<true>> {
    const { isMain, ...what } = topicOf(forum, topic);
    const all = isMain ? 'unpinAllGeneralForumTopicMessages' : 'unpinAllForumTopicMessages';
    return ask(call, token, all, what);
  },
});
