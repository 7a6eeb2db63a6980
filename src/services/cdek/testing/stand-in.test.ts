import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { ACCOUNT, description, start, TOKEN } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { authorization: `Bearer ${TOKEN}` },
  url: ({ url }, path) => `${url}${path}`,
  isRefusal: (status) => status >= 400,
  values: {
    getOAuthToken: {
      grant_type: 'client_credentials',
      client_id: ACCOUNT.id,
      client_secret: ACCOUNT.password,
    },
    register: { planned_date: '2026-12-01T10:00:00+0000' },
  },
});
