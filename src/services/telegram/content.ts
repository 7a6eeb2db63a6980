import { text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { ask, token } from './bot.js';
import { chat, keyboard, marked, markup } from './fields.js';
import { sendFile, sendGroup } from './files.js';
import { group, id, media } from './kinds.js';
import type { BotAnswer, Message } from './types.js';

const caption = text('Caption; may be empty', { example: 'Here you are' });

/**
 * Sends a text message to a user, a group or a channel.
 *
 * The text is Markdown unless `parsemode` says otherwise: `_`, `*`, `` ` `` and `[` are then
 * markup. For text from outside, use `none`, or escape it (in the library with `escapeMarkdown`,
 * `escapeMarkdownV2` or `escapeHtml`).
 *
 * @returns `result` is the sent message; `result.message_id` is its ID.
 * @throws {HttpError} 400 if the chat does not exist or the markup is not valid, 403 if the bot is
 * not allowed to write there. The message says what to do.
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export const sendTextMessage = method('telegram', 'SendTextMessage', {
  effect: 'write',
  params: {
    token,
    chat,
    text: text('Text of the message', { example: 'Hello from OInt' }),
    keyboard,
    markup,
    reply: id('ID of the message to reply to', { default: 0 }),
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
 * Sends a photo.
 *
 * The file is streamed: from a path, from a URL (which OInt downloads itself, so it can be in your
 * own network), or from bytes. A `file_id` sends a file that is already on Telegram's servers.
 * Telegram accepts photos of up to 10 MB and compresses them; SendDocument sends a file unchanged.
 *
 * @returns `result.photo` has the photo in several sizes; use a `file_id` to send it again.
 * @see https://core.telegram.org/bots/api#sendphoto
 */
export const sendImage = method('telegram', 'SendImage', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    picture: media('Photo', { example: 'picture.jpg' }),
    keyboard,
    markup,
  },
  run: ({ picture, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'photo', picture, message),
});

/**
 * Sends a video.
 *
 * Telegram plays MPEG-4; other formats are sent as documents. A bot can send up to 50 MB, or 2000
 * MB with your own Bot API server (call option `baseUrl`). The file is streamed.
 *
 * @returns `result.video` has the video; use its `file_id` to send it again.
 * @see https://core.telegram.org/bots/api#sendvideo
 */
export const sendVideo = method('telegram', 'SendVideo', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    video: media('Video', { example: 'video.mp4' }),
    keyboard,
    markup,
  },
  run: ({ video, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'video', video, message),
});

/**
 * Sends an audio file for the music player.
 *
 * Telegram plays MP3 and M4A of up to 50 MB.
 *
 * @returns `result.audio` has the audio file; use its `file_id` to send it again.
 * @see https://core.telegram.org/bots/api#sendaudio
 */
export const sendAudio = method('telegram', 'SendAudio', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    audio: media('Audio file', { example: 'music.mp3' }),
    keyboard,
    markup,
  },
  run: ({ audio, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'audio', audio, message),
});

/**
 * Sends a file unchanged.
 *
 * It is streamed. A bot can send up to 50 MB, or 2000 MB with your own Bot API server (call option
 * `baseUrl`).
 *
 * @returns `result.document` has the file; use its `file_id` to send it again.
 * @see https://core.telegram.org/bots/api#senddocument
 */
export const sendDocument = method('telegram', 'SendDocument', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    document: media('File', { option: 'doc', example: 'report.pdf' }),
    keyboard,
    markup,
    fileName: text('Name to show, with its extension; by default the file’s own', {
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
 * @returns `result.animation` has the animation; use its `file_id` to send it again.
 * @see https://core.telegram.org/bots/api#sendanimation
 */
export const sendGif = method('telegram', 'SendGif', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    gif: media('Animation', { example: 'animation.gif' }),
    keyboard,
    markup,
  },
  run: ({ gif, ...message }, call): Promise<BotAnswer<Message>> =>
    sendFile(call, 'animation', gif, message),
});

/**
 * Sends 2 to 10 files as an album.
 *
 * Photos and videos can be mixed; documents and audio cannot. The caption is shown under the first
 * file. In a program `media` can also be a Map of bytes to their types.
 *
 * @returns `result` is a list with a message for each file.
 * @throws {InputError} The files cannot be combined, or a file does not exist. Nothing was sent.
 * @see https://core.telegram.org/bots/api#sendmediagroup
 */
export const sendMediaGroup = method('telegram', 'SendMediaGroup', {
  effect: 'write',
  params: {
    token,
    chat,
    text: caption,
    media: group('Files with their types: photo, video, audio or document', {
      example: "{'one.jpg':'photo','two.mp4':'video'}",
      reach: 'read',
    }),
    keyboard: text('Not supported: Telegram has no keyboards for albums', {
      optional: true,
    }),
    markup,
  },
  async run({ keyboard, media, ...message }, call): Promise<BotAnswer<Message[]>> {
    if (keyboard === undefined) return sendGroup(call, media, message);
    const hint = 'Send it in a separate message: SendTextMessage.';
    const what = ': Telegram does not support keyboards for albums';
    throw inputError(callContext(call, 'keyboard'), what, { hint });
  },
});
