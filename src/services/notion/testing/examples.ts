import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { start, TOKEN } from './stand-in.js';

/** The database in the examples, with the properties that they set. */
const BASE = '668d797c-76fa-4934-9b05-ad288df2d136';
const SOURCE = 'a42a62ed-9b51-4b98-9dea-ea6d091bc508';
const properties = { Name: { id: 'title', name: 'Name', type: 'title', title: {} } };

async function startWithDatabase() {
  const server = await start();
  return {
    url: server.url,
    reset() {
      server.reset();
      server.shelves.put('databases', { id: BASE });
      server.shelves.put('data sources', { id: SOURCE, properties }, BASE);
    },
  };
}

export const examples = examplesByDefinition('notion', {
  start: startWithDatabase,
  server: 'a stand-in that checks each request against Notion’s published API types',
  token: { variable: 'NOTION_TOKEN', value: TOKEN },
  more: {
    EditPageProperties: '--icon 🥑',
    EditDatabaseProperties: '--title "Tasks of this year"',
  },
});
