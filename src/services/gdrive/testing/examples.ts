import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { googleExamples, withAccount } from '../../../../test/support/google.js';
import { start } from './stand-in.js';

const listed = (method: string, further: string) =>
  `oint gdrive ${method} --token env:GOOGLE_TOKEN ${further}`;

export const examples = withAccount(
  examplesByDefinition('gdrive', {
    ...googleExamples,
    async start() {
      const server = await start();
      return {
        url: server.url,
        reset() {
          server.reset();
          server.drive.reset();
        },
      };
    },
    server: 'a stand-in that checks each request against Google’s published API description',
    // Those of the definitions have a shared drive, too.
    instead: {
      GetDirectoriesList: listed('GetDirectoriesList', '--query report'),
      GetFilesList: listed('GetFilesList', '--query report'),
    },
  }),
);
