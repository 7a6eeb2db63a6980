import { flag, list as listOf, text, texts } from '../../core/definition/kinds/index.js';
import { commaSeparated } from '../../core/rest/values.js';
import { channel, cursor } from './fields.js';
import { list, read, table, write } from './wire.js';

const name = text('Name: lowercase letters, digits, hyphens', { option: 'title', example: 'team' });
const user = text('User ID', { example: 'U012AB3CD' });
const users = listOf(texts, 'User IDs', {
  example: "['U012AB3CD']",
  as: commaSeparated,
});

export const channels = table({
  /** Lists the public and private channels in the workspace. */
  getChannelList: list(
    'conversations.list',
    'channels',
    {
      excludeArchived: flag('Exclude archived channels', {
        option: 'notarchived',
        field: 'exclude_archived',
        default: false,
      }),
      cursor,
    },
    { fixed: { types: 'public_channel,private_channel' } },
  ),
  /** Lists the members of a channel. */
  getChannelUserList: list('conversations.members', 'members', { channel, cursor }),
  /** Creates a channel. */
  createChannel: write('conversations.create', {
    name,
    private: flag('Private channel', { default: false, field: 'is_private' }),
  }),
  /** Archives a channel. */
  archiveChannel: write('conversations.archive', { channel }),
  /** Gets information about a channel. */
  getChannel: read('conversations.info', { channel }),
  /** Lists the messages in a channel, newest first. */
  getChannelHistory: list('conversations.history', 'messages', { channel }),
  /** Invites users to a channel. */
  inviteUsersToChannel: write('conversations.invite', { channel, users }),
  /** Removes a user from a channel. */
  kickUserFromChannel: write('conversations.kick', { channel, user }),
  /** Joins a channel as the token's bot or user. */
  joinChannel: write('conversations.join', { channel }),
  /** Leaves a channel. */
  leaveChannel: write('conversations.leave', { channel }),
  /** Sets the topic of a channel. */
  setChannelTopic: write('conversations.setTopic', {
    channel,
    topic: text('Topic', { option: 'theme', example: 'Release on Friday' }),
  }),
  /** Sets the purpose of a channel. */
  setChannelGoal: write('conversations.setPurpose', {
    channel,
    purpose: text('Purpose', { example: 'Everything about the release' }),
  }),
  /** Renames a channel. */
  renameChannel: write('conversations.rename', { channel, name }),
});
