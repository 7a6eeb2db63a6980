import { text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { blocks, dialog, id, messageText } from './fields.js';
import { remove, table, write } from './wire.js';

const message = id('ID of the message', { field: 'MESSAGE_ID', example: '84875' });
const block = {
  name: text('Name that is shown', { option: 'title', example: 'Tea' }),
  link: text('Address', { option: 'url', example: 'https://example.com/tea.png' }),
};

export const messages = table({
  /** Sends a message to a chat or user. Returns its ID. */
  sendMessage: write('im.message.add', { dialog, message: messageText, blocks }),
  /** Changes the text or the attachments of a message of the current user. */
  editMessage: write('im.message.update', {
    message,
    text: text('Text', { field: 'MESSAGE', example: 'Hello!', optional: true }),
    blocks,
  }),
  /** Likes a message, or takes the like back. */
  setMessageReaction: write('im.message.like', { message }),
  /** Deletes a message. */
  deleteMessage: remove('im.message.delete', { message }),
  /**
   * Sends a file that is in the folder of a chat: see GetChatFilesFolder and UploadFileToFolder.
   *
   * Frozen by Bitrix24: newer is `im.v2.File.upload`.
   */
  sendFile: write('im.disk.file.commit', {
    chat: id('ID of the chat', { field: 'CHAT_ID', example: '1489' }),
    file: id('ID of the file', { option: 'fileid', field: 'UPLOAD_ID', example: '5249' }),
    description: text('Text beside it', { field: 'MESSAGE', example: 'The menu', optional: true }),
  }),
  /** Marks the messages of a chat or dialog as read, up to this one. */
  markMessageAsReaded: write('im.dialog.read', { dialog, message }),
  /** Marks the messages of a chat or dialog as unread, from this one on. */
  markMessageAsUnreaded: write('im.dialog.unread', { dialog, message }),
  /** Makes an attachment with a picture, for a message. */
  getPictureBlock: method('bitrix24', 'GetPictureBlock', {
    effect: 'read',
    offline: true,
    params: block,
    run: ({ name, link }) => ({ IMAGE: { NAME: name, LINK: link } }),
  }),
  /** Makes an attachment with a file, for a message. */
  getFileBlock: method('bitrix24', 'GetFileBlock', {
    effect: 'read',
    offline: true,
    params: block,
    run: ({ name, link }) => ({ FILE: { NAME: name, LINK: link } }),
  }),
});
