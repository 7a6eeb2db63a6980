import { date, flag, text } from '../../core/definition/kinds/index.js';
import { unixSeconds } from '../../core/rest/values.js';
import { blocks, channel, cursor, messageText, stamp } from './fields.js';
import { custom, list, read, send, table, write } from './wire.js';

export const messages = table({
  /**
   * Sends a message to a channel, or schedules it for a time within the next 120 days.
   *
   * @returns `ts` identifies the message; `scheduled_message_id` identifies a scheduled message.
   * @see https://docs.slack.dev/reference/methods/chat.postMessage
   */
  sendMessage: custom({
    effect: 'write',
    params: {
      channel,
      text: messageText,
      date: date('When to send it; by default, now', {
        example: '2030-01-31T18:30:00Z',
        optional: true,
      }),
      blocks,
    },
    run({ token, channel, text, date, blocks }, call) {
      const message = { channel, text, blocks };
      if (!date) return send(call, { token }, 'chat.postMessage', message);
      const delayed = { ...message, post_at: unixSeconds(date) };
      return send(call, { token }, 'chat.scheduleMessage', delayed);
    },
  }),
  /** Sends an ephemeral message: only one user in the channel sees it. */
  sendEphemeralMessage: write('chat.postEphemeral', {
    channel,
    text: messageText,
    user: text('User ID', { example: 'U012AB3CD', optional: true }),
    blocks,
  }),
  /** Updates the text or blocks of a message. */
  editMessage: write('chat.update', { channel, stamp, text: messageText, blocks }),
  /**
   * Deletes a message, or a scheduled message before it is sent.
   *
   * @see https://docs.slack.dev/reference/methods/chat.delete
   */
  deleteMessage: custom({
    effect: 'delete',
    params: {
      channel,
      stamp: text('Timestamp (ts) of the message, or ID of a scheduled message', {
        example: '1700000000.000100',
      }),
      scheduled: flag('The message is a scheduled message', {
        option: 'issheduled',
        default: false,
      }),
    },
    run({ token, channel, stamp, scheduled }, call) {
      if (!scheduled) return send(call, { token }, 'chat.delete', { channel, ts: stamp });
      const message = { channel, scheduled_message_id: stamp };
      return send(call, { token }, 'chat.deleteScheduledMessage', message);
    },
  }),
  /** Lists the scheduled messages of a channel. */
  getDelayedMessageList: list('chat.scheduledMessages.list', 'scheduled_messages', {
    channel,
    cursor,
  }),
  /** Gets the permalink of a message. */
  getMessageLink: read('chat.getPermalink', {
    channel,
    stamp: { ...stamp, wire: { field: 'message_ts' } },
  }),
  /** Lists the messages in a thread: the parent message, then its replies. */
  getMessageReplyList: list('conversations.replies', 'messages', { channel, stamp, cursor }),
});
