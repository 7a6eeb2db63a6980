import { list as listOf, text, texts } from '../../core/definition/kinds/index.js';
import { commaSeparated } from '../../core/rest/values.js';
import { table, write } from './wire.js';

export const conversations = table({
  /**
   * Opens a conversation with up to 8 users, or returns the one that there is.
   *
   * @returns `channel.id` takes messages.
   */
  openDialog: write('conversations.open', {
    users: listOf(texts, 'IDs of the users', { example: "['U012AB3CD']", as: commaSeparated }),
  }),
  /** Closes a conversation: its messages stay. */
  closeDialog: write('conversations.close', {
    conversation: text('ID of the conversation', {
      option: 'conv',
      field: 'channel',
      example: 'D012AB3CD',
    }),
  }),
});
