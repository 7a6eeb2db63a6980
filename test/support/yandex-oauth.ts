import type { Behavior } from '../stand-in/behavior.js';
import type { Answer } from '../stand-in/problem.js';

/** The application of a user, and what the user has. */
export const APP = {
  id: '2f9fd3a4b5c64e7e8f90a1b2c3d4e5f6',
  secret: '0d8a7b6c5f4e3d2c1b0a9f8e7d6c5b4a',
  device: '9b5f4b1cfb5e4c3d8a7e6f5d4c3b2a19',
  refresh: '1:GN686QVt0mmak/refresh',
};

const TOKENS = {
  access_token: 'y0_AgAAAABkYz12AADLWwAAAADg',
  expires_in: 31_536_000,
  refresh_token: APP.refresh,
  token_type: 'bearer',
};

/** The token endpoints of Yandex ID, from notes on its documentation. */
export const yandexTokens: NonNullable<Behavior['routes']> = {
  'POST /device/code': ({ body }) => {
    const form = new URLSearchParams(body.toString());
    if (form.get('client_id') !== APP.id) return refusal('invalid_client');
    const [user_code, verification_url] = ['k7ypq2nf', 'https://ya.ru/device'];
    const told = { device_code: APP.device, user_code, verification_url };
    return { body: { ...told, interval: 5, expires_in: 300 } };
  },
  'POST /token': ({ body }) => {
    const form = new URLSearchParams(body.toString());
    const isClient = form.get('client_id') === APP.id && form.get('client_secret') === APP.secret;
    if (!isClient) return refusal('invalid_client');
    const grant = form.get('grant_type');
    if (grant === 'device_code') {
      return form.get('code') === APP.device ? { body: TOKENS } : refusal('bad_verification_code');
    }
    if (grant === 'refresh_token') {
      return form.get('refresh_token') === APP.refresh
        ? { body: TOKENS }
        : refusal('invalid_grant');
    }
    return refusal('unsupported_grant_type');
  },
};

function refusal(error: string): Answer {
  return { status: 400, body: { error, error_description: error.replaceAll('_', ' ') } };
}
