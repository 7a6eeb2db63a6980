import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { PNG } from '../../../test/support/definitions.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { accessTo } from '../../../test/support/green-api.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import greenapi from './index.js';
import { INSTANCE, start } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const chat = '79876543210@c.us';
const group = '120363043968066561@g.us';
const accessing = () => accessTo(server.url, INSTANCE);
const sent = () => server.calls.map(({ name, values }) => [name, values]);

describe('the access parameters', () => {
  test('are formed without looking up the token', async () => {
    const { apiUrl, mediaUrl } = accessing();
    const given = { apiUrl, mediaUrl, idInstance: 7105123456, apiTokenInstance: 'env:TOKEN' };
    const formed = await greenapi.formAccessParameters(given);
    expect(formed).toEqual({ ...given, idInstance: '7105123456' });
  });

  test('may have other spellings, a number as ID and a slash at the end', async () => {
    const { apiUrl, apiTokenInstance } = accessing();
    const access = { api_url: `${apiUrl}/`, IDInstance: 7105123456, apiTokenInstance };
    expect(await greenapi.getInstanceStatus({ access })).toHaveProperty('stateInstance');
  });

  test.each([
    [{ apiTokenInstance: '' }, 'apiTokenInstance is missing'],
    [{ idInstance: 'waInstance7105' }, 'only have digits'],
    [{ apiURL2: 'x' }, 'unknown field "apiURL2"'],
  ])('are refused with %j', async (wrong, words) => {
    const access = { ...accessing(), ...wrong };
    const error = await failure(greenapi.getInstanceStatus({ access }), InputError);
    expect(error.message).toContain(words);
    expect(server.requests).toEqual([]);
  });

  test('keep the token out of everything shown', async () => {
    const access = { ...accessing(), apiTokenInstance: 'wrong/token' };
    const lines: string[] = [];
    const call = { debug: (line: string) => void lines.push(line) };
    const error = await failure(greenapi.getInstanceStatus({ access }, call), HttpError);
    expect(error).toMatchObject({ status: 401 });
    expect(error.hint).toContain('apiTokenInstance in access');
    expect(inspect(error) + lines.join()).not.toMatch(/wrong.{1,3}token/);
    expect(server.requests[0]!.path).toBe('/waInstance7105123456/getStateInstance/wrong%2Ftoken');
  });

  test('of another instance are an error with a hint', async () => {
    const access = { ...accessing(), idInstance: '7105999999' };
    const error = await failure(greenapi.getInstanceStatus({ access }), HttpError);
    expect(error.hint).toContain('idInstance in access');
  });
});

describe('a message', () => {
  test('with a file goes to the server for uploads, under the given name', async () => {
    const access = accessing();
    const file = Buffer.from('%PDF-1.7');
    await greenapi.sendFile({ access, chat, file, fileName: 'report.pdf', caption: 'Q3' });
    const { request, values } = server.calls[0]!;
    expect(request.path).toMatch(/^\/media\/waInstance7105123456\/sendFileByUpload\//);
    expect(values).toMatchObject({ chatId: chat, fileName: 'report.pdf', caption: 'Q3' });
    expect(values.file).toMatchObject({ name: 'report.pdf', bytes: file });
  });

  test('with a file is refused without the URL for uploads', async () => {
    const { mediaUrl: _, ...access } = accessing();
    const file = Buffer.from('x');
    const refused = greenapi.sendFile({ access, chat, file, fileName: 'a.txt' });
    expect((await failure(refused, InputError)).message).toContain('mediaUrl is missing');
  });

  test('with a poll, a location or a contact has the fields of the vendor', async () => {
    const access = accessing();
    const location = await greenapi.getLocationDescription({ latitude: 51.5, longitude: -0.1 });
    const contact = await greenapi.getContactDescription({ phone: 79876543210, lastName: 'Lee' });
    await greenapi.sendPoll({ access, chat, text: 'Which?', options: ['A', 'B'] });
    await greenapi.sendLocation({ access, chat, location });
    await greenapi.sendContact({ access, chat, contact });
    const options = [{ optionName: 'A' }, { optionName: 'B' }];
    expect(sent()).toEqual([
      ['sendPoll', { chatId: chat, message: 'Which?', options, multipleAnswers: false }],
      ['sendLocation', { chatId: chat, latitude: 51.5, longitude: -0.1 }],
      ['sendContact', { chatId: chat, contact: { phoneContact: 79876543210, lastName: 'Lee' } }],
    ]);
  });

  test('with a misspelled field of a location is refused', async () => {
    const location = { latitude: 1, longtitude: 2 };
    const refused = greenapi.sendLocation({ access: accessing(), chat, location });
    const error = await failure(refused, InputError);
    expect(error.message).toContain('unknown field "longtitude"');
    expect(error.hint).toContain('longitude');
  });

  test('is deleted and archived with an empty response', async () => {
    const access = accessing();
    expect(await greenapi.deleteMessage({ access, chat, message: 'BAE5' })).toEqual({});
    expect(await greenapi.archiveChat({ access, chat })).toEqual({});
  });

  test('to be marked as read cannot be an unset variable', async () => {
    const refused = greenapi.setReadMark({ access: accessing(), chat, message: '' });
    expect((await failure(refused, InputError)).message).toContain('is empty');
  });
});

describe('a failure', () => {
  test('with status 200 is an error with the words of the service', async () => {
    const reason = 'bad file format';
    server.fail({ body: { setGroupPicture: false, urlAvatar: null, reason } });
    const given = { access: accessing(), group, picture: PNG };
    const error = await failure(greenapi.setGroupPicture(given), HttpError);
    expect(error).toMatchObject({ status: 200, reason: 'setGroupPicture is false' });
    expect(error.message).toContain(reason);
    expect(error.hint).toContain('JPEG');
  });

  test('without words names the flag, and what to check', async () => {
    server.fail({ body: { updateGroupName: false } });
    const given = { access: accessing(), group, name: 'Sales' };
    const error = await failure(greenapi.updateGroupName(given), HttpError);
    expect(error.message).toContain('updateGroupName is false');
    expect(error.hint).toContain('administrator of the group');
  });

  test('of the quota is not retried', async () => {
    const description = 'Your limit is 3 chats';
    server.fail({ status: 466, body: { correspondentsStatus: { description } } });
    const given = { access: accessing(), chat, text: 'Hello' };
    const error = await failure(greenapi.sendTextMessage(given, { retries: 2 }), HttpError);
    expect(error.message).toContain(description);
    expect(error.hint).toContain('tariff');
    expect(server.requests).toHaveLength(1);
  });

  test('with 429 is retried, also for a message', async () => {
    server.fail({ status: 429, headers: { 'retry-after': '0' }, body: 'Too Many Requests' });
    await greenapi.sendTextMessage({ access: accessing(), chat, text: 'Hello' });
    expect(server.requests).toHaveLength(2);
  });

  test('of a GET that deletes is not retried', async () => {
    server.fail('unavailable');
    const failing = greenapi.clearMessageQueue({ access: accessing() }, { retries: 2 });
    await failure(failing, HttpError);
    expect(server.requests).toHaveLength(1);
    expect(greenapi.clearMessageQueue.definition.effect).toBe('delete');
  });
});

describe('notifications', () => {
  test('are null if none came', async () => {
    server.fail({ body: null });
    expect(await greenapi.getNotification({ access: accessing() })).toBeNull();
    expect(server.requests[0]!.path).toMatch(/\?receiveTimeout=5$/);
  });

  test('wait longer than a silent server may', async () => {
    const given = { access: accessing(), timeout: 60 };
    const found = await greenapi.getNotification(given, { firstByteTimeout: 1000 });
    expect(found).toMatchObject({ receiptId: 1 });
  });

  test('are deleted by their receipt, after the token', async () => {
    await greenapi.deleteNotificationFromQueue({ access: accessing(), receipt: 1234567 });
    expect(server.requests[0]).toMatchObject({ method: 'DELETE' });
    expect(server.requests[0]!.path).toMatch(/\/deleteNotification\/d75b\w+\/1234567$/);
  });

  test('with a file lead to it, without the token', async () => {
    const saveTo = join(await folder(), 'photo.jpg');
    const given = { access: accessing(), chat, message: 'BAE5' };
    const { bytes } = await greenapi.getMessageFile(given, { saveTo });
    expect((await readFile(saveTo)).length).toBe(bytes);
    expect(server.requests.at(-1)!.path).toBe('/files/photo.jpg');
  });
});

describe('the instance', () => {
  test('returns its QR code as an image', async () => {
    expect(await greenapi.getQR({ access: accessing() })).toEqual(PNG);
    const saveTo = join(await folder(), 'qr.png');
    await greenapi.getQR({ access: accessing() }, { saveTo });
    expect(await readFile(saveTo)).toEqual(PNG);
  });

  test('has no QR code once it is authorized', async () => {
    server.fail({
      body: { type: 'alreadyLogged', message: 'instance account already authorized' },
    });
    const error = await failure(greenapi.getQR({ access: accessing() }), HttpError);
    expect(error).toMatchObject({ reason: 'alreadyLogged' });
    expect(error.message).toContain('already authorized');
  });

  test('gets flags as yes and no, and settings that are new', async () => {
    const settings = { incomingWebhook: true, stateWebhook: false, webhookUrlToken: 'env:X' };
    await greenapi.setInstanceSettings({ access: accessing(), settings });
    const words = { incomingWebhook: 'yes', stateWebhook: 'no', webhookUrlToken: 'env:X' };
    expect(sent()).toEqual([['setSettings', words]]);
  });

  test('ignores no misspelled setting', async () => {
    const settings = { webhookURL: 'https://example.com' };
    const refused = greenapi.setInstanceSettings({ access: accessing(), settings });
    expect((await failure(refused, InputError)).hint).toBe('Did you mean webhookUrl?');
  });

  test('needs phone numbers as numbers', async () => {
    const phoneNumber = '+7 (987) 654-32-10';
    await greenapi.getAuthorizationCode({ access: accessing(), phoneNumber });
    expect(sent()).toEqual([['getAuthorizationCode', { phoneNumber: 79876543210 }]]);
    const wrong = greenapi.getAuthorizationCode({ access: accessing(), phoneNumber: 'Ann' });
    expect((await failure(wrong, InputError)).message).toContain('country code');
  });
});

test('a group is created without members', async () => {
  await greenapi.createGroup({ access: accessing(), name: 'Sales' });
  expect(sent()).toEqual([['createGroup', { groupName: 'Sales', chatIds: [] }]]);
});
