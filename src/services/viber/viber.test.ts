import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { oint } from '../../../test/support/oint.js';
import { start as serve } from '../../../test/support/server.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import viber from './index.js';
import { start, TOKEN } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const user = '01234567890A=';
const at = () => ({ baseUrl: server.url });
const calls = () => server.calls.map(({ name, values }) => ({ name, values }));

describe('a message', () => {
  test('goes to a user from a named sender, or into the channel from a super admin', async () => {
    await viber.sendTextMessage(
      { token, text: 'Hi', user, isChannel: false, sender: 'Shop' },
      at(),
    );
    await viber.sendTextMessage({ token, text: 'Hi', user, isChannel: true }, at());
    const content = { type: 'text', text: 'Hi' };
    expect(calls()).toEqual([
      { name: 'send_message', values: { receiver: user, sender: { name: 'Shop' }, ...content } },
      { name: 'post', values: { from: user, ...content } },
    ]);
  });

  test('with a keyboard sends each button as a row of six columns', async () => {
    const keyboard = await viber.createKeyboardFromArrayButton({ buttons: ['Yes', 'No'] });
    await viber.sendTextMessage({ token, text: '?', user, isChannel: false, keyboard }, at());
    const sent = server.calls[0]!.values.keyboard as typeof keyboard;
    expect(sent.Buttons.map(({ Text, Columns }) => [Text, Columns])).toEqual([
      ['Yes', 6],
      ['No', 6],
    ]);
  });

  test('has a token with all its digits', async () => {
    const body = '{"status":0,"status_message":"ok","message_token":5741311803571721087}';
    const exact = await serve((_, response) => {
      response.setHeader('content-type', 'application/json').end(body);
    });
    const config = `{'baseUrl':'${exact.url}'}`;
    const line = `viber SendLink --url https://example.com --user ${user} --ischannel false`;
    const { stdout } = await oint([...line.split(' '), '--token', token, '--config', config]);
    expect(stdout).toContain('5741311803571721087');
  });
});

describe('a file', () => {
  test('is sent with its size, which its server tells', async () => {
    const files = await serve((_, response) => {
      response.setHeader('content-length', 31_337).end();
    });
    const file = { token, media: `${files.url}/Q3%20report.pdf`, user, isChannel: false };
    await viber.sendFile({ ...file, extension: 'pdf' }, at());
    expect(files.requests.map(({ method }) => method)).toEqual(['HEAD']);
    expect(files.requests[0]!.headers).not.toHaveProperty('x-viber-auth-token');
    expect(server.calls[0]!.values).toMatchObject({ size: 31_337, file_name: 'Q3 report.pdf' });
  });

  test('is not sent if its size is unknown', async () => {
    const files = await serve((_, response) => {
      response.setHeader('transfer-encoding', 'chunked').end();
    });
    const file = { token, media: files.url, user, isChannel: false, extension: '.pdf' };
    const error = await failure(viber.sendFile(file, at()), InputError);
    expect(error.message).toContain('the size of');
    expect(server.requests).toEqual([]);
    await viber.sendFile({ ...file, size: 5 }, at());
    expect(server.calls[0]!.values).toMatchObject({ size: 5, file_name: 'file.pdf' });
  });
});

describe('an error from Viber', () => {
  test('with status 200 has its words and a hint', async () => {
    const wrong = viber.getChannelInformation({ token: 'x'.repeat(50) }, at());
    const error = await failure(wrong, HttpError);
    expect(error).toMatchObject({ status: 200, reason: 'invalidAuthToken', exitStatus: 1 });
    expect(error.hint).toContain('Check the token');
  });

  test('about a webhook names the reason', async () => {
    const plain = viber.setWebhook({ token, url: 'http://example.com' }, at());
    expect((await failure(plain, HttpError)).hint).toContain('https://');
  });

  test('that is a rate limit is retried', async () => {
    const slow = { body: { status: 12, status_message: 'tooManyRequests' } };
    server.fail(slow);
    await viber.getOnlineUsers({ token, users: [user] }, { ...at(), retries: 1 });
    expect(server.requests).toHaveLength(2);
  });
});
