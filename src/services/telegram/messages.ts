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
 * Sends a place on the map.
 *
 * @returns `result.location` holds the place.
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
 * Sends somebody's name and phone number.
 *
 * @returns `result.contact` holds them.
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
 * A channel takes only anonymous polls.
 *
 * @returns `result.poll` holds the poll.
 * @see https://core.telegram.org/bots/api#sendpoll
 */
export const sendPoll = method('telegram', 'SendPoll', {
  effect: 'write',
  params: {
    token,
    chat,
    question: text('The question, of up to 300 characters', { example: 'Tea or coffee?' }),
    options: list(texts, 'The answers to choose from', { example: "['Tea','Coffee']" }),
    anonymous: flag('Hide who voted for what', { default: true }),
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
 * Forwards a message to another chat, or within one.
 *
 * @returns `result` is the new message.
 * @see https://core.telegram.org/bots/api#forwardmessage
 */
export const forwardMessage = method('telegram', 'ForwardMessage', {
  effect: 'write',
  params: {
    token,
    message,
    from: target('Chat the message is in', { example: '123456789' }),
    to: target('Chat it goes to; with a topic as ID*TOPIC', { example: '-1001234567890' }),
  },
  run({ token, message, from, to }, call): Promise<BotAnswer<Message>> {
    const what = { from_chat_id: from.chat_id, message_id: message };
    return ask(call, token, 'forwardMessage', { ...to, ...what });
  },
});

/**
 * Deletes a message.
 *
 * A bot can delete its own messages, and as an administrator those of others; in most chats only
 * for 48 hours.
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
 * Replaces the buttons under a message of the bot.
 *
 * @returns `result` is the message as it is now.
 * @see https://core.telegram.org/bots/api#editmessagereplymarkup
 */
export const replaceMessageKeyboard = method('telegram', 'ReplaceMessageKeyboard', {
  effect: 'write',
  params: {
    token,
    chat,
    message,
    keyboard: record('Buttons under the message, as FormKeyboardFromButtonArray makes them', {
      example: "{'inline_keyboard':[[{'text':'Yes','callback_data':'yes'}]]}",
    }),
  },
  run({ token, chat, message, keyboard }, call): Promise<BotAnswer<Message>> {
    const what = { message_id: message, reply_markup: keyboard };
    return ask(call, token, 'editMessageReplyMarkup', { ...chatOf(chat), ...what });
  },
});

/**
 * Replaces the text of a message of the bot.
 *
 * The buttons under it go: ReplaceMessageKeyboard puts some there again.
 *
 * @returns `result` is the message as it is now.
 * @see https://core.telegram.org/bots/api#editmessagetext
 */
export const replaceMessageText = method('telegram', 'ReplaceMessageText', {
  effect: 'write',
  params: {
    token,
    chat,
    message,
    text: text('The new text', { example: 'Hello again' }),
    markup: markupIfAny,
  },
  run({ token, chat, message, text, markup }, call): Promise<BotAnswer<Message>> {
    const what = { message_id: message, ...marked('text', text, markup) };
    return ask(call, token, 'editMessageText', { ...chatOf(chat), ...what });
  },
});

/**
 * Replaces the text under a picture, a video or another file of the bot.
 *
 * @returns `result` is the message as it is now.
 * @see https://core.telegram.org/bots/api#editmessagecaption
 */
export const replaceMessageCaption = method('telegram', 'ReplaceMessageCaption', {
  effect: 'write',
  params: {
    token,
    chat,
    message,
    caption: text('The new text; an empty one removes it', { example: 'A better one' }),
    markup: markupIfAny,
  },
  run({ token, chat, message, caption, markup }, call): Promise<BotAnswer<Message>> {
    const what = { message_id: message, ...marked('caption', caption, markup) };
    return ask(call, token, 'editMessageCaption', { ...chatOf(chat), ...what });
  },
});

/** What a button under a message sends back may have this many bytes. */
const MOST_DATA = 64;

/**
 * Makes a keyboard of buttons with these texts.
 *
 * Under a message a button sends its own text back as `callback_data`, which may have 64 bytes. On
 * the panel below the chat it is as if the person had typed the text.
 *
 * @returns The keyboard as JSON text, for `keyboard` of the methods that send.
 */
export const formKeyboardFromButtonArray = method('telegram', 'FormKeyboardFromButtonArray', {
  effect: 'read',
  offline: true,
  params: {
    buttons: list(texts, 'Texts of the buttons', { example: "['Yes','No']" }),
    under: flag('Put them under the message, not on the panel below the chat', { default: false }),
    column: flag('One below the other, not side by side', { default: true }),
  },
  run({ buttons, under, column }, call): string {
    const long = under ? buttons.find((text) => Buffer.byteLength(text) > MOST_DATA) : undefined;
    if (long !== undefined) {
      const what = `: under a message a button's text may have ${MOST_DATA} bytes, and "${long}" has ${Buffer.byteLength(long)}`;
      const hint = 'Shorten it, or write the keyboard yourself, with a callback_data of its own.';
      throw inputError(callContext(call, 'buttons'), what, { hint });
    }
    const all = buttons.map((text) => ({ text, callback_data: text }));
    const rows = column ? all.map((button) => [button]) : [all];
    return JSON.stringify(
      under ? { inline_keyboard: rows } : { keyboard: rows, resize_keyboard: true },
    );
  },
});
