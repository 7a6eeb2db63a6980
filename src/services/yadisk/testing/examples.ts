import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { APP, start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('yadisk', {
  start,
  server: 'a stand-in that checks each request against a published API description',
  token: { variable: 'YANDEX_TOKEN', value: TOKEN },
  variables: {
    YANDEX_CLIENT_SECRET: APP.secret,
    YANDEX_DEVICE_CODE: APP.device,
    YANDEX_REFRESH_TOKEN: APP.refresh,
  },
});
