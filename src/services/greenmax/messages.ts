import { text } from '../../core/definition/kinds/index.js';
import { caption, file, fileName, fileUrl } from '../../core/rest/vendors/green-api/fields.js';
import { chat, typing } from './fields.js';
import { custom, green, table, write } from './wire.js';

const typingType = text('What is shown for that time', {
  ...{ option: 'ttype', field: 'typingType' },
  values: ['text', 'recording', 'video', 'image', 'file'],
  default: 'file',
});

export const messages = table({
  /** Sends a text message. */
  sendTextMessage: write('sendMessage', {
    chat,
    text: text('Text, up to 4,000 characters', { field: 'message', example: 'Hello' }),
    typing,
  }),
  /**
   * Sends a file.
   *
   * @returns `idMessage` identifies the message, `urlFile` is the URL of the file.
   * @throws {HttpError} The chat does not exist, or the quota of the tariff is used up (466).
   * @see https://green-api.com/v3/docs/api/sending/SendFileByUpload/
   */
  sendFile: custom({
    effect: 'write',
    params: { chat, file, fileName, caption, typing, typingType },
    run: ({ access, chat, file, fileName, caption, typing, typingType }, call) =>
      green.sendFile(call, { access }, 'sendFileByUpload', {
        ...{ chatId: chat, fileName, caption },
        ...(typing > 0 && { typingTime: typing, typingType }),
        file: file.as(fileName),
      }),
  }),
  /** Sends a file by its URL. */
  sendFileByURL: write('sendFileByUrl', { chat, fileUrl, fileName, caption, typing, typingType }),
});
