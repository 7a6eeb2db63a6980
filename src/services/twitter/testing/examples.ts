import type { Examples } from '../../../../test/support/examples.js';
import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { APP, start, TOKEN } from './stand-in.js';

export const examples: Examples = {
  ...examplesByDefinition('twitter', {
    start,
    server: 'a stand-in that checks each request against the published OpenAPI description of X',
    token: { variable: 'X_ACCESS_TOKEN', value: TOKEN },
    masks: { 'a-new-code-verifier': /\b[\w-]{43}\b/g },
    variables: {
      X_CODE: APP.code,
      X_CODE_VERIFIER: APP.code_verifier,
      X_REFRESH_TOKEN: APP.refresh,
    },
  }),
  missing: {
    HandleIncomingRequestAfterAuthorization: 'it is for programs, and takes a request of theirs',
  },
};
