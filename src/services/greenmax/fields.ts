import { narrowing, number, textOrNumber } from '../../core/definition/kinds/index.js';

/** IDs of users and chats are numbers, those of groups negative ones. The API needs them as text. */
export const chat = textOrNumber('Chat ID; negative for a group', {
  field: 'chatId',
  example: '10000000',
});
export const group = textOrNumber('Group ID', {
  option: 'chat',
  field: 'chatId',
  example: '-10000000000000',
});
export const member = textOrNumber('User ID', {
  field: 'participantChatId',
  example: '10000000',
});
export const message = textOrNumber('Message ID', {
  field: 'idMessage',
  example: '115386470215942018',
});
export const lastRead = narrowing('Message ID; without it, all messages of the chat', {
  ...{ option: 'message', field: 'idMessage' },
  optional: true,
  example: '115386470215942018',
});
/** Without one, nothing is shown: a 0 is not sent. */
export const typing = number('Milliseconds to show that you are typing, from 1000 to 20000', {
  field: 'typingTime',
  as: (time: number) => time || undefined,
  default: 0,
});
