import { flag, text } from '../../core/definition/kinds/index.js';
import { caption, chat, file, fileId, keyboard, markup, message, reply } from './fields.js';
import { custom, remove, send, table, write } from './wire.js';

const content = text('Text, up to 4,096 characters', { option: 'text', example: 'Hello' });

export const messages = table({
  /** Sends a text message. */
  sendTextMessage: write('messages/sendText', {
    chat,
    text: content,
    reply,
    keyboard,
    markup,
  }),
  /**
   * Sends a file.
   *
   * @returns `fileId` sends the same file again with ResendFile.
   * @see https://teams.vk.com/botapi/
   */
  sendFile: custom({
    effect: 'write',
    params: {
      chat,
      file,
      caption,
      fileName: text('File name', { option: 'filename', optional: true, example: 'report.pdf' }),
      markup,
      type: text('Media type', { default: 'image/jpeg' }),
    },
    run: ({ token, chat, file, caption, fileName, markup, type }, call) =>
      send(call, { token }, 'messages/sendFile', {
        chatId: chat,
        caption,
        parseMode: caption === undefined ? undefined : markup,
        file: file.as(fileName ?? file.name ?? 'file', file.type ?? type),
      }),
  }),
  /**
   * Sends a voice message.
   *
   * @returns `fileId` sends the same message again with ResendVoice.
   * @see https://teams.vk.com/botapi/
   */
  sendVoice: custom({
    effect: 'write',
    params: {
      chat,
      file,
      type: text('File format', { default: 'm4a', values: ['aac', 'ogg', 'm4a'] }),
      reply,
      keyboard,
    },
    run: ({ token, chat, file, type, reply, keyboard }, call) =>
      send(call, { token }, 'messages/sendVoice', {
        chatId: chat,
        replyMsgId: reply,
        inlineKeyboardMarkup: keyboard,
        file: file.as(`voice.${type}`, `audio/${type}`),
      }),
  }),
  /** Changes the text of a message of the bot. */
  editMessageText: write('messages/editText', { chat, message, text: content, markup }),
  /** Deletes a message that is less than 48 hours old. */
  deleteMessage: remove('POST /messages/deleteMessages', { chat, message }),
  /** Sends a file again, by its ID. */
  resendFile: write('messages/sendFile', { chat, fileId, caption, markup }),
  /** Sends a voice message again, by its ID. */
  resendVoice: write('messages/sendVoice', { chat, fileId }),
  /** Forwards a message from another chat. */
  forwardMessage: write('messages/sendText', {
    message: text('Message ID', {
      option: 'messageid',
      field: 'forwardMsgId',
      example: '6752793278973351456',
    }),
    from: text('ID of the chat with the message', {
      option: 'fromid',
      field: 'forwardChatId',
      example: '752234@chat.agent',
    }),
    chat,
    text: text('Text to add', { optional: true, example: 'See this' }),
  }),
  /** Pins a message in a chat. */
  pinMessage: write('chats/pinMessage', { chat, message }),
  /** Unpins a message in a chat. */
  unpinMessage: write('chats/unpinMessage', { chat, message }),
  /** Answers the press of a button, with a notification, an alert or a URL to open. */
  answerButtonEvent: write('messages/answerCallbackQuery', {
    query: text('ID of the event', {
      option: 'queryid',
      field: 'queryId',
      example: 'SVR:752234@chat.agent:752234@chat.agent:1567',
    }),
    text: text('Text of the notification', { optional: true, example: 'Done' }),
    url: text('URL to open', { optional: true, example: 'https://example.com' }),
    alert: flag('Show the text as an alert', {
      option: 'showalert',
      field: 'showAlert',
      default: false,
    }),
  }),
});
