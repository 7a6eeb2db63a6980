import { array, read, remove, table } from './wire.js';

export const queues = table({
  /** Gets the number of messages that wait to be sent. */
  getOutgoingMessageCount: read('GET getMessagesCount'),
  /** Lists the messages that wait to be sent. */
  getOutgoingMessageQueue: array('GET showMessagesQueue'),
  /** Deletes all messages that wait to be sent. */
  clearOutgoingMessageQueue: remove('GET clearMessagesQueue'),
  /** Gets the number of notifications in the queue. */
  getIncomingNotificationCount: read('GET getWebhooksCount'),
  /** Deletes all notifications in the queue. */
  clearIncomingNotificationQueue: remove('DELETE clearWebhooksQueue'),
});
