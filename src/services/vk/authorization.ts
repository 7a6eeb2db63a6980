import { textOrNumber, unresolvedSecret } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { VERSION } from './auth.js';

const app = textOrNumber('Application ID', { example: '51694790' });

/** What a token for the methods of this service needs. `offline` means that it does not expire. */
const SCOPE = 'offline,wall,groups,photos,stats,stories,video,market';

/**
 * Returns the link where a user lets an application in, to get the token of that user.
 *
 * After the user agrees, the address of the page has the token as `access_token`. VK replaces this by VK ID: new
 * applications may get a token with fewer permissions. The token of a community does not need an
 * application: it is created in the settings of the community, under API usage.
 *
 * @see https://dev.vk.com/api/access-token/implicit-flow-user
 */
export const createTokenRetrievalLink = method('vk', 'CreateTokenRetrievalLink', {
  effect: 'read',
  offline: true,
  params: { app },
  run({ app }) {
    const link = new URL('https://oauth.vk.com/authorize');
    link.search = String(
      new URLSearchParams({
        client_id: app,
        scope: SCOPE,
        redirect_uri: 'https://oauth.vk.com/blank.html',
        display: 'page',
        response_type: 'token',
        v: VERSION,
      }),
    );
    return link.href;
  },
});

/**
 * Returns the token and the community as the other methods accept them.
 *
 * @returns A secret such as `env:VK_TOKEN` stays unchanged, and is looked up when it is used.
 * @see https://dev.vk.com/api/api-requests
 */
export const getAuthParameters = method('vk', 'GetAuthParameters', {
  effect: 'read',
  offline: true,
  params: {
    group: textOrNumber('Community ID', { example: '218704372' }),
    app,
    token: unresolvedSecret('Access token of a user who manages the community', {
      example: 'env:VK_TOKEN',
    }),
  },
  run({ group, app, token }) {
    const id = group.trim().replace(/^-/, '');
    return {
      v: VERSION,
      from_group: '1',
      group_id: id,
      owner_id: `-${id}`,
      app_id: app,
      access_token: token,
    };
  },
});
