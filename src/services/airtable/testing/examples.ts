import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('airtable', {
  start,
  server: 'a stand-in that checks each request against notes on Airtable’s documentation',
  token: { variable: 'AIRTABLE_TOKEN', value: TOKEN },
  more: { ModifyTable: '--title "To do"', ModifyField: '--title Title' },
});
