import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { HttpError } from '../../core/errors/errors.js';
import yandex from './index.js';
import { APP, start } from './testing/stand-in.js';

const client = { clientId: APP.id, clientSecret: APP.secret };

test('tokens come for the code that a user has entered, and are renewed', async () => {
  const { url: baseUrl } = await start();
  const code = await yandex.getConfirmationCode({ clientId: APP.id }, { baseUrl });
  expect(code).toMatchObject({ verification_url: 'https://ya.ru/device', interval: 5 });
  const device = String(code.device_code);
  const { refresh_token } = await yandex.convertCodeToToken({ ...client, device }, { baseUrl });
  const refresh = String(refresh_token);
  const renewed = await yandex.refreshToken({ ...client, refresh }, { baseUrl });
  expect(renewed.access_token).toMatch(/^y0_/);
});

test('an expired code says what to do', async () => {
  const { url: baseUrl } = await start();
  const late = yandex.convertCodeToToken({ ...client, device: 'expired' }, { baseUrl });
  expect((await failure(late, HttpError)).hint).toContain('request another one');
});
