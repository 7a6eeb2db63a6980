import type { ServerResponse } from 'node:http';
import { json } from '../../../../test/support/server.js';
import type { BotCall } from './bot-server.js';

/** The contents of a downloaded file. */
const FILE = 'Sales of 2026\n';

const bot = { id: 110201543, is_bot: true, first_name: 'Acme', username: 'acme_bot' };
const date = 1_767_268_800;
const file = (of: string) => ({ file_id: `${of}-1`, file_unique_id: `u-${of}-1` });

/**
 * Responds to a call in the format of https://core.telegram.org/bots/api, with the values of the
 * call.
 */
export function answerInShape(call: BotCall, response: ServerResponse): void {
  // Without a token it is a file download, not a call.
  if (!call.token) response.end(FILE);
  else json(response, { ok: true, result: resultOf(call), description: descriptions[call.method] });
}

/** Responses with a description. */
const descriptions: Readonly<Record<string, string>> = { setWebhook: 'Webhook was set' };

function resultOf(call: BotCall): unknown {
  const { method, fields } = call;
  if (method === 'sendMediaGroup') {
    const media = fields.media as { type: string; caption?: string }[];
    return media.map(({ type, caption }, index) =>
      message(call, 100 + index, { media_group_id: '1', caption, ...contents[type]?.(call) }),
    );
  }
  const content = contents[method];
  if (content) return message(call, 100, { caption: fields.caption, ...content(call) });
  return results[method]?.(call) ?? true;
}

function message({ fields }: BotCall, message_id: number, content: object): object {
  const id = fields.chat_id;
  const chat =
    typeof id === 'number'
      ? { id, first_name: 'Ada', type: 'private' }
      : { id: -1001234567890, title: 'Acme', username: String(id).slice(1), type: 'supergroup' };
  return { message_id, from: bot, chat, date, ...content };
}

type Content = (call: BotCall) => object;

/** The content of a message, by the method that sends it or the type in an album. */
const contents: Readonly<Record<string, Content>> = {
  sendMessage: ({ fields: { text } }) => ({ text }),
  editMessageText: ({ fields: { text } }) => ({ edit_date: date, text }),
  editMessageReplyMarkup: ({ fields: { reply_markup } }) => ({
    edit_date: date,
    text: 'Tea or coffee?',
    reply_markup,
  }),
  sendPhoto: photo,
  photo,
  sendVideo: video,
  video,
  sendAudio: (call) => ({ audio: { ...file('audio'), duration: 3, ...about(call, 'audio') } }),
  sendDocument: (call) => ({ document: { ...file('document'), ...about(call, 'document') } }),
  sendAnimation: (call) => ({
    animation: {
      ...file('gif'),
      width: 320,
      height: 240,
      duration: 2,
      ...about(call, 'animation'),
    },
  }),
  sendLocation: ({ fields: { latitude, longitude } }) => ({ location: { latitude, longitude } }),
  sendContact: ({ fields: { phone_number, first_name, last_name } }) => ({
    contact: { phone_number, first_name, last_name },
  }),
  sendPoll: ({ fields }) => ({ poll: poll(fields) }),
  forwardMessage: () => ({
    forward_origin: {
      type: 'channel',
      chat: { id: -1009876543210, title: 'News', type: 'channel' },
    },
    text: 'Version 2 is out',
  }),
  editMessageCaption: () => ({ ...photo(), edit_date: date }),
};

function photo(): object {
  return { photo: [{ ...file('photo'), file_size: 22, width: 90, height: 90 }] };
}

function video(): object {
  return { video: { ...file('video'), width: 640, height: 480, duration: 5 } };
}

/** The data about a sent file. */
function about({ files }: BotCall, field: string): object {
  const sent = files[field];
  return sent ? { file_name: sent.name, mime_type: sent.type, file_size: sent.bytes.length } : {};
}

function poll({ question, options, is_anonymous }: BotCall['fields']): object {
  const texts = (options as { text: string }[]).map(({ text }) => ({ text, voter_count: 0 }));
  const state = { total_voter_count: 0, is_closed: false, is_anonymous, type: 'regular' };
  return { id: '5312345678901234567', question, options: texts, ...state };
}

/** Results that are neither a message nor simply `true`. */
const results: Readonly<Record<string, (call: BotCall) => unknown>> = {
  getMe: () => ({ ...bot, can_join_groups: true, can_read_all_group_messages: false }),
  getFile: ({ fields }) => ({
    file_id: fields.file_id,
    file_unique_id: 'u-document-1',
    file_size: FILE.length,
    file_path: 'documents/report.txt',
  }),
  getChatMemberCount: () => 42,
  createChatInviteLink: ({ fields: { name, expire_date, member_limit } }) => ({
    invite_link: 'https://t.me/+AbCdEfGhIjKlMnOp',
    creator: bot,
    creates_join_request: false,
    is_primary: false,
    is_revoked: false,
    name,
    expire_date,
    member_limit,
  }),
  getForumTopicIconStickers: () => [
    {
      ...file('icon'),
      type: 'custom_emoji',
      width: 512,
      height: 512,
      is_animated: true,
      is_video: false,
      emoji: '📰',
      custom_emoji_id: '5434144690511290129',
    },
  ],
  createForumTopic: ({ fields: { name, icon_custom_emoji_id } }) => ({
    message_thread_id: 12,
    name,
    icon_color: 7322096,
    icon_custom_emoji_id,
  }),
};
