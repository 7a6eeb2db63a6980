import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { INSTANCE, start } from './stand-in.js';

export const examples = examplesByDefinition('greenapi', {
  start,
  server: 'a stand-in that checks each request against the types of the vendor’s SDK',
  token: { variable: 'GREENAPI_TOKEN', value: INSTANCE.token },
  address: () => '',
  inLines: (url) => ({
    'https://7105.media.greenapi.com': `${url}/media`,
    'https://7105.api.greenapi.com': url,
  }),
});
