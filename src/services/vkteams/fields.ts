import { anything, bytes, list, text } from '../../core/definition/kinds/index.js';

/** Params of many methods. */
export const chat = text('Chat ID', {
  option: 'chatid',
  field: 'chatId',
  example: 'AoLFkoRCb4MpaP0DkUI',
});
export const message = text('Message ID', {
  option: 'messageid',
  field: 'msgId',
  example: '6752793278973351456',
});
export const fileId = text('File ID', {
  option: 'fileid',
  field: 'fileId',
  example: 'C2Cz6pQ2hDqiHCkwDxBKx25e',
});
export const user = text('User ID', {
  option: 'userid',
  field: 'userId',
  example: '752234@chat.agent',
});
export const file = bytes('File', { example: 'report.pdf' });
export const reply = text('ID of the message to reply to', {
  field: 'replyMsgId',
  optional: true,
  example: '6752793278973351456',
});
/** Each row is an array of buttons. */
export const keyboard = list(anything, 'Rows of buttons: see MakeActionButton', {
  field: 'inlineKeyboardMarkup',
  optional: true,
  example: "[[{'text':'Yes','callbackData':'yes','style':'base'}]]",
});
export const markup = text('Markup of the text', {
  option: 'parsemod',
  field: 'parseMode',
  default: 'MarkdownV2',
  values: ['MarkdownV2', 'HTML'],
});
export const caption = text('Caption', { option: 'text', optional: true, example: 'The report' });
