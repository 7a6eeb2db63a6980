import { number } from '../../core/definition/kinds/index.js';
import { count } from '../../core/rest/vendors/green-api/fields.js';
import { chat, lastRead, message } from './fields.js';
import { array, read, table, write } from './wire.js';

const span = number('Messages of the last minutes; 1440 is a day', {
  field: 'minutes',
  default: 1440,
});

export const history = table({
  /** Lists the latest messages of a chat. */
  getChatMessageHistory: array('getChatHistory', { chat, count }),
  /** Gets a message. */
  getChatMessage: read('getMessage', { chat, message }),
  /** Lists incoming messages. */
  getIncomingMessageLog: array('GET lastIncomingMessages', { span }),
  /** Lists messages sent from the phone and through the API. */
  getOutgoingMessageLog: array('GET lastOutgoingMessages', { span }),
  /** Marks a message as read, or all messages of a chat. */
  markMessagesAsRead: write('readChat', { chat, message: lastRead }),
});
