import { text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { ask, token } from './bot.js';
import { chat, keyboard, marked, markup } from './fields.js';
import { sendFile, sendGroup } from './files.js';
import { group, id, media } from './kinds.js';
import type { BotAnswer, Message } from './types.js';

const caption = text('Text under it; may be empty', { example: 'Here you are' });

/**
 * Sends a text to a person, a group or a channel.
 *
 * The text is Markdown unless `parsemode` says otherwise: then `_`, `*`, `` ` `` and `[` are markup.
 * A text from outside is sent as it is with `none`, or escaped first (in the library by
 * `escapeMarkdown`, `escapeMarkdownV2`, `escapeHtml`).
 *
 * @returns `result` is the message as it was sent; `result.message_id` names it from now on.
 * @throws {HttpError} 400 where there is no such chat or the markup is broken, 403 where the bot may
 * not write there. The message says what to do.
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export const sendTextMessage = method('telegram', 'SendTextMessage', {
  effect: 'write',
  params: {
    token,
    chat,
    text: text('The text', { example: 'Hello from OInt' }),
    keyboard,
    markup,
    reply: id('ID of the message that this one replies to', { default: 0 }),
  },
  run({ token, chat, text, keyboard, markup, reply }, call): Promise<BotAnswer<Message>> {
    const reply_parameters = reply === 0 ? undefined : { message_id: reply };
    return ask(call, token, 'sendMessage', {
      ...chat,
      ...marked('text', text, markup),
      reply_markup: keyboard,
      reply_parameters,
    });
  },
});

/**
 * Sends a picture, shown in the chat.
 *
 * A file is streamed from where it is: a path, a URL (which OInt reads itself, so that an address
 * of your own network will do), bytes. A `file_id` sends what Telegram has already. Telegram takes
 * pictures of up to 10 MB and makes them smaller; SendDocument sends one as it is.
 *
 * @returns `result.photo` holds the picture's sizes; the `file_id` of one sends it again.
 * @see https://core.telegram.org/bots/api#sendphoto
 */
export const sendImage = method('telegram', 'SendImage', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    picture: media('The picture', { example: 'picture.jpg' }),
    keyboard,
    markup,
  },
  run: ({ picture, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'photo', picture, message),
});

/**
 * Sends a video, shown in the chat.
 *
 * Telegram shows MPEG-4; other videos are sent as documents. A bot can send up to 50 MB, over a Bot
 * API server of one’s own (call option `baseUrl`) 2000 MB. The file is streamed.
 *
 * @returns `result.video` holds the video; its `file_id` sends it again.
 * @see https://core.telegram.org/bots/api#sendvideo
 */
export const sendVideo = method('telegram', 'SendVideo', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    video: media('The video', { example: 'video.mp4' }),
    keyboard,
    markup,
  },
  run: ({ video, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'video', video, message),
});

/**
 * Sends music, shown in the music player.
 *
 * Telegram plays MP3 and M4A of up to 50 MB.
 *
 * @returns `result.audio` holds the sound file; its `file_id` sends it again.
 * @see https://core.telegram.org/bots/api#sendaudio
 */
export const sendAudio = method('telegram', 'SendAudio', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    audio: media('The sound file', { example: 'music.mp3' }),
    keyboard,
    markup,
  },
  run: ({ audio, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'audio', audio, message),
});

/**
 * Sends any file as it is.
 *
 * It is streamed: a bot can send up to 50 MB, over a Bot API server of one’s own (call option
 * `baseUrl`) 2000 MB.
 *
 * @returns `result.document` holds the file; its `file_id` sends it again.
 * @see https://core.telegram.org/bots/api#senddocument
 */
export const sendDocument = method('telegram', 'SendDocument', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    document: media('The file', { option: 'doc', example: 'report.pdf' }),
    keyboard,
    markup,
    fileName: text('Name it is shown by, with its extension; by default its own', {
      option: 'filename',
      optional: true,
    }),
  },
  run: ({ document, fileName, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'document', document, message, fileName),
});

/**
 * Sends an animation: a GIF, or a video without sound.
 *
 * @returns `result.animation` holds the animation; its `file_id` sends it again.
 * @see https://core.telegram.org/bots/api#sendanimation
 */
export const sendGif = method('telegram', 'SendGif', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    gif: media('The animation', { example: 'animation.gif' }),
    keyboard,
    markup,
  },
  run: ({ gif, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'animation', gif, message),
});

/**
 * Sends 2 to 10 files as one album.
 *
 * Photos and videos go together; documents, or audio, only by themselves. The text stands under the
 * first. In a program `media` may also be a Map of bytes to their types.
 *
 * @returns `result` is a list: each file is a message.
 * @throws {InputError} The files cannot be one group, or there is no such file. Nothing was sent.
 * @see https://core.telegram.org/bots/api#sendmediagroup
 */
export const sendMediaGroup = method('telegram', 'SendMediaGroup', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    media: group('Files and their types: photo, video, audio or document', {
      example: "{'one.jpg':'photo','two.mp4':'video'}",
      local: true,
    }),
    keyboard: text('Refused where given: Telegram has no keyboard for an album', {
      optional: true,
    }),
    markup,
  },
  async run({ keyboard, media, ...message }, call): Promise<BotAnswer<Message[]>> {
    if (keyboard === undefined) return sendGroup(call, media, message);
    const hint = 'Send it in a separate message: SendTextMessage.';
    const what = ': Telegram shows no keyboard with an album';
    throw inputError(callContext(call, 'keyboard'), what, { hint });
  },
});
