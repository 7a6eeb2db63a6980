import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { googleExamples, withAccount } from '../../../../test/support/google.js';
import { start } from './stand-in.js';

export const examples = withAccount(
  examplesByDefinition('gsheets', {
    ...googleExamples,
    start,
    server: 'a stand-in that checks each request against Google’s published API description',
  }),
);
