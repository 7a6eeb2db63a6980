import { flag, textOrNumber } from '../../core/definition/kinds/index.js';
import { timeout } from '../../core/rest/vendors/green-api/fields.js';
import { receive } from './receive.js';
import { custom, remove, table } from './wire.js';

export const notifications = table({
  /**
   * Gets the next notification: an incoming message, the status of a sent one and the like.
   *
   * Notifications are a queue: the same one is returned again until it is deleted, with
   * DeleteNotification or at once. GREEN-API stores each for 24 hours. If it cannot be deleted at
   * once, it is returned all the same, with the error in `notDeleted`.
   *
   * @returns `receiptId` for its deletion, and `body`; null if none came in time.
   * @see https://green-api.com/v3/docs/api/receiving/technology-http-api/ReceiveNotification/
   */
  getNotification: custom({
    effect: 'delete',
    params: { timeout, isDeleted: flag('Delete it at once', { option: 'del', default: false }) },
    run: ({ access, timeout, isDeleted }, call) => receive(call, access, timeout, isDeleted),
  }),
  /** Deletes a notification from the queue, once it is processed. */
  deleteNotification: remove('DELETE deleteNotification/{receipt}', {
    receipt: textOrNumber('Receipt ID of the notification', { option: 'id', example: '1234567' }),
  }),
});
