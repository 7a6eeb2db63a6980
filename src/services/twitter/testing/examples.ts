import type { Examples } from '../../../../test/support/examples.js';
import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { APP, start, TOKEN } from './stand-in.js';

const APP_FIELDS = `'client_id':'${APP.client_id}','redirect_uri':'${APP.redirect_uri}','code_verifier':'env:X_CODE_VERIFIER'`;

const ACCESS = "{'access_token':'env:X_ACCESS_TOKEN'}";
/** Posts, and what they need besides the access. */
const POSTS = [
  ['CreateCustomTweet', '--text Hello'],
  ['CreateTextTweet', ''],
  ['CreateImageTweet', ''],
  ['CreateGifTweet', ''],
  ['CreateVideoTweet', ''],
  ['CreatePollTweet', ''],
  ['UploadAttachmentsArray', ''],
] as const;

export const examples: Examples = {
  ...examplesByDefinition('twitter', {
    start,
    server: 'a stand-in that checks each request against the published OpenAPI description of X',
    token: { variable: 'X_ACCESS_TOKEN', value: TOKEN },
    masks: { 'a-new-code-verifier': /\b[\w-]{43}\b/g },
    more: {
      ...Object.fromEntries(POSTS.map(([name, text]) => [name, `--auth "${ACCESS}" ${text}`])),
      GetAuthorizationLink: `--auth "{${APP_FIELDS}}"`,
      GetToken: `--auth "{${APP_FIELDS}}"`,
      RefreshToken: `--auth "{'client_id':'${APP.client_id}','refresh_token':'env:X_REFRESH_TOKEN'}"`,
    },
    variables: {
      X_CODE: APP.code,
      X_CODE_VERIFIER: APP.code_verifier,
      X_REFRESH_TOKEN: APP.refresh,
    },
  }),
  missing: {
    HandleIncomingRequestAfterAuthorization: 'it is for programs, and takes a request of theirs',
    Login: 'it needs a user in a browser',
  },
};
