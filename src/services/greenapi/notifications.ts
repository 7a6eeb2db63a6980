import { textOrNumber } from '../../core/definition/kinds/index.js';
import { timeout } from '../../core/rest/vendors/green-api/fields.js';
import { download } from './download.js';
import { chat, lastRead, message } from './fields.js';
import { custom, green, read, remove, table, write } from './wire.js';

export const notifications = table({
  /**
   * Gets the next notification: an incoming message, the status of a sent one and the like.
   *
   * Notifications are a queue: the same one is returned again until it is deleted with
   * DeleteNotificationFromQueue. GREEN-API stores each for 24 hours.
   *
   * @returns `receiptId` for its deletion, and `body`; null if none came in time.
   * @see https://green-api.com/en/docs/api/receiving/technology-http-api/ReceiveNotification/
   */
  getNotification: custom({
    effect: 'read',
    params: { timeout },
    run: ({ access, timeout }, call) => green.receive(call, access, timeout),
  }),
  /** Deletes a notification from the queue, once it is processed. */
  deleteNotificationFromQueue: remove('DELETE deleteNotification/{receipt}', {
    receipt: textOrNumber('Receipt ID of the notification', { example: '1234567' }),
  }),
  /**
   * Gets the URL of the file in a message. GetMessageFile gets the file itself.
   *
   * @returns `downloadUrl`
   */
  downloadMessageFile: read('downloadFile', { chat, message }),
  /**
   * Downloads the file in a message.
   *
   * @throws {HttpError} The message does not exist, or has no file.
   * @see https://green-api.com/en/docs/api/receiving/files/DownloadFile/
   */
  getMessageFile: custom({
    effect: 'read',
    binary: 'photo.jpg',
    params: { chat, message },
    run: ({ access, chat, message }, call) => download(call, access, chat, message),
  }),
  /** Marks a message as read, or all messages of a chat. */
  setReadMark: write('readChat', { chat, message: lastRead }),
});
