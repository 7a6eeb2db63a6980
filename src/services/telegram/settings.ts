import { list, number, secret, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { ask, token } from './bot.js';
import { download } from './download.js';
import type { BotAnswer, MiniAppData, Update, User } from './types.js';
import { poll, UpdateStream } from './updates.js';

const allowedUpdates = list(texts, 'Kinds of updates to get; [] for the usual ones', {
  option: 'allowed',
  optional: true,
  example: "['message','message_reaction','chat_member']",
});

/**
 * Gets the bot's name and ID, which also checks the token.
 *
 * @see https://core.telegram.org/bots/api#getme
 */
export const getBotInformation = method('telegram', 'GetBotInformation', {
  effect: 'read',
  params: { token },
  run({ token }, call): Promise<BotAnswer<User>> {
    return ask(call, token, 'getMe');
  },
});

/**
 * Gets updates: messages to the bot, pressed buttons and the like.
 *
 * Updates are returned again until a call with an `offset` above their `update_id` confirms them.
 * With a `timeout`, the server waits for updates (long polling), and the call's deadlines are
 * extended accordingly.
 *
 * As a stream (`--stream`, `getUpdates.stream`) it polls until it is interrupted, and confirms
 * updates itself: an update is confirmed when the next one is requested, so none is lost if the
 * reader stops. The update at which it stopped is returned again next time, unless you confirm it
 * with a call with its `update_id` + 1. Temporary failures do not end the stream.
 *
 * Some kinds of updates only come if they are in `allowed`: `chat_member`, `message_reaction` and
 * `message_reaction_count`. Telegram remembers the list until another call has one.
 *
 * @returns `result` is the list of updates, up to 100. For a stream it is the last updates.
 * @throws {HttpError} 409 if a webhook receives the updates, or another program is getting them
 * too.
 * @see https://core.telegram.org/bots/api#getupdates
 */
export const getUpdates = method('telegram', 'GetUpdates', {
  effect: 'read',
  params: {
    token,
    timeout: number('Seconds to wait for an update, up to 50', { default: 0 }),
    offset: number('ID of the first update to return; confirms those before it', {
      optional: true,
    }),
    allowedUpdates,
  },
  run({ token, timeout, offset, allowedUpdates }, call): Promise<BotAnswer<Update[]>> {
    return poll(call, token, { timeout, offset, allowed_updates: allowedUpdates });
  },
  async stream({ token, timeout, offset, allowedUpdates }, call): Promise<UpdateStream> {
    return new UpdateStream(call, token, { timeout, offset, allowed_updates: allowedUpdates });
  },
});

/**
 * Sets a webhook: Telegram sends the bot's updates to a URL.
 *
 * GetUpdates is refused while there is one. Telegram sends the `secret` with each update, in the header
 * `X-Telegram-Bot-Api-Secret-Token`: check it, because anyone can send requests to the URL.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#setwebhook
 */
export const setWebhook = method('telegram', 'SetWebhook', {
  effect: 'write',
  params: {
    token,
    url: text('URL that receives the updates, with https://', {
      example: 'https://example.com/telegram',
    }),
    allowedUpdates,
    secretToken: secret('Secret that Telegram sends with each update: A-Z, a-z, 0-9, _ and -', {
      option: 'secret',
      optional: true,
    }),
  },
  run({ token, url, allowedUpdates, secretToken }, call): Promise<BotAnswer<true>> {
    const fields = { url, allowed_updates: allowedUpdates, secret_token: secretToken };
    return ask(call, token, 'setWebhook', fields);
  },
});

/**
 * Deletes the webhook, so that GetUpdates works again.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#deletewebhook
 */
export const deleteWebhook = method('telegram', 'DeleteWebhook', {
  effect: 'delete',
  params: { token },
  run({ token }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'deleteWebhook');
  },
});

/**
 * Downloads a file that was sent to or by the bot.
 *
 * Up to 20 MB; any size with your own Bot API server (call option `baseUrl`). A server that runs on
 * this machine with `--local` has the file on disk, from where it is read.
 *
 * @returns The file's bytes; with `saveTo` they are written to disk as they arrive.
 * @see https://core.telegram.org/bots/api#getfile
 */
export const downloadFile = method('telegram', 'DownloadFile', {
  effect: 'read',
  binary: 'photo.jpg',
  params: {
    token,
    fileId: text('File ID (file_id) from a message', {
      option: 'fileid',
      example: 'AgACAgIAAxkDAAIfmWb-MR8PQhrvZHiqLmG6UdiAAzn',
    }),
  },
  run({ token, fileId }, call): Promise<BytesOrFile> {
    return download(call, token, fileId);
  },
});

/**
 * Validates and parses the data that a Mini App was started with.
 *
 * The page sends its `Telegram.WebApp.initData` to your server, which must not trust it unchecked:
 * `passed` says whether Telegram signed it for this bot. Its age is given by `auth_date`, in
 * seconds since 1970.
 *
 * @returns Every field as text (`user` is JSON) except the signature's `hash`, and `passed`. Trust
 * the fields only if `passed` is true.
 * @see https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
 */
export const processTMAData = method('telegram', 'ProcessTMAData', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    data: text('Telegram.WebApp.initData from the page', {
      option: 'datastring',
      example: 'query_id=AAHdF6IQ&user=%7B%22id%22%3A1%7D&auth_date=1662771648&hash=c501b71e',
    }),
    token,
  },
  async run({ data, token }): Promise<MiniAppData> {
    // Imported here: cryptography takes time to load.
    const { readMiniAppData } = await import('./mini-app.js');
    return readMiniAppData(data, token);
  },
});
