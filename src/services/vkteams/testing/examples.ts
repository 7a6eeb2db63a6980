import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('vkteams', {
  start,
  server: 'a stand-in that checks each request against notes on the documentation of VK Teams',
  token: { variable: 'VKTEAMS_TOKEN', value: TOKEN },
  more: { MakeActionButton: '--data yes' },
});
