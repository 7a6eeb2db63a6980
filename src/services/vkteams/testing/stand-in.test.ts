import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, start, TOKEN } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: {},
  url: ({ url }, path) => `${url}/bot/v1${path}?token=${TOKEN}`,
  isRefusal: (_, { ok }) => ok === false,
  values: {
    'messages/sendText': { text: 'Hello' },
    'messages/editText': { text: 'Hello' },
  },
  except: ['chats/avatar/set', 'chats/resolvePending'],
});
