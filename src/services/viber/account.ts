import { list, text, texts } from '../../core/definition/kinds/index.js';
import { read, table, write } from './wire.js';

export const account = table({
  /**
   * Sets the URL that receives the events of the bot. Viber calls it at once and expects status
   * 200.
   *
   * No message can be sent before a webhook is set. An empty URL removes it.
   */
  setWebhook: write('set_webhook', {
    url: text('HTTPS URL for events', { example: 'https://example.com/viber' }),
    events: list(texts, 'Types of events: delivered, seen, failed, subscribed, …', {
      field: 'event_types',
      example: "['delivered','seen','failed']",
      optional: true,
    }),
  }),
  /** Gets the name, the members and the settings of the channel or bot. */
  getChannelInformation: read('get_account_info'),
  /** Gets the details of a user. Viber allows two calls in 12 hours per user. */
  getUserData: read('get_user_details', {
    user: text('User ID', { field: 'id', example: '01234567890A=' }),
  }),
  /** Gets the online status of up to 100 users. */
  getOnlineUsers: read('get_online', {
    users: list(texts, 'User IDs', { field: 'ids', example: "['01234567890A=']" }),
  }),
});
