import { secret, text, textOrNumber } from '../../core/definition/kinds/index.js';
import { rest } from '../../core/rest/table.js';
import { user } from './fields.js';
import { numberOf } from './ids.js';
import { addressOf, custom, policy, send, table, url } from './wire.js';

/** The client of ReportPortal's own pages, the same on every server. */
const CLIENT = Buffer.from('ui:uiman').toString('base64');

/** The service that issues tokens: it takes forms. */
const tokens = rest({
  service: 'rportal',
  first: { url },
  target: ({ url }, call) => ({
    base: addressOf(call, url, 'uat'),
    headers: { authorization: `Basic ${CLIENT}` },
  }),
  body: 'form',
  policy,
  reference: () => 'https://reportportal.io/docs/log-data-in-reportportal/HowToGetAnAccessToken/',
});

export const auth = table({
  /**
   * Gets a temporary token for a login and a password.
   *
   * Servers on which users sign in elsewhere refuse it: create an API key in the profile then.
   *
   * @returns `access_token` is the token.
   */
  getTemporaryToken: tokens.write(
    'POST /sso/oauth/token',
    {
      login: text('Login', { field: 'username', example: 'ann' }),
      password: secret('Password', { option: 'pass', example: 'env:RP_PASSWORD' }),
    },
    { fixed: { grant_type: 'password' } },
  ),
  /**
   * Creates an API key, which does not expire. The response is the only one that shows it.
   *
   * @returns `api_key` is the token, `id` is for DeletePermanentToken.
   * @see https://reportportal.io/docs/log-data-in-reportportal/HowToGetAnAccessToken/
   */
  getPermanentToken: custom({
    effect: 'write',
    params: { user, name: text('Name of the key', { example: 'ci' }) },
    async run({ user, name, ...access }, call) {
      const id = await numberOf(call, access, '/users', user);
      return send(call, access, 'POST /users/{id}/api-keys', { id, name });
    },
  }),
  /**
   * Deletes an API key.
   *
   * @see https://reportportal.io/docs/log-data-in-reportportal/HowToGetAnAccessToken/
   */
  deletePermanentToken: custom({
    effect: 'delete',
    params: { user, key: textOrNumber('Key ID', { option: 'id', example: '3' }) },
    async run({ user, key, ...access }, call) {
      const id = await numberOf(call, access, '/users', user);
      return send(call, access, 'DELETE /users/{id}/api-keys/{key}', { id, key });
    },
  }),
  /**
   * Gets the API keys of a user, without the keys themselves.
   *
   * @see https://reportportal.io/docs/log-data-in-reportportal/HowToGetAnAccessToken/
   */
  getUserTokens: custom({
    effect: 'read',
    params: { user },
    async run({ user, ...access }, call) {
      const id = await numberOf(call, access, '/users', user);
      return send(call, access, 'GET /users/{id}/api-keys', { id });
    },
  }),
});
