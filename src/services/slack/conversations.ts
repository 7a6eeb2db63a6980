import { list as listOf, text, texts } from '../../core/definition/kinds/index.js';
import { commaSeparated } from '../../core/rest/values.js';
import { table, write } from './wire.js';

export const conversations = table({
  /**
   * Opens a direct message with up to 8 users, or returns the existing one.
   *
   * @returns `channel.id` is the channel ID for messages.
   */
  openDialog: write('conversations.open', {
    users: listOf(texts, 'User IDs', { example: "['U012AB3CD']", as: commaSeparated }),
  }),
  /** Closes a direct message. The messages stay. */
  closeDialog: write('conversations.close', {
    conversation: text('Conversation ID', {
      option: 'conv',
      field: 'channel',
      example: 'D012AB3CD',
    }),
  }),
});
