import type { Call } from '../../core/definition/call.js';
import { number, record, text } from '../../core/definition/kinds/index.js';
import type { Args } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { isChannel, sender, user } from './fields.js';
import { fileName, sizeOf } from './file.js';
import { custom, send, table } from './wire.js';

const target = { user, isChannel };
const url = (summary: string, option: string, example: string) =>
  text(summary, { option, example });

type To = Args<{ user: typeof user; isChannel: typeof isChannel; sender: typeof sender }> & {
  token: string;
};

/** A message to a user, or a post in the channel. Both have the same fields for the content. */
function deliver(call: Call, to: To, content: object): Promise<JsonRecord> {
  const { token, user, isChannel, sender } = to;
  if (isChannel) return send(call, { token }, 'post', { from: user, ...content });
  const addressed = { receiver: user, sender: { name: sender } };
  return send(call, { token }, 'send_message', { ...addressed, ...content });
}

export const messages = table({
  /**
   * Sends a text message.
   *
   * @returns `message_token` identifies the message.
   * @see https://developers.viber.com/docs/api/rest-bot-api/#text-message
   */
  sendTextMessage: custom({
    effect: 'write',
    params: {
      text: text('Text, up to 7,000 characters', { example: 'Hello' }),
      ...target,
      keyboard: record('Keyboard: see CreateKeyboardFromArrayButton', { optional: true }),
      sender,
    },
    run: ({ text, keyboard, ...to }, call) => deliver(call, to, { type: 'text', text, keyboard }),
  }),
  /**
   * Sends an image by its URL: JPEG, PNG or GIF, up to 1 MB.
   *
   * @returns `message_token` identifies the message.
   * @see https://developers.viber.com/docs/api/rest-bot-api/#picture-message
   */
  sendImage: custom({
    effect: 'write',
    params: {
      media: url('URL of the image', 'picture', 'https://example.com/cat.jpg'),
      ...target,
      description: text('Description, up to 768 characters', { optional: true, example: 'A cat' }),
      sender,
    },
    run: ({ media, description, ...to }, call) =>
      deliver(call, to, { type: 'picture', text: description ?? '', media }),
  }),
  /**
   * Sends a file by its URL, up to 50 MB.
   *
   * Viber needs the size of the file. Without it, the server of the URL is asked for it first.
   *
   * @returns `message_token` identifies the message.
   * @throws {InputError} The server of the URL does not tell the size. Nothing was sent.
   * @see https://developers.viber.com/docs/api/rest-bot-api/#file-message
   */
  sendFile: custom({
    effect: 'write',
    params: {
      media: url('URL of the file', 'file', 'https://example.com/report.pdf'),
      ...target,
      extension: text('File extension', { option: 'ext', example: 'pdf' }),
      size: number('Size in bytes', { optional: true, example: '31337' }),
      sender,
    },
    run: async ({ media, extension, size, ...to }, call) =>
      deliver(call, to, {
        type: 'file',
        media,
        size: size ?? (await sizeOf(media, call)),
        file_name: fileName(media, extension),
      }),
  }),
  /**
   * Sends a contact.
   *
   * @returns `message_token` identifies the message.
   * @see https://developers.viber.com/docs/api/rest-bot-api/#contact-message
   */
  sendContact: custom({
    effect: 'write',
    params: {
      name: text('Name of the contact, up to 28 characters', { example: 'Ann Lee' }),
      phone: text('Phone number, up to 18 characters', { example: '+442071838750' }),
      ...target,
      sender,
    },
    run: ({ name, phone, ...to }, call) =>
      deliver(call, to, { type: 'contact', contact: { name, phone_number: phone } }),
  }),
  /**
   * Sends a location.
   *
   * @returns `message_token` identifies the message.
   * @see https://developers.viber.com/docs/api/rest-bot-api/#location-message
   */
  sendLocation: custom({
    effect: 'write',
    params: {
      lat: number('Latitude in degrees', { example: '51.5074' }),
      long: number('Longitude in degrees', { example: '-0.1278' }),
      ...target,
      sender,
    },
    run: ({ lat, long, ...to }, call) =>
      deliver(call, to, { type: 'location', location: { lat, lon: long } }),
  }),
  /**
   * Sends a link.
   *
   * @returns `message_token` identifies the message.
   * @see https://developers.viber.com/docs/api/rest-bot-api/#url-message
   */
  sendLink: custom({
    effect: 'write',
    params: {
      media: url('URL, up to 2,000 characters', 'url', 'https://example.com'),
      ...target,
      sender,
    },
    run: ({ media, ...to }, call) => deliver(call, to, { type: 'url', media }),
  }),
});
