import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { blocks, dialog, id, messageText } from './fields.js';
import { remove, table, write } from './wire.js';

const message = id('Message ID', { field: 'MESSAGE_ID', example: '84875' });
const block = {
  name: text('Name to show', { option: 'title', example: 'Tea' }),
  link: text('URL', { option: 'url', example: 'https://example.com/tea.png' }),
};

export const messages = table({
  /** Sends a message to a chat or user. Returns its ID. */
  sendMessage: write('im.message.add', { dialog, message: messageText, blocks }),
  /** Edits the text or attachments of a message from the current user. */
  editMessage: write('im.message.update', {
    message,
    text: text('Text', { field: 'MESSAGE', example: 'Hello!', optional: true }),
    blocks,
  }),
  /** Likes a message, or removes the like. */
  setMessageReaction: write('im.message.like', { message }),
  /** Deletes a message. */
  deleteMessage: remove('im.message.delete', { message }),
  /**
   * Sends a file from the folder of a chat: see GetChatFilesFolder and UploadFileToFolder.
   *
   * No longer developed: `im.v2.File.upload` replaces it.
   */
  sendFile: write('im.disk.file.commit', {
    chat: id('Chat ID', { field: 'CHAT_ID', example: '1489' }),
    file: id('File ID', { option: 'fileid', field: 'UPLOAD_ID', example: '5249' }),
    description: text('Text of the message', {
      field: 'MESSAGE',
      example: 'The menu',
      optional: true,
    }),
  }),
  /** Marks the messages of a chat as read, up to this one. */
  markMessageAsReaded: write('im.dialog.read', { dialog, message }),
  /** Marks the messages of a chat as unread, starting with this one. */
  markMessageAsUnreaded: write('im.dialog.unread', { dialog, message }),
  /** Returns a message attachment with an image. */
  getPictureBlock: method('bitrix24', 'GetPictureBlock', {
    effect: 'read',
    offline: true,
    params: block,
    run: ({ name, link }) => ({ IMAGE: { NAME: name, LINK: link } }),
  }),
  /** Returns a message attachment with a file. */
  getFileBlock: method('bitrix24', 'GetFileBlock', {
    effect: 'read',
    offline: true,
    params: block,
    run: ({ name, link }) => ({ FILE: { NAME: name, LINK: link } }),
  }),
});
