import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { INSTANCE, start } from './stand-in.js';

export const examples = examplesByDefinition('greenmax', {
  start,
  server: 'a stand-in that checks each request against notes on the documentation of GREEN-API',
  token: { variable: 'GREENMAX_TOKEN', value: INSTANCE.token },
  address: () => '',
  inLines: (url) => ({
    'https://3100.media.green-api.com/v3': `${url}/media`,
    'https://3100.api.green-api.com/v3': `${url}/v3`,
  }),
});
