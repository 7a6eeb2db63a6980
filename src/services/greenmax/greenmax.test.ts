import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { PNG } from '../../../test/support/definitions.js';
import { failure } from '../../../test/support/failure.js';
import { accessTo } from '../../../test/support/green-api.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import greenmax from './index.js';
import { INSTANCE, start } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const chat = '10000000';
const group = '-10000000000000';
const accessing = () => accessTo(server.url, INSTANCE);
const sent = () => server.calls.map(({ name, values }) => [name, values]);

test('requests keep the version in the API URL', async () => {
  await greenmax.getInstanceStatus({ access: accessing() });
  expect(server.requests[0]!.path).toMatch(/^\/v3\/waInstance3100123456\/getStateInstance\//);
});

test('an API URL without the version has a hint', async () => {
  const access = { ...accessing(), apiUrl: server.url };
  const error = await failure(greenmax.getInstanceStatus({ access }), HttpError);
  expect(error.hint).toContain('/v3');
});

describe('a message', () => {
  test('has its chat ID as text, and typing only if there is a time for it', async () => {
    const access = accessing();
    await greenmax.sendTextMessage({ access, chat: -10000000000000, text: 'Hello' });
    await greenmax.sendTextMessage({ access, chat, text: 'Hello', typing: 2000 });
    expect(sent()).toEqual([
      ['sendMessage', { chatId: group, message: 'Hello' }],
      ['sendMessage', { chatId: chat, message: 'Hello', typingTime: 2000 }],
    ]);
  });

  test('with a file goes to the server for uploads', async () => {
    const file = Buffer.from('%PDF-1.7');
    const given = { access: accessing(), chat, file, fileName: 'report.pdf', typing: 1000 };
    await greenmax.sendFile(given);
    const { request, values } = server.calls[0]!;
    expect(request.path).toMatch(/^\/media\/waInstance3100123456\/sendFileByUpload\//);
    expect(values).toMatchObject({ typingTime: 1000, typingType: 'file' });
  });
});

describe('a group', () => {
  test('is named by its chat ID, in JSON and in forms', async () => {
    const access = accessing();
    await greenmax.addGroupMember({ access, group, member: chat });
    await greenmax.setGroupPicture({ access, group, picture: PNG });
    expect(sent()[0]).toEqual(['addGroupParticipant', { chatId: group, participantChatId: chat }]);
    expect(sent()[1]).toMatchObject(['setGroupPicture', { chatId: group }]);
  });

  test('gets the rights of its members, which must exist', async () => {
    const access = accessing();
    const settings = { allowParticipantsAddMembers: false };
    await greenmax.changeGroupSettings({ access, group, settings });
    expect(sent()).toEqual([['updateGroupSettings', { chatId: group, ...settings }]]);
    const wrong = { access, group, settings: { allowMembers: true } };
    const error = await failure(greenmax.changeGroupSettings(wrong), InputError);
    expect(error.hint).toContain('allowParticipantsAddMembers');
  });

  test('that refuses a member is an error with status 200', async () => {
    server.fail({ body: { addParticipant: false } });
    const given = { access: accessing(), group, member: chat };
    const error = await failure(greenmax.addGroupMember(given), HttpError);
    expect(error).toMatchObject({ status: 200, reason: 'addParticipant is false' });
  });
});

test('an account that does not exist is a result, not an error', async () => {
  server.fail({ body: { exist: false, chatId: '' } });
  const phoneNumber = 79876543210;
  const found = await greenmax.checkAccount({ access: accessing(), phoneNumber });
  expect(found).toMatchObject({ exist: false });
});

describe('a notification', () => {
  test('is deleted at once if asked', async () => {
    const found = await greenmax.getNotification({ access: accessing(), isDeleted: true });
    expect(found).toMatchObject({ receiptId: 1 });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
    expect(server.requests[1]!.path).toMatch(/\/deleteNotification\/4f0c\w+\/1$/);
  });

  test('is returned even if it could not be deleted', async () => {
    const access = accessing();
    server.fail({ body: { receiptId: 7, body: {} } }, 'unavailable');
    const found = await greenmax.getNotification({ access, isDeleted: true }, { retries: 2 });
    expect(found).toMatchObject({ receiptId: 7, notDeleted: expect.stringContaining('502') });
    expect(JSON.stringify(found)).not.toContain(INSTANCE.token);
    expect(server.requests).toHaveLength(2);
  });

  test('that did not come is null, and nothing is deleted', async () => {
    server.fail({ body: null });
    const none = await greenmax.getNotification({ access: accessing(), isDeleted: true });
    expect(none).toBeNull();
    expect(server.requests).toHaveLength(1);
  });
});
