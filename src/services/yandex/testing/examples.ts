import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { APP, start } from './stand-in.js';

export const examples = examplesByDefinition('yandex', {
  start,
  missing: { Login: 'it needs a user in a browser' },
  server: 'a stand-in made from notes on the documentation of Yandex ID',
  token: { variable: 'YANDEX_CLIENT_SECRET', value: APP.secret },
  variables: { YANDEX_DEVICE_CODE: APP.device, YANDEX_REFRESH_TOKEN: APP.refresh },
});
