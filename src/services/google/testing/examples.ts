import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { googleExamples, withAccount } from '../../../../test/support/google.js';
import { start } from './stand-in.js';

export const examples = withAccount(
  examplesByDefinition('google', {
    ...googleExamples,
    start,
    missing: { Login: 'it needs a user in a browser' },
    server: 'a stand-in made from notes on the documentation of Google’s OAuth server',
  }),
);
