import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { GROUP_TOKEN, start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('vk', {
  start,
  server: 'a stand-in that checks each request against VK’s published API schema',
  token: { variable: 'VK_TOKEN', value: TOKEN },
  variables: { VK_GROUP_TOKEN: GROUP_TOKEN },
});
