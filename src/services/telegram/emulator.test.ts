import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusedPort } from '../../../test/support/server.js';
import * as telegram from './index.js';
import { TOKEN } from './testing/bot-server.js';

let emulator: TelegramServer;
let call: { baseUrl: string };
const token = TOKEN;

beforeAll(async () => {
  const port = await refusedPort();
  emulator = new TelegramServer({ port, host: '127.0.0.1' });
  await emulator.start();
  call = { baseUrl: `http://127.0.0.1:${port}` };
});
afterAll(() => emulator.stop());

describe('with telegram-test-api, a server by other developers', () => {
  const client = (options = {}) => emulator.getClient(token, { chatId: 7, userId: 7, ...options });
  const inbox = async () => (await client().getUpdates()).result;

  it('knows the bot', async () => {
    const { ok, result } = await telegram.getBotInformation({ token }, call);
    expect(ok).toBe(true);
    expect(result.username).toBe('TestNameBot');
  });

  it('a user writes, the bot replies with buttons', async () => {
    const person = client();
    await person.sendMessage(person.makeMessage('Привет 😀'));
    const { result } = await telegram.getUpdates({ token }, call);
    expect(result.map(({ message }) => message?.text)).toEqual(['Привет 😀']);

    const keyboard = await telegram.formKeyboardFromButtonArray({ buttons: ['Да'], under: true });
    const { chat, message_id } = result[0]!.message!;
    const message = { token, chat: chat.id, text: '*Hi*', keyboard, reply: message_id };
    const sent = await telegram.sendTextMessage(message, call);
    expect(sent.result.message_id).toBeGreaterThan(0);

    const got = (await inbox()) as { message: Record<string, unknown> }[];
    expect(got.map(({ message }) => message)).toMatchObject([
      {
        chat_id: 7,
        text: '*Hi*',
        parse_mode: 'Markdown',
        reply_parameters: { message_id },
        reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'Да' }]] },
      },
    ]);
  });

  it('a user presses a button', async () => {
    const person = client();
    await person.sendCallback(person.makeCallbackQuery('yes'));
    const { result } = await telegram.getUpdates({ token }, call);
    expect(result[0]?.callback_query?.data).toBe('yes');
  });

  it('a message is edited and deleted', async () => {
    const sent = await telegram.sendTextMessage({ token, chat: 7, text: 'one' }, call);
    const message = sent.result.message_id;
    await telegram.replaceMessageText({ token, chat: 7, message, text: 'two' }, call);
    const keyboard = { inline_keyboard: [[{ text: 'B', callback_data: 'b' }]] };
    await telegram.replaceMessageKeyboard({ token, chat: 7, message, keyboard }, call);
    const got = (await inbox()) as { message: unknown }[];
    expect(got.at(-1)?.message).toMatchObject({ text: 'two', reply_markup: keyboard });
    await telegram.deleteMessage({ token, chat: 7, message }, call);
    // It refuses with status 200.
    const missing = telegram.deleteMessage({ token, chat: 7, message: 999_999 }, call);
    await expect(missing).rejects.toMatchObject({ status: 400, body: { ok: false } });
  });

  it('updates are streamed', async () => {
    const person = client();
    for (const text of ['1', '2', '3']) await person.sendMessage(person.makeMessage(text));
    const seen: (string | undefined)[] = [];
    for await (const { message } of await telegram.getUpdates.stream({ token }, call)) {
      seen.push(message?.text);
      if (message?.text === '3') break;
    }
    expect(seen).toEqual(['1', '2', '3']);
  });

  it('a webhook is set and deleted', async () => {
    const { port } = emulator.config;
    await telegram.setWebhook({ token, url: `http://127.0.0.1:${port}/hook` }, call);
    await expect(telegram.deleteWebhook({ token }, call)).resolves.toMatchObject({ ok: true });
  });
});
