import { date, flag, text } from '../../core/definition/kinds/index.js';
import { unixSeconds } from '../../core/rest/values.js';
import { blocks, channel, cursor, messageText, stamp } from './fields.js';
import { custom, list, read, send, table, write } from './wire.js';

export const messages = table({
  /**
   * Sends a message to a channel, at once or at a time within the next 120 days.
   *
   * @returns `ts` identifies the message; of a delayed one `scheduled_message_id` does.
   * @see https://docs.slack.dev/reference/methods/chat.postMessage
   */
  sendMessage: custom({
    effect: 'write',
    params: {
      channel,
      text: messageText,
      date: date('When to send it: without it, at once', {
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
  /** Sends a message that only one user in a channel sees. */
  sendEphemeralMessage: write('chat.postEphemeral', {
    channel,
    text: messageText,
    user: text('ID of the user', { example: 'U012AB3CD', optional: true }),
    blocks,
  }),
  /** Changes the text or the blocks of a message. */
  editMessage: write('chat.update', { channel, stamp, text: messageText, blocks }),
  /**
   * Deletes a message, or a delayed one that is not sent yet.
   *
   * @see https://docs.slack.dev/reference/methods/chat.delete
   */
  deleteMessage: custom({
    effect: 'delete',
    params: {
      channel,
      stamp: text('Timestamp (ts) of the message; of a delayed one its ID', {
        example: '1700000000.000100',
      }),
      scheduled: flag('The message is a delayed one', { option: 'issheduled', default: false }),
    },
    run({ token, channel, stamp, scheduled }, call) {
      if (!scheduled) return send(call, { token }, 'chat.delete', { channel, ts: stamp });
      const message = { channel, scheduled_message_id: stamp };
      return send(call, { token }, 'chat.deleteScheduledMessage', message);
    },
  }),
  /** Lists the delayed messages of a channel. */
  getDelayedMessageList: list('chat.scheduledMessages.list', 'scheduled_messages', {
    channel,
    cursor,
  }),
  /** Gets a link to a message. */
  getMessageLink: read('chat.getPermalink', {
    channel,
    stamp: { ...stamp, wire: { field: 'message_ts' } },
  }),
  /** Lists the replies to a message, the message itself first. */
  getMessageReplyList: list('conversations.replies', 'messages', { channel, stamp, cursor }),
});
