import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import emulatorPackage from 'telegram-test-api/package.json' with { type: 'json' };
import { afterAll } from 'vitest';
import { JPEG } from '../../../../test/support/definitions.js';
import {
  type Examples,
  MOMENT,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { refusedPort } from '../../../../test/support/server.js';
import { answerInShape } from './answers.js';
import { BotServer } from './bot-server.js';

const token = `110201543:${SENTINEL}`;
const port = await refusedPort();
const emulator = new TelegramServer({ port, host: '127.0.0.1' });
await emulator.start();
afterAll(() => emulator.stop());
const EMULATOR = `telegram-test-api ${emulatorPackage.version}, a test server by other developers`;

const checker = await BotServer.start();
const CHECKER =
  'a test server that checks each call against the Bot API 10.1 and responds in its format';

export const examples: Examples = {
  async run(stage) {
    stage.set({ BOT_TOKEN: token });
    // The address of a substitute for Telegram's server is not shown.
    for (const url of [`http://127.0.0.1:${port}`, checker.url]) stage.mask(leadingTo(url), '');
    stage.mask(/"date": \d{10,13}\b/g, `"date": ${MOMENT.seconds}`);
    // The emulator finds the recipient of a message by the bot's token.
    stage.mask(token, '***');
    stage.answeredBy(EMULATOR);
    await updates(lines(stage, `http://127.0.0.1:${port}`));
    checker.on(answerInShape);
    stage.answeredBy(CHECKER);
    const line = lines(stage, checker.url);
    await media(stage, line);
    await messages(line);
    await administration(line);
    await topics(line);
    stage.answeredBy(NO_SERVER);
    await stage.example(
      `oint telegram FormKeyboardFromButtonArray --buttons "['Yes','No']" --under true --column false`,
    );
    await program(stage);
  },
};

function leadingTo(url: string): string {
  return ` --config "{'baseUrl':'${url}'}"`;
}

/** Runs a method with the bot's token. */
type Line = (method: string, options?: string) => Promise<string>;

function lines({ example }: Stage, url: string): Line {
  return (method, options = '') =>
    example(`oint telegram ${method} --token env:BOT_TOKEN ${options}`.trimEnd() + leadingTo(url));
}

/** The emulator's methods that respond like Telegram. */
async function updates(line: Line): Promise<void> {
  const who = { chatId: 7, userId: 7, firstName: 'Ada', userName: 'ada' };
  const person = emulator.getClient(token, who);
  await person.sendMessage(person.makeMessage('Hello, bot!'));
  await line('GetUpdates');
  await line('DeleteWebhook');
}

async function media({ folder }: Stage, line: Line): Promise<void> {
  const files = { 'photo.jpg': JPEG, 'video.mp4': 'as if a video', 'song.mp3': 'as if a song' };
  const more = { 'cat.gif': 'GIF89a', 'report.pdf': '%PDF-1.7' };
  for (const [name, bytes] of Object.entries({ ...files, ...more })) {
    await writeFile(join(folder, name), bytes);
  }
  const to = '--chat @acme_news';
  await line('SendImage', `${to} --text "Our new office" --picture photo.jpg`);
  await line('SendVideo', `${to} --text "How it was built" --video video.mp4`);
  await line('SendAudio', `${to} --text "Our song" --audio song.mp3`);
  await line('SendDocument', `${to} --text "The report" --doc report.pdf`);
  await line('SendGif', `${to} --text "Our cat" --gif cat.gif`);
  await line(
    'SendMediaGroup',
    `${to} --text "The day" --media "{'photo.jpg':'photo','video.mp4':'video'}"`,
  );
  await line('DownloadFile', '--fileid document-1');
}

async function messages(line: Line): Promise<void> {
  const to = '--chat @acme_news';
  const keyboard = `"{'inline_keyboard':[[{'text':'Tea','callback_data':'tea'}]]}"`;
  await line('GetBotInformation');
  await line('SetWebhook', '--url https://example.com/bot');
  await line('SendTextMessage', `${to} --text "Version 2 is out"`);
  await line('ReplaceMessageText', `${to} --message 100 --text "Version 2.1 is out"`);
  await line('ReplaceMessageKeyboard', `${to} --message 100 --keyboard ${keyboard}`);
  await line('DeleteMessage', `${to} --message 100`);
  await line('SendLocation', `${to} --lat 48.8584 --long 2.2945`);
  await line('SendContact', `${to} --name Ada --surname Lovelace --phone +44123456789`);
  await line('SendPoll', `${to} --question "Tea or coffee?" --options "['Tea','Coffee']"`);
  await line('ForwardMessage', '--message 100 --from @acme_news --to @acme_team');
  await line('ReplaceMessageCaption', `${to} --message 100 --caption "Our new office, finished"`);
}

async function administration(line: Line): Promise<void> {
  const chat = '--chat @acme_team';
  await line('Ban', `${chat} --user 123456789`);
  await line('Unban', `${chat} --user 123456789`);
  await line(
    'CreateInvitationLink',
    `${chat} --title Guests --expire 2026-12-31T00:00:00Z --limit 10`,
  );
  await line('PinMessage', `${chat} --message 100`);
  await line('UnpinMessage', `${chat} --message 100`);
  await line('GetParticipantCount', chat);
}

async function topics(line: Line): Promise<void> {
  const forum = '--forum @acme_team';
  await line('GetAvatarIconList');
  await line('CreateForumTopic', `${forum} --title News --icon 5434144690511290129`);
  await line('EditForumTopic', `${forum} --topic 12 --title "News of 2026"`);
  await line('CloseForumTopic', `${forum} --topic 12`);
  await line('OpenForumTopic', `${forum} --topic 12`);
  await line('ClearTopicPinnedMessagesList', `${forum} --topic 12`);
  await line('DeleteForumTopic', `${forum} --topic 12`);
  await line('EditMainForumTopicName', `${forum} --title Lobby`);
  await line('HideMainForumTopic', forum);
  await line('ShowMainForumTopic', forum);
}

async function program(stage: Stage): Promise<void> {
  const user = JSON.stringify({ id: 123456789, first_name: 'Ada', language_code: 'en' });
  await stage.program(
    'ProcessTMAData',
    `
import telegram from 'oint/telegram';

// What the page of a Mini App has as Telegram.WebApp.initData, and sends to its own server.
const data =
  '${signed({ auth_date: MOMENT.seconds, query_id: 'AAHdF6IQAAAAAN0XohDhrOrc', user })}';
console.log(await telegram.processTMAData({ data, token: process.env.BOT_TOKEN! }));
`,
  );
}

/** Signs like Telegram: https://core.telegram.org/bots/webapps */
function signed(fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  const key = createHmac('sha256', 'WebAppData').update(token).digest();
  const hash = createHmac('sha256', key).update(lines.sort().join('\n')).digest('hex');
  return String(new URLSearchParams({ ...fields, hash }));
}
