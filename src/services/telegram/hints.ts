import type { Call } from '../../core/definition/call.js';
import type { HttpError } from '../../core/errors/errors.js';
import { isRecord } from '../../core/util/is-record.js';

/** What to do about an error of the Bot API, by its description. */
export function hintOf(
  { status, body }: Pick<HttpError, 'status' | 'body'>,
  call: Call,
): string | undefined {
  const migrated = parameter(body, 'migrate_to_chat_id');
  if (migrated !== undefined) {
    return `The group has become a supergroup: its new ID is ${migrated}.`;
  }
  const wait = parameter(body, 'retry_after');
  if (wait !== undefined) return `Telegram asks to wait for ${wait} s. Try again then.`;
  const words = isRecord(body) ? String(body.description ?? '') : '';
  const hint = HINTS.find(([code, said]) => code === status && said.test(words))?.[2];
  return typeof hint === 'function' ? hint(call) : hint;
}

/** The parameters of an error: `{"parameters": {"retry_after": 5}}`. */
export function parameter(body: unknown, name: string): number | undefined {
  const parameters = isRecord(body) ? body.parameters : undefined;
  const value = isRecord(parameters) ? parameters[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

type Hint = readonly [status: number, said: RegExp, hint: string | ((call: Call) => string)];

/** The first match counts. */
const HINTS: readonly Hint[] = [
  [
    400,
    /chat not found/i,
    'Check the chat ID: a user must have started the bot, and the bot must be a member of a group or channel.',
  ],
  [
    400,
    /user not found|USER_ID_INVALID/i,
    (call) => `Check ${call.label('user')}: it must be the number of a user, not a name.`,
  ],
  [
    400,
    /can't parse entities|can't find end of|is reserved and must be escaped/i,
    (call) =>
      `The text is not valid in its markup: escape it (escapeMarkdown, escapeMarkdownV2, escapeHtml in the library), or set ${call.label('parseMode')} to none to send plain text.`,
  ],
  [
    400,
    /message is not modified/i,
    'The message is already like that: there is nothing to change.',
  ],
  [
    400,
    /message is too long/i,
    'A message can have up to 4096 characters: send several, or a file.',
  ],
  [
    400,
    /caption is too long/i,
    'A caption can have up to 1024 characters: send a separate message.',
  ],
  [
    400,
    /wrong (remote )?file|wrong file identifier/i,
    'There is no file with this name, and this is not a file_id of this bot.',
  ],
  [
    400,
    /file is too big/i,
    'A bot can download up to 20 MB; your own Bot API server (baseUrl) has no such limit.',
  ],
  [
    400,
    /not enough rights|need administrator|CHAT_ADMIN_REQUIRED|can't remove chat owner/i,
    'The bot lacks this permission: make it an administrator of the chat with the permission.',
  ],
  [400, /not a forum/i, 'The group has no topics: enable them in its settings.'],
  [
    400,
    /thread not found|TOPIC_ID_INVALID|TOPIC_NOT_MODIFIED/i,
    'Check the topic: its ID is the message_thread_id that CreateForumTopic returned.',
  ],
  [401, /./, (call) => `Check ${call.label('token')}: @BotFather shows the current one.`],
  [401, /^$/, (call) => `Check ${call.label('token')}.`],
  [403, /blocked by the user/i, 'This user has blocked the bot: only they can change that.'],
  [
    403,
    /initiate conversation|can't send messages to/i,
    'A bot cannot start a conversation: the user must start it. It cannot write to other bots either.',
  ],
  [403, /kicked|not a member/i, 'The bot is not a member of this chat (any more): add it.'],
  [403, /^/, 'The bot is not allowed to do this in this chat: check its permissions.'],
  [
    404,
    /^/,
    (call) =>
      `Check ${call.label('token')}: there is no such bot. With your own Bot API server, check ${call.destination}.`,
  ],
  [
    409,
    /webhook/i,
    'A webhook receives this bot’s updates: call DeleteWebhook first, or use the webhook.',
  ],
  [
    409,
    /getUpdates/i,
    'Another program is getting this bot’s updates: only one can do so at a time.',
  ],
  [
    413,
    /^/,
    'A bot can send up to 50 MB, photos up to 10 MB; your own Bot API server (baseUrl) accepts 2000 MB.',
  ],
];
