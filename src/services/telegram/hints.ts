import type { Call } from '../../core/definition/call.js';
import type { HttpError } from '../../core/errors/errors.js';
import { isRecord } from '../../core/util/is-record.js';

/** What to do about an error of the Bot API, by its own words. */
export function hintOf(
  { status, body }: Pick<HttpError, 'status' | 'body'>,
  call: Call,
): string | undefined {
  const migrated = parameter(body, 'migrate_to_chat_id');
  if (migrated !== undefined) {
    return `The group has become a supergroup: its ID is ${migrated} from now on.`;
  }
  const wait = parameter(body, 'retry_after');
  if (wait !== undefined) return `Telegram asks to wait for ${wait} s: try again then.`;
  const words = isRecord(body) ? String(body.description ?? '') : '';
  const hint = HINTS.find(([code, said]) => code === status && said.test(words))?.[2];
  return typeof hint === 'function' ? hint(call) : hint;
}

/** What an error says beside its words: `{"parameters": {"retry_after": 5}}`. */
export function parameter(body: unknown, name: string): number | undefined {
  const parameters = isRecord(body) ? body.parameters : undefined;
  const value = isRecord(parameters) ? parameters[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

type Hint = readonly [status: number, said: RegExp, hint: string | ((call: Call) => string)];

/** The first that fits counts. */
const HINTS: readonly Hint[] = [
  [
    400,
    /chat not found/i,
    'Check the chat’s ID: a person must have started the bot, and of a group or channel it must be a member.',
  ],
  [
    400,
    /user not found|USER_ID_INVALID/i,
    (call) => `Check ${call.label('user')}: it takes the number of a person, not a name.`,
  ],
  [
    400,
    /can't parse entities|can't find end of|is reserved and must be escaped/i,
    (call) =>
      `The text is not valid in its markup: escape it (escapeMarkdown, escapeMarkdownV2, escapeHtml in the library), or set ${call.label('parseMode')} to none to send it as it is.`,
  ],
  [400, /message is not modified/i, 'The message is like that already: nothing is to be done.'],
  [400, /message is too long/i, 'A message has at most 4096 characters: send several, or a file.'],
  [
    400,
    /caption is too long/i,
    'A caption has at most 1024 characters: send a message of its own.',
  ],
  [
    400,
    /wrong (remote )?file|wrong file identifier/i,
    'There is no file of this name, and no file_id of this bot is like that.',
  ],
  [
    400,
    /file is too big/i,
    'A bot can download up to 20 MB; a Bot API server of one’s own (baseUrl) has no such limit.',
  ],
  [
    400,
    /not enough rights|need administrator|CHAT_ADMIN_REQUIRED|can't remove chat owner/i,
    'The bot has no right to this: make it an administrator of the chat, with that right.',
  ],
  [400, /not a forum/i, 'The group has no topics: they are turned on in its settings.'],
  [
    400,
    /thread not found|TOPIC_ID_INVALID|TOPIC_NOT_MODIFIED/i,
    'Check the topic: its ID is the message_thread_id that CreateForumTopic gave.',
  ],
  [401, /./, (call) => `Check ${call.label('token')}: @BotFather shows the current one.`],
  [401, /^$/, (call) => `Check ${call.label('token')}.`],
  [403, /blocked by the user/i, 'This person has blocked the bot: only they can change that.'],
  [
    403,
    /initiate conversation|can't send messages to/i,
    'A bot cannot write first: the person must start it. It cannot write to other bots either.',
  ],
  [403, /kicked|not a member/i, 'The bot is not in this chat (any more): add it there.'],
  [403, /^/, 'The bot may not do this in this chat: check its rights there.'],
  [
    404,
    /^/,
    (call) =>
      `Check ${call.label('token')}: there is no such bot. With a Bot API server of your own, check ${call.destination}.`,
  ],
  [
    409,
    /webhook/i,
    'A webhook takes this bot’s updates: call DeleteWebhook first, or leave them to it.',
  ],
  [409, /getUpdates/i, 'Another program is asking for this bot’s updates: only one can at a time.'],
  [
    413,
    /^/,
    'A bot can send up to 50 MB, pictures up to 10 MB; a Bot API server of one’s own (baseUrl) takes 2000 MB.',
  ],
];
