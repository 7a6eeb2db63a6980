import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { start, TOKEN, USER_TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('slack', {
  start,
  server: 'a stand-in that checks each request against Slack’s published API description',
  token: { variable: 'SLACK_BOT_TOKEN', value: TOKEN },
  masks: { '0123456789abcdef0123456789abcdef': /\b[0-9a-f]{32}\b/g },
  variables: { SLACK_USER_TOKEN: USER_TOKEN },
  more: {
    SendMessage: '--text "Version 2 is out"',
    SendEphemeralMessage: '--text "Only you see this" --user U012AB3CD',
    EditMessage: '--text "Version 2.1 is out"',
    UploadFile: '--channel C012AB3CD',
  },
  instead: {
    MakeFilePublic: 'oint slack MakeFilePublic --token env:SLACK_USER_TOKEN --fileid F012AB3CD',
    MakeFilePrivate: 'oint slack MakeFilePrivate --token env:SLACK_USER_TOKEN --fileid F012AB3CD',
  },
});
