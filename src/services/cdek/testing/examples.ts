import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { ACCOUNT, start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('cdek', {
  start,
  server: 'a stand-in that checks each request against CDEK’s own API description',
  token: { variable: 'CDEK_TOKEN', value: TOKEN },
  variables: { CDEK_PASSWORD: ACCOUNT.password },
});
