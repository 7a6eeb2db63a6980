import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { APP, start, WEBHOOK } from './stand-in.js';

export const examples = examplesByDefinition('bitrix24', {
  start: async () => (await start()).standIn,
  server: 'a stand-in that checks each request against Bitrix24’s published API documentation',
  token: { variable: 'BITRIX24_CLIENT_SECRET', value: APP.client_secret },
  // GetToken runs first: its refresh token is the second one of the stand-in.
  variables: { BITRIX24_CODE: APP.code, BITRIX24_REFRESH_TOKEN: 'refresh-2' },
  inLines: (url) => ({
    'https://example.bitrix24.com/rest/1/SECRET': `${url}/rest/${WEBHOOK.user}/${WEBHOOK.secret}`,
  }),
  more: {
    UpdateCustomTaskField: '--title "Order number"',
    AddTaskTimeAccounting: '--text "Made the tea"',
    UpdateTaskTimeAccounting: '--text "Made the tea"',
    EditMessage: '--text "Tea at six"',
    CreateDepartment: '--parentid 1',
    UpdateDepartment: '--title "Tea kitchen"',
  },
});
