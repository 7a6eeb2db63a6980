import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { APP, start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('dropbox', {
  start,
  server: 'a stand-in that checks each request against Dropbox’s published API specification',
  token: { variable: 'DROPBOX_TOKEN', value: TOKEN },
  missing: { Login: 'it needs a user in a browser' },
  variables: {
    DROPBOX_APP_SECRET: APP.secret,
    DROPBOX_CODE: APP.code,
    DROPBOX_REFRESH_TOKEN: APP.refresh,
  },
});
