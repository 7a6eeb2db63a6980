import { array, remove, table } from './wire.js';

export const queue = table({
  /** Lists the messages that wait to be sent. */
  getMessageQueue: array('GET showMessagesQueue'),
  /** Deletes all messages that wait to be sent. */
  clearMessageQueue: remove('GET clearMessagesQueue'),
});
