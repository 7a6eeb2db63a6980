import { narrowing, text } from '../../core/definition/kinds/index.js';

/** IDs of chats end in @c.us, those of groups in @g.us. */
export const chat = text('Chat ID: a phone number with @c.us, or a group with @g.us', {
  field: 'chatId',
  example: '79876543210@c.us',
});
export const group = text('Group ID with @g.us', {
  field: 'groupId',
  example: '120363043968066561@g.us',
});
export const user = text('User ID: a phone number with @c.us', {
  field: 'participantChatId',
  example: '79876543210@c.us',
});
export const message = text('Message ID', {
  field: 'idMessage',
  example: 'BAE5F4886F6F2D05',
});
export const lastRead = narrowing('Message ID; without it, all messages of the chat', {
  ...{ option: 'message', field: 'idMessage' },
  optional: true,
  example: 'BAE5F4886F6F2D05',
});
export const quoted = text('ID of the message that it replies to', {
  field: 'quotedMessageId',
  optional: true,
  example: 'BAE5F4886F6F2D05',
});
