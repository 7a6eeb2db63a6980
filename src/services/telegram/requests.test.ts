import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { InputError } from '../../core/errors/errors.js';
import { withDefaults } from '../../index.js';
import * as telegram from './index.js';
import telegramService from './service.js';
import { BotServer, TOKEN } from './testing/bot-server.js';

const server = await BotServer.start();
beforeEach(() => server.reset());

const keyboard = { inline_keyboard: [[{ text: 'Да 👍', callback_data: 'yes' }]] };
const inTopic = { chat_id: -1001234567890, message_thread_id: 12 };
const chat = '-1001234567890*12';
const here = { chat_id: -1001234567890 };
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
const captioned = { ...inTopic, caption: '*Hi*', parse_mode: 'Markdown' };

type Case = [name: string, input: object, method: string, fields: object];

/** By method: the minimal and the maximal input, and the expected request. */
const cases: readonly Case[] = [
  ['GetBotInformation', {}, 'getMe', {}],
  ['GetUpdates', {}, 'getUpdates', { timeout: 0 }],
  ['GetUpdates', { timeout: 2, offset: -1 }, 'getUpdates', { timeout: 2, offset: -1 }],
  [
    'GetUpdates',
    { allowedUpdates: ['message_reaction', 'chat_member'] },
    'getUpdates',
    { timeout: 0, allowed_updates: ['message_reaction', 'chat_member'] },
  ],
  ['GetUpdates', { allowedUpdates: '[]' }, 'getUpdates', { timeout: 0, allowed_updates: [] }],
  [
    'SetWebhook',
    { url: 'https://example.com/', allowedUpdates: 'message', secretToken: 'A_b-1' },
    'setWebhook',
    { url: 'https://example.com/', allowed_updates: ['message'], secret_token: 'A_b-1' },
  ],
  [
    'SetWebhook',
    { url: 'https://example.com/ü?a=1&b=2' },
    'setWebhook',
    { url: 'https://example.com/ü?a=1&b=2' },
  ],
  ['DeleteWebhook', {}, 'deleteWebhook', {}],
  [
    'SendTextMessage',
    { chat: 42, text: 'a_b' },
    'sendMessage',
    { chat_id: 42, text: 'a_b', parse_mode: 'Markdown' },
  ],
  [
    'SendTextMessage',
    { chat, text: '100% <b>&amp;\n+%20😀', keyboard, markup: 'HTML', reply: '7' },
    'sendMessage',
    {
      ...inTopic,
      text: '100% <b>&amp;\n+%20😀',
      parse_mode: 'HTML',
      reply_markup: keyboard,
      reply_parameters: { message_id: 7 },
    },
  ],
  [
    'SendTextMessage',
    {
      chat: '@news_channel',
      text: 'a_b',
      markup: 'none',
      reply: 0,
      keyboard: JSON.stringify(keyboard),
    },
    'sendMessage',
    { chat_id: '@news_channel', text: 'a_b', reply_markup: keyboard },
  ],
  [
    'SendImage',
    { chat, text: '*Hi*', picture: jpeg, keyboard },
    'sendPhoto',
    { ...captioned, reply_markup: keyboard },
  ],
  ['SendImage', { chat: 42, text: '', picture: jpeg }, 'sendPhoto', { chat_id: 42 }],
  ['SendVideo', { chat, text: '*Hi*', video: jpeg }, 'sendVideo', captioned],
  ['SendAudio', { chat, text: '*Hi*', audio: jpeg }, 'sendAudio', captioned],
  ['SendDocument', { chat, text: '*Hi*', document: jpeg }, 'sendDocument', captioned],
  ['SendGif', { chat, text: '*Hi*', gif: jpeg }, 'sendAnimation', captioned],
  [
    'SendMediaGroup',
    {
      chat,
      text: '*Hi*',
      media: new Map([
        [jpeg, 'photo'],
        [Buffer.from(jpeg), 'video'],
      ]),
    },
    'sendMediaGroup',
    {
      ...inTopic,
      media: [
        { type: 'photo', media: 'attach://file0', caption: '*Hi*', parse_mode: 'Markdown' },
        { type: 'video', media: 'attach://file1' },
      ],
    },
  ],
  [
    'SendLocation',
    { chat, latitude: '-55.75', longitude: 37.5, keyboard },
    'sendLocation',
    { ...inTopic, latitude: -55.75, longitude: 37.5, reply_markup: keyboard },
  ],
  [
    'SendContact',
    { chat, name: 'Ада', lastName: '', phone: 79991234567 },
    'sendContact',
    { ...inTopic, first_name: 'Ада', phone_number: '79991234567' },
  ],
  [
    'SendContact',
    { chat: 1, name: 'Ada', lastName: 'L', phone: '+44 20', keyboard },
    'sendContact',
    {
      chat_id: 1,
      first_name: 'Ada',
      last_name: 'L',
      phone_number: '+44 20',
      reply_markup: keyboard,
    },
  ],
  [
    'SendPoll',
    { chat, question: 'Tea?', options: "['Yes','No, \"thanks\"']", anonymous: false },
    'sendPoll',
    {
      ...inTopic,
      question: 'Tea?',
      options: [{ text: 'Yes' }, { text: 'No, "thanks"' }],
      is_anonymous: false,
    },
  ],
  [
    'ForwardMessage',
    { message: '5', from: '@a_channel', to: chat },
    'forwardMessage',
    { ...inTopic, from_chat_id: '@a_channel', message_id: 5 },
  ],
  ['DeleteMessage', { chat, message: 5 }, 'deleteMessage', { ...here, message_id: 5 }],
  [
    'ReplaceMessageKeyboard',
    { chat, message: 5, keyboard },
    'editMessageReplyMarkup',
    { ...here, message_id: 5, reply_markup: keyboard },
  ],
  [
    'ReplaceMessageText',
    { chat, message: 5, text: 'a_b' },
    'editMessageText',
    { ...here, message_id: 5, text: 'a_b' },
  ],
  [
    'ReplaceMessageText',
    { chat, message: 5, text: '<b>', markup: 'HTML' },
    'editMessageText',
    { ...here, message_id: 5, text: '<b>', parse_mode: 'HTML' },
  ],
  [
    'ReplaceMessageCaption',
    { chat, message: 5, caption: 'new', markup: 'MarkdownV2' },
    'editMessageCaption',
    { ...here, message_id: 5, caption: 'new', parse_mode: 'MarkdownV2' },
  ],
  [
    'ReplaceMessageCaption',
    { chat, message: 5, caption: '' },
    'editMessageCaption',
    { ...here, message_id: 5 },
  ],
  ['Ban', { chat, user: '99' }, 'banChatMember', { ...here, user_id: 99 }],
  ['Unban', { chat, user: 99 }, 'unbanChatMember', { ...here, user_id: 99, only_if_banned: true }],
  ['CreateInvitationLink', { chat: '@grp' }, 'createChatInviteLink', { chat_id: '@grp' }],
  [
    'CreateInvitationLink',
    { chat, title: 'For friends', expires: '2027-01-01T00:00:00.999Z', limit: 3 },
    'createChatInviteLink',
    { ...here, name: 'For friends', expire_date: 1798761600, member_limit: 3 },
  ],
  ['PinMessage', { chat, message: 5 }, 'pinChatMessage', { ...here, message_id: 5 }],
  ['UnpinMessage', { chat, message: 5 }, 'unpinChatMessage', { ...here, message_id: 5 }],
  ['GetParticipantCount', { chat }, 'getChatMemberCount', here],
  [
    'CreateForumTopic',
    { forum: chat, title: 'News', icon: '531' },
    'createForumTopic',
    { ...here, name: 'News', icon_custom_emoji_id: '531' },
  ],
  [
    'CreateForumTopic',
    { forum: -5, title: 'News' },
    'createForumTopic',
    { chat_id: -5, name: 'News' },
  ],
  [
    'EditForumTopic',
    { forum: -5, topic: 3 },
    'editForumTopic',
    { chat_id: -5, message_thread_id: 3 },
  ],
  [
    'EditForumTopic',
    { forum: -5, topic: '3', title: 'New', icon: 'none' },
    'editForumTopic',
    { chat_id: -5, message_thread_id: 3, name: 'New', icon_custom_emoji_id: '' },
  ],
  [
    'CloseForumTopic',
    { forum: -5, topic: 3 },
    'closeForumTopic',
    { chat_id: -5, message_thread_id: 3 },
  ],
  ['CloseForumTopic', { forum: '-5*3' }, 'closeForumTopic', { chat_id: -5, message_thread_id: 3 }],
  ['CloseForumTopic', { forum: -5, topic: '' }, 'closeGeneralForumTopic', { chat_id: -5 }],
  [
    'OpenForumTopic',
    { forum: -5, topic: 3 },
    'reopenForumTopic',
    { chat_id: -5, message_thread_id: 3 },
  ],
  ['OpenForumTopic', { forum: -5 }, 'reopenGeneralForumTopic', { chat_id: -5 }],
  [
    'DeleteForumTopic',
    { forum: -5, topic: 3 },
    'deleteForumTopic',
    { chat_id: -5, message_thread_id: 3 },
  ],
  ['HideMainForumTopic', { forum: -5 }, 'hideGeneralForumTopic', { chat_id: -5 }],
  ['ShowMainForumTopic', { forum: -5 }, 'unhideGeneralForumTopic', { chat_id: -5 }],
  [
    'EditMainForumTopicName',
    { forum: -5, title: 'Lobby' },
    'editGeneralForumTopic',
    { chat_id: -5, name: 'Lobby' },
  ],
  [
    'ClearTopicPinnedMessagesList',
    { forum: -5, topic: 3 },
    'unpinAllForumTopicMessages',
    { chat_id: -5, message_thread_id: 3 },
  ],
  [
    'ClearTopicPinnedMessagesList',
    { forum: -5 },
    'unpinAllGeneralForumTopicMessages',
    { chat_id: -5 },
  ],
];

const methods = telegramService.methods;

describe('a request as the Bot API documents it', () => {
  it.each(cases)('%s %j is %s', async (name, input, method, fields) => {
    const call = server.here;
    const answer = await methods.get(name)!.invoke({ token: TOKEN, ...input }, { call });
    expect(answer).toEqual({ ok: true, result: true });
    expect(server.only).toMatchObject({ token: TOKEN, method });
    expect(server.only.fields).toEqual(fields);
    expect(server.only.request.method).toBe('POST');
  });

  it('covers every method that sends a request', () => {
    const sending = [...methods.values()].filter(({ offline }) => !offline).map(({ name }) => name);
    // These two transform the response: they have their own tests.
    const covered = new Set([...cases.map(([name]) => name), 'GetAvatarIconList', 'DownloadFile']);
    expect([...covered].sort()).toEqual(sending.sort());
  });

  it('GetAvatarIconList turns the list into an object', async () => {
    server.on((_, response) => {
      const result = [
        { custom_emoji_id: '5434144690511290129', emoji: '📰', type: 'custom_emoji' },
        { custom_emoji_id: '5312536423851630001', emoji: '💡', type: 'custom_emoji' },
      ];
      response.end(JSON.stringify({ ok: true, result }));
    });
    const icons = await telegram.getAvatarIconList({ token: TOKEN }, server.here);
    expect(Object.entries(icons)).toEqual([
      ['5434144690511290129', '📰'],
      ['5312536423851630001', '💡'],
    ]);
    expect(server.only.method).toBe('getForumTopicIconStickers');
  });

  it('the whole response is returned', async () => {
    server.on((_, response) => {
      response.end('{"ok":true,"result":{"message_id":1,"new_field":[1]},"description":"done"}');
    });
    const answer = await telegram.sendTextMessage(
      { token: TOKEN, chat: 1, text: 'x' },
      server.here,
    );
    expect(answer).toEqual({
      ok: true,
      result: { message_id: 1, new_field: [1] },
      description: 'done',
    });
  });
});

it('a program can fix the token and the address once', async () => {
  const bot = withDefaults(telegram, { token: TOKEN, chat: -5 }, server.here);
  await bot.sendTextMessage({ text: bot.escapeMarkdown('snake_case') });
  expect(server.only.fields).toEqual({ chat_id: -5, text: 'snake\\_case', parse_mode: 'Markdown' });
});

describe('the server of these tests', () => {
  it.each([
    ['an unknown parameter', 'getMe', { nonsense: 1 }],
    ['a wrong type', 'getParticipantCount', {}],
    ['a number as text', 'deleteMessage', { chat_id: 1, message_id: '5' }],
    ['a missing parameter', 'sendMessage', { chat_id: 1 }],
    [
      'an invalid button',
      'sendMessage',
      { chat_id: 1, text: 'x', reply_markup: { inline_keyboard: [[{}]] } },
    ],
  ])('only accepts what the Bot API documents: %s', async (_, method, body) => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    expect((await fetch(`${server.url}/bot${TOKEN}/${method}`, init)).status).toBe(599);
  });
});

describe('invalid input is refused before anything is sent', () => {
  const base = { token: TOKEN, chat: 1 };
  it.each<[string, string, () => Promise<unknown>]>([
    [
      'a name without @',
      'chat',
      () => telegram.sendTextMessage({ ...base, chat: 'news', text: 'x' }),
    ],
    ['an empty chat', 'chat', () => telegram.sendTextMessage({ ...base, chat: '', text: 'x' })],
    ['half an ID', 'chat', () => telegram.getParticipantCount({ ...base, chat: 1.5 })],
    ['an invalid topic', 'chat', () => telegram.getParticipantCount({ ...base, chat: '1*x' })],
    ['two lines', 'chat', () => telegram.getParticipantCount({ ...base, chat: '@a\n@b' })],
    ['a message by name', 'message', () => telegram.deleteMessage({ ...base, message: 'last' })],
    ['a negative message ID', 'message', () => telegram.deleteMessage({ ...base, message: -1 })],
    ['a user by name', 'user', () => telegram.ban({ ...base, user: '@durov' })],
    [
      'a latitude beyond the pole',
      'latitude',
      () => telegram.sendLocation({ ...base, latitude: 90.1, longitude: 0 }),
    ],
    [
      'a comma',
      'longitude',
      () => telegram.sendLocation({ ...base, latitude: 0, longitude: '37,5' }),
    ],
    [
      'an invalid keyboard',
      'keyboard',
      () => telegram.sendTextMessage({ ...base, text: 'x', keyboard: 'Yes' }),
    ],
    [
      'a reply to an empty ID',
      'reply',
      () => telegram.sendTextMessage({ ...base, text: 'x', reply: 'it' }),
    ],
  ])('%s', async (_, option, calling) => {
    const error = await failure(calling(), InputError);
    expect(error.param).toBe(option);
    expect(error.message).toMatch(/^telegram \w+: \w+ must be /);
  });
});

describe('a keyboard', () => {
  const form = telegram.formKeyboardFromButtonArray;
  it('is JSON text as in the reference', async () => {
    const button = (text: string) => ({ text, callback_data: text });
    const [a, b] = [button('A'), button('B')];
    const buttons = ['A', 'B'];
    expect(JSON.parse(await form({ buttons }))).toEqual({
      keyboard: [[a], [b]],
      resize_keyboard: true,
    });
    expect(JSON.parse(await form({ buttons, column: false }))).toEqual({
      keyboard: [[a, b]],
      resize_keyboard: true,
    });
    expect(JSON.parse(await form({ buttons, under: true }))).toEqual({
      inline_keyboard: [[a], [b]],
    });
    expect(JSON.parse(await form({ buttons, under: true, column: false }))).toEqual({
      inline_keyboard: [[a, b]],
    });
  });

  it('is sent unchanged in a message, whatever its buttons are called', async () => {
    const buttons = ['"}]],"x":[[{"text":"', "'; DROP TABLE", '\\', '😀\n', '1'];
    const keyboard = await form({ buttons, under: true });
    await telegram.sendTextMessage({ token: TOKEN, chat: 1, text: 'x', keyboard }, server.here);
    await telegram.sendImage(
      { token: TOKEN, chat: 1, text: 'x', picture: jpeg, keyboard },
      server.here,
    );
    for (const { fields } of server.calls) {
      const rows = (fields.reply_markup as { inline_keyboard: { text: string }[][] })
        .inline_keyboard;
      expect(rows.flat().map(({ text }) => text)).toEqual(buttons);
      expect(Object.keys(fields.reply_markup as object)).toEqual(['inline_keyboard']);
    }
  });

  it('refuses a text that a button under a message cannot send back', async () => {
    const long = 'Ж'.repeat(33);
    const error = await failure(form({ buttons: ['ok', long], under: true }), InputError);
    expect(error.message).toMatch(/64 bytes.*has 66/);
    await expect(form({ buttons: [long] })).resolves.toContain(long);
  });
});
