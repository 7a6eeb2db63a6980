import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, start, TOKEN } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { 'x-viber-auth-token': TOKEN },
  url: ({ url }, path) => `${url}/pa${path}`,
  isRefusal: (_, { status }) => status !== 0,
  values: {
    set_webhook: { url: 'https://example.com' },
    send_message: { type: 'text', text: 'Hello' },
    post: { type: 'text', text: 'Hello' },
  },
});
