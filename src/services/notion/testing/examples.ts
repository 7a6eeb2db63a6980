import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('notion', {
  start,
  server: 'a stand-in that checks each request by Notion’s published types of its API',
  token: { variable: 'NOTION_TOKEN', value: TOKEN },
  more: {
    EditPageProperties: '--icon 🥑',
    EditDatabaseProperties: '--title "Tasks of this year"',
  },
});
