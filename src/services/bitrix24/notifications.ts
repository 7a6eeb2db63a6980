import { text } from '../../core/definition/kinds/index.js';
import { blocks, id, messageText, user } from './fields.js';
import { remove, table, write } from './wire.js';

const notification = {
  user,
  message: messageText,
  tag: text('Tag: a new notification replaces an earlier one with the same tag', {
    field: 'TAG',
    example: 'tea',
    optional: true,
  }),
  blocks,
};

export const notifications = table({
  /** Sends a notification to a user from the current user. Returns its ID. */
  createPersonalNotification: write('im.notify.personal.add', notification),
  /** Sends a notification to a user from the system. Returns its ID. */
  createSystemNotification: write('im.notify.system.add', notification),
  /** Deletes a notification. */
  deleteNotification: remove('im.notify.delete', {
    notification: id('Notification ID', { option: 'notif', field: 'ID', example: '12345' }),
  }),
});
