import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import vkteams from './index.js';
import { start, TOKEN } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const chat = 'AoLFkoRCb4MpaP0DkUI';
const at = () => ({ baseUrl: server.url });
const sent = () => {
  const { name, values } = server.calls.at(-1)!;
  const { token: _, ...own } = values;
  return { name, values: own };
};

describe('a message', () => {
  test('has a keyboard as JSON, and neither its text nor the token is in the URL', async () => {
    const button = await vkteams.makeActionButton({ text: 'Yes', data: 'yes' });
    await vkteams.sendTextMessage({ token, chat, text: 'Go', keyboard: [[button]] }, at());
    expect(sent().values).toEqual({
      chatId: chat,
      text: 'Go',
      inlineKeyboardMarkup: [[{ text: 'Yes', style: 'base', callbackData: 'yes' }]],
      parseMode: 'MarkdownV2',
    });
    expect(server.requests[0]!.path).toBe('/bot/v1/messages/sendText');
  });

  test('is forwarded from another chat', async () => {
    await vkteams.forwardMessage({ token, message: '7', from: 'a@chat.agent', chat }, at());
    const values = { forwardMsgId: '7', forwardChatId: 'a@chat.agent', chatId: chat };
    expect(sent()).toEqual({ name: 'messages/sendText', values });
  });

  test('with broken markup says what to do', async () => {
    const send = vkteams.sendTextMessage({ token, chat, text: 'Version 2.0' }, at());
    const error = await failure(send, HttpError);
    expect(error).toMatchObject({ status: 200, reason: 'Format error', exitStatus: 1 });
    expect(error.hint).toContain('Escape the text');
  });
});

describe('a file', () => {
  test('is uploaded under its name, with its caption', async () => {
    const file = Buffer.from('%PDF-1.7');
    const named = { fileName: 'Отчёт.pdf', caption: 'The report' };
    await vkteams.sendFile({ token, chat, file, ...named }, at());
    expect(sent().values).toMatchObject({
      caption: 'The report',
      file: { name: 'Отчёт.pdf', bytes: file },
    });
  });

  test('is sent again by its ID', async () => {
    await vkteams.resendFile({ token, chat, fileId: 'F1' }, at());
    expect(sent()).toMatchObject({ name: 'messages/sendFile', values: { fileId: 'F1' } });
  });

  test('of a voice message has a name by its format', async () => {
    await vkteams.sendVoice({ token, chat, file: Buffer.from('OggS'), type: 'ogg' }, at());
    expect(sent().values.file).toMatchObject({ name: 'voice.ogg', type: 'audio/ogg' });
  });
});

describe('a chat', () => {
  test('loses members by their IDs', async () => {
    await vkteams.removeChatMembers({ token, chat, members: ['a', '7'] }, at());
    expect(sent().values.members).toEqual([{ sn: 'a' }, { sn: '7' }]);
  });

  test('lets in one user or all, but an empty ID is refused', async () => {
    await vkteams.approvePending({ token, chat, candidate: 'a' }, at());
    expect(sent().values).toEqual({ chatId: chat, approve: true, userId: 'a' });
    await vkteams.disapprovePending({ token, chat }, at());
    expect(sent().values).toEqual({ chatId: chat, approve: false, everyone: true });
    const empty = vkteams.approvePending({ token, chat, candidate: '' }, at());
    expect((await failure(empty, InputError)).message).toContain('is empty');
    expect(server.calls).toHaveLength(2);
  });

  test('lists its members page by page', async () => {
    server.seed('chats/getMembers', 250);
    let members = 0;
    for await (const _ of await vkteams.getChatMembers.stream({ token, chat }, at())) members++;
    expect(members).toBe(250);
  });
});

describe('a button', () => {
  test('needs a value or a URL', async () => {
    const error = await failure(vkteams.makeActionButton({ text: 'Yes' }), InputError);
    expect(error.message).toContain('needs a value or a URL');
  });
});

test('the token is checked, and an error with status 200 is an error', async () => {
  expect(await vkteams.checkToken({ token }, at())).toMatchObject({ ok: true });
  const error = await failure(vkteams.checkToken({ token: 'x'.repeat(30) }, at()), HttpError);
  expect(error.hint).toContain('Check the token');
});
