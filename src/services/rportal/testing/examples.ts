import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { PASSWORD, start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('rportal', {
  start,
  server: 'a stand-in that checks each request against the published OpenAPI description',
  token: { variable: 'RP_API_KEY', value: TOKEN },
  variables: { RP_PASSWORD: PASSWORD },
  address: () => '',
  inLines: (url) => ({ 'https://reportportal.example.com': url }),
});
