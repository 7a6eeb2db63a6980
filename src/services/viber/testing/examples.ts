import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('viber', {
  start,
  server: 'a stand-in that checks each request against notes on Viber’s documentation',
  token: { variable: 'VIBER_AUTH_TOKEN', value: TOKEN },
  more: { SendFile: '--size 31337' },
});
