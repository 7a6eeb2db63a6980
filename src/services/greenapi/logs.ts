import { number } from '../../core/definition/kinds/index.js';
import { count } from '../../core/rest/vendors/green-api/fields.js';
import { chat, message } from './fields.js';
import { array, read, table } from './wire.js';

const period = number('Messages of the last minutes; 1440 is a day', {
  field: 'minutes',
  default: 1440,
});

export const logs = table({
  /** Lists the latest messages of a chat. */
  getChatHistory: array('getChatHistory', { chat, count }),
  /** Gets a message. */
  getMessage: read('getMessage', {
    chat,
    message: { ...message, option: 'msg' },
  }),
  /** Lists incoming messages. */
  getIncomingMessageLog: array('GET lastIncomingMessages', { period }),
  /** Lists messages sent from the phone and through the API. */
  getOutgoingMessageLog: array('GET lastOutgoingMessages', { period }),
});
