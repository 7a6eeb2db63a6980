import {
  flag,
  list,
  record,
  text,
  textOrNumber,
  texts,
} from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { ask, token } from './bot.js';
import { chat, keyboard, marked, markupIfAny, message } from './fields.js';
import { chatOf, degrees, target } from './kinds.js';
import type { BotAnswer, Message } from './types.js';

/**
 * Sends a location.
 *
 * @returns `result.location` has the location.
 * @see https://core.telegram.org/bots/api#sendlocation
 */
export const sendLocation = method('telegram', 'SendLocation', {
  effect: 'write',
  params: {
    token,
    chat,
    latitude: degrees(90, 'Latitude', { option: 'lat', example: '55.7512' }),
    longitude: degrees(180, 'Longitude', { option: 'long', example: '37.6184' }),
    keyboard,
  },
  run({ token, chat, latitude, longitude, keyboard }, call): Promise<BotAnswer<Message>> {
    const place = { latitude, longitude };
    return ask(call, token, 'sendLocation', { ...chat, ...place, reply_markup: keyboard });
  },
});

/**
 * Sends a contact.
 *
 * @returns `result.contact` has the name and phone number.
 * @see https://core.telegram.org/bots/api#sendcontact
 */
export const sendContact = method('telegram', 'SendContact', {
  effect: 'write',
  params: {
    token,
    chat,
    name: text('First name', { example: 'Ada' }),
    lastName: text('Last name; may be empty', { option: 'surname', example: 'Lovelace' }),
    phone: textOrNumber('Phone number', { example: '+442079460000' }),
    keyboard,
  },
  run({ token, chat, name, lastName, phone, keyboard }, call): Promise<BotAnswer<Message>> {
    return ask(call, token, 'sendContact', {
      ...chat,
      first_name: name,
      last_name: lastName || undefined,
      phone_number: phone,
      reply_markup: keyboard,
    });
  },
});

/**
 * Sends a poll.
 *
 * Polls in channels must be anonymous.
 *
 * @returns `result.poll` has the poll.
 * @see https://core.telegram.org/bots/api#sendpoll
 */
export const sendPoll = method('telegram', 'SendPoll', {
  effect: 'write',
  params: {
    token,
    chat,
    question: text('Question, up to 300 characters', { example: 'Tea or coffee?' }),
    options: list(texts, 'Answer options', { example: "['Tea','Coffee']" }),
    anonymous: flag('Hide who voted for which option', { default: true }),
  },
  run({ token, chat, question, options, anonymous }, call): Promise<BotAnswer<Message>> {
    return ask(call, token, 'sendPoll', {
      ...chat,
      question,
      options: options.map((text) => ({ text })),
      is_anonymous: anonymous,
    });
  },
});

/**
 * Forwards a message to another chat or topic.
 *
 * @returns `result` is the new message.
 * @see https://core.telegram.org/bots/api#forwardmessage
 */
export const forwardMessage = method('telegram', 'ForwardMessage', {
  effect: 'write',
  params: {
    token,
    message,
    from: target('Chat of the message', { example: '123456789' }),
    to: target('Chat to forward it to; with a topic as ID*TOPIC', { example: '-1001234567890' }),
  },
  run({ token, message, from, to }, call): Promise<BotAnswer<Message>> {
    const what = { from_chat_id: from.chat_id, message_id: message };
    return ask(call, token, 'forwardMessage', { ...to, ...what });
  },
});

/**
 * Deletes a message.
 *
 * A bot can delete its own messages and, as an administrator, those of others; in most chats only
 * within 48 hours.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#deletemessage
 */
export const deleteMessage = method('telegram', 'DeleteMessage', {
  effect: 'delete',
  params: { token, chat, message },
  run({ token, chat, message }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'deleteMessage', { ...chatOf(chat), message_id: message });
  },
});

/**
 * Replaces the inline keyboard of a message of the bot.
 *
 * @returns `result` is the edited message.
 * @see https://core.telegram.org/bots/api#editmessagereplymarkup
 */
export const replaceMessageKeyboard = method('telegram', 'ReplaceMessageKeyboard', {
  effect: 'write',
  params: {
    token,
    chat,
    message,
    keyboard: record('Inline keyboard from FormKeyboardFromButtonArray', {
      example: "{'inline_keyboard':[[{'text':'Yes','callback_data':'yes'}]]}",
    }),
  },
  run({ token, chat, message, keyboard }, call): Promise<BotAnswer<Message>> {
    const what = { message_id: message, reply_markup: keyboard };
    return ask(call, token, 'editMessageReplyMarkup', { ...chatOf(chat), ...what });
  },
});

/**
 * Edits the text of a message of the bot.
 *
 * Its buttons are removed: add them again with ReplaceMessageKeyboard.
 *
 * @returns `result` is the edited message.
 * @see https://core.telegram.org/bots/api#editmessagetext
 */
export const replaceMessageText = method('telegram', 'ReplaceMessageText', {
  effect: 'write',
  params: {
    token,
    chat,
    message,
    text: text('New text', { example: 'Hello again' }),
    markup: markupIfAny,
  },
  run({ token, chat, message, text, markup }, call): Promise<BotAnswer<Message>> {
    const what = { message_id: message, ...marked('text', text, markup) };
    return ask(call, token, 'editMessageText', { ...chatOf(chat), ...what });
  },
});

/**
 * Edits the caption of a photo, a video or another file of the bot.
 *
 * @returns `result` is the edited message.
 * @see https://core.telegram.org/bots/api#editmessagecaption
 */
export const replaceMessageCaption = method('telegram', 'ReplaceMessageCaption', {
  effect: 'write',
  params: {
    token,
    chat,
    message,
    caption: text('New caption; an empty one removes it', { example: 'A better one' }),
    markup: markupIfAny,
  },
  run({ token, chat, message, caption, markup }, call): Promise<BotAnswer<Message>> {
    const what = { message_id: message, ...marked('caption', caption, markup) };
    return ask(call, token, 'editMessageCaption', { ...chatOf(chat), ...what });
  },
});

/** The maximum size of a button's callback data, in bytes. */
const MOST_DATA = 64;

/**
 * Creates a keyboard with buttons.
 *
 * A button under a message sends its text back as `callback_data`, which can have up to 64 bytes. A
 * button on the panel below the chat sends its text as a message of the user.
 *
 * @returns The keyboard as JSON text, for the `keyboard` param of other methods.
 */
export const formKeyboardFromButtonArray = method('telegram', 'FormKeyboardFromButtonArray', {
  effect: 'read',
  offline: true,
  params: {
    buttons: list(texts, 'Texts of the buttons', { example: "['Yes','No']" }),
    under: flag('Put them under the message instead of on the panel below the chat', {
      default: false,
    }),
    column: flag('Put them in a column instead of a row', { default: true }),
  },
  run({ buttons, under, column }, call): string {
    const long = under ? buttons.find((text) => Buffer.byteLength(text) > MOST_DATA) : undefined;
    if (long !== undefined) {
      const what = `: a button under a message can have up to ${MOST_DATA} bytes of text, but "${long}" has ${Buffer.byteLength(long)}`;
      const hint = 'Shorten it, or write the keyboard yourself with a separate callback_data.';
      throw inputError(callContext(call, 'buttons'), what, { hint });
    }
    const all = buttons.map((text) => ({ text, callback_data: text }));
    const rows = column ? all.map((button) => [button]) : [all];
    return JSON.stringify(
      under ? { inline_keyboard: rows } : { keyboard: rows, resize_keyboard: true },
    );
  },
});
