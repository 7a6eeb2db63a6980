import { number, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { ask, token } from './bot.js';
import { download } from './download.js';
import type { BotAnswer, MiniAppData, Update, User } from './types.js';
import { poll, UpdateStream } from './updates.js';

/**
 * Gets the bot's own name and ID: tells whether a token is right.
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
 * Gets what has happened: messages to the bot, pressed buttons and the like.
 *
 * Updates come again until a call with an `offset` above their `update_id` has confirmed them.
 * With a `timeout` the answer is waited for (long polling), and the call's own deadlines leave time
 * for that.
 *
 * As a stream (`--stream`, `getUpdates.stream`) it asks on and on until it is interrupted, and
 * confirms by itself: an update is confirmed once the one after it is asked for, so that none is
 * lost where the reader stops. The one at which it stopped comes again the next time; whoever does
 * not want that confirms it by a call with its `update_id` + 1. Passing failures do not end it.
 *
 * @returns `result` is the list of updates, at most 100. Of a stream it is what came last.
 * @throws {HttpError} 409 where a webhook takes the updates, or another program asks for them too.
 * @see https://core.telegram.org/bots/api#getupdates
 */
export const getUpdates = method('telegram', 'GetUpdates', {
  effect: 'read',
  params: {
    token,
    timeout: number('How many seconds to wait for an update, up to 50', { default: 0 }),
    offset: number('ID of the first update wanted: confirms those before it', { optional: true }),
  },
  run({ token, timeout, offset }, call): Promise<BotAnswer<Update[]>> {
    return poll(call, token, { timeout, offset });
  },
  async stream({ token, timeout, offset }, call): Promise<UpdateStream> {
    return new UpdateStream(call, token, timeout, offset);
  },
});

/**
 * Has Telegram send the bot's updates to a web address.
 *
 * GetUpdates is refused as long as there is one.
 *
 * @returns `result` is true.
 * @see https://core.telegram.org/bots/api#setwebhook
 */
export const setWebhook = method('telegram', 'SetWebhook', {
  effect: 'write',
  params: {
    token,
    url: text('Address that takes the updates, with https://', {
      example: 'https://example.com/telegram',
    }),
  },
  run({ token, url }, call): Promise<BotAnswer<true>> {
    return ask(call, token, 'setWebhook', { url });
  },
});

/**
 * Ends sending updates to a web address; GetUpdates gets them again.
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
 * Downloads a file that somebody sent to the bot, or the bot itself.
 *
 * Up to 20 MB; over a Bot API server of one’s own (call option `baseUrl`) of any size. One that runs
 * on this machine with `--local` has the file on disk already, and it is read from there.
 *
 * @returns The file's bytes; with `saveTo` they go to disk as they arrive.
 * @see https://core.telegram.org/bots/api#getfile
 */
export const downloadFile = method('telegram', 'DownloadFile', {
  effect: 'read',
  binary: 'photo.jpg',
  params: {
    token,
    fileId: text('The file_id from a message', {
      option: 'fileid',
      example: 'AgACAgIAAxkDAAIfmWb-MR8PQhrvZHiqLmG6UdiAAzn',
    }),
  },
  run({ token, fileId }, call): Promise<BytesOrFile> {
    return download(call, token, fileId);
  },
});

/**
 * Checks the data that a Mini App was started with, and takes it apart.
 *
 * The page sends its `Telegram.WebApp.initData` to your server, which must not believe it unchecked:
 * `passed` says whether Telegram has signed it for this bot. How old it is says `auth_date`, in
 * seconds since 1970.
 *
 * @returns Every field as text (`user` is JSON) but the signature's `hash`, and `passed`. Believe
 * nothing of it unless `passed` is true.
 * @see https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
 */
export const processTMAData = method('telegram', 'ProcessTMAData', {
  effect: 'read',
  offline: true,
  programOnly: true,
  params: {
    data: text('What the page has in Telegram.WebApp.initData', {
      option: 'datastring',
      example: 'query_id=AAHdF6IQ&user=%7B%22id%22%3A1%7D&auth_date=1662771648&hash=c501b71e',
    }),
    token,
  },
  async run({ data, token }): Promise<MiniAppData> {
    // Not with the others: cryptography takes its time to load.
    const { readMiniAppData } = await import('./mini-app.js');
    return readMiniAppData(data, token);
  },
});
