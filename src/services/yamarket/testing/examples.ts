import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { KEY, start } from './stand-in.js';

export const examples = examplesByDefinition('yamarket', {
  start,
  server: 'a stand-in that checks each request against Yandex Market’s own API description',
  token: { variable: 'YANDEX_MARKET_API_KEY', value: KEY },
});
