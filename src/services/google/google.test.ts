import { expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { ACCOUNT, APP, TOKEN } from '../../../test/support/google.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import google from './index.js';
import { start } from './testing/stand-in.js';

const client = { clientId: APP.id, clientSecret: APP.secret };
const scope = 'https://www.googleapis.com/auth/drive';

test('the link asks for the chosen services and a refresh token', async () => {
  const link = new URL(await google.formCodeRetrievalLink({ clientId: APP.id, sheets: false }));
  expect(`${link.origin}${link.pathname}`).toBe('https://accounts.google.com/o/oauth2/v2/auth');
  expect(Object.fromEntries(link.searchParams)).toEqual({
    response_type: 'code',
    client_id: APP.id,
    redirect_uri: 'http://localhost',
    scope: `https://www.googleapis.com/auth/calendar ${scope}`,
    access_type: 'offline',
    prompt: 'consent',
  });
});

test('a link for no service at all is refused', async () => {
  const none = { clientId: APP.id, calendar: false, drive: false, sheets: false };
  const error = await failure(google.formCodeRetrievalLink(none), InputError);
  expect(error.message).toContain('one of calendar, drive, sheets must be true');
});

test('tokens come for the address of the redirect, and are renewed', async () => {
  const { url: baseUrl } = await start();
  const code = `http://localhost/?code=${encodeURIComponent(APP.code)}&scope=x`;
  const { refresh_token } = await google.getTokenByCode({ ...client, code }, { baseUrl });
  const refresh = String(refresh_token);
  const renewed = await google.refreshToken({ ...client, refresh }, { baseUrl });
  expect(renewed.access_token).toBe(TOKEN);
});

test('a code that was used says to open the link again', async () => {
  const { url: baseUrl } = await start();
  const used = google.getTokenByCode({ ...client, code: 'used' }, { baseUrl });
  expect((await failure(used, HttpError)).hint).toContain('open the authorization link again');
});

test('a service account signs for its token, for an hour at most', async () => {
  const { url: baseUrl } = await start();
  const ask = (lifetime?: number) =>
    google.getServiceAccountToken({ account: ACCOUNT, scope, lifetime }, { baseUrl });
  expect(await ask()).toMatchObject({ access_token: TOKEN });
  expect((await failure(ask(7200), HttpError)).reason).toBe('invalid_grant');
});
