import { flag, knownFields, list, number, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { caption, file, fileName, fileUrl } from '../../core/rest/vendors/green-api/fields.js';
import { chat, message, quoted } from './fields.js';
import { custom, green, remove, table, write } from './wire.js';

const content = text('Text', { field: 'message', example: 'Hello' });

const location = knownFields(
  ['latitude', 'longitude', 'address', 'nameLocation'],
  'Location, from GetLocationDescription',
  { option: 'loc', spread: true, example: "{'latitude':51.5074,'longitude':-0.1278}" },
);
const contact = knownFields(
  ['phoneContact', 'firstName', 'middleName', 'lastName', 'company'],
  'Contact, from GetContactDescription',
  { example: "{'phoneContact':79876543210,'firstName':'Ann'}" },
);

export const messages = table({
  /** Sends a text message. */
  sendTextMessage: write('sendMessage', { chat, text: content, quoted }),
  /**
   * Sends a file.
   *
   * @returns `idMessage` identifies the message, `urlFile` is the URL of the file.
   * @throws {HttpError} The chat does not exist, or the quota of the tariff is used up (466).
   * @see https://green-api.com/en/docs/api/sending/SendFileByUpload/
   */
  sendFile: custom({
    effect: 'write',
    params: { chat, file, fileName, caption, quoted },
    run: ({ access, chat, file, fileName, caption, quoted }, call) =>
      green.sendFile(call, { access }, 'sendFileByUpload', {
        ...{ chatId: chat, fileName, caption, quotedMessageId: quoted },
        file: file.as(fileName),
      }),
  }),
  /** Sends a file by its URL. */
  sendFileByURL: write('sendFileByUrl', { chat, fileUrl, fileName, caption, quoted }),
  /** Sends a poll. */
  sendPoll: write('sendPoll', {
    chat,
    text: { ...content, summary: 'Question' },
    options: list(texts, 'Possible answers, from 2 to 12', {
      example: "['Red','Blue']",
      as: (options: readonly string[]) => options.map((optionName) => ({ optionName })),
    }),
    isMultiple: flag('Several answers are possible', {
      ...{ option: 'multi', field: 'multipleAnswers' },
      default: false,
    }),
    quoted,
  }),
  /** Sends a location. */
  sendLocation: write('sendLocation', { chat, location, quoted }),
  /** Sends a contact. */
  sendContact: write('sendContact', { chat, contact, quoted }),
  /** Forwards messages to another chat. */
  forwardMessages: write('forwardMessages', {
    from: text('ID of the chat with the messages', {
      field: 'chatIdFrom',
      example: '79876543210@c.us',
    }),
    to: text('ID of the chat to forward them to', {
      field: 'chatId',
      example: '79001234567@c.us',
    }),
    messages: list(texts, 'Message IDs', { option: 'msgs', example: "['BAE5F4886F6F2D05']" }),
  }),
  /** Changes the text of a message that was sent. */
  editMessageText: write('editMessage', {
    chat,
    message,
    text: { ...content, summary: 'New text' },
  }),
  /** Deletes a message for all, or only for the account of the instance. */
  deleteMessage: remove(
    'deleteMessage',
    {
      chat,
      message,
      forSenderOnly: flag('Only for the account of the instance', {
        ...{ option: 'sender', field: 'onlySenderDelete' },
        default: false,
      }),
    },
    { mayBeEmpty: true },
  ),
  /** Returns a contact for SendContact. */
  getContactDescription: method('greenapi', 'GetContactDescription', {
    effect: 'read',
    offline: true,
    params: {
      phone: number('Phone number with its country code', { example: '79876543210' }),
      name: text('First name', { optional: true, example: 'Ann' }),
      lastName: text('Last name', { option: 'surname', optional: true, example: 'Lee' }),
      middleName: text('Middle name', { option: 'midname', optional: true, example: 'May' }),
      company: text('Company', { optional: true, example: 'Example Ltd' }),
    },
    run: ({ phone, name, ...rest }) => given({ phoneContact: phone, firstName: name, ...rest }),
  }),
  /** Returns a location for SendLocation. */
  getLocationDescription: method('greenapi', 'GetLocationDescription', {
    effect: 'read',
    offline: true,
    params: {
      latitude: number('Latitude in degrees', { option: 'lat', example: '51.5074' }),
      longitude: number('Longitude in degrees', { option: 'long', example: '-0.1278' }),
      address: text('Address', { option: 'addr', optional: true, example: 'London' }),
      name: text('Name of the place', { optional: true, example: 'Trafalgar Square' }),
    },
    run: ({ name, ...place }) => given({ ...place, nameLocation: name }),
  }),
});

/** Without the fields that have no value. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
