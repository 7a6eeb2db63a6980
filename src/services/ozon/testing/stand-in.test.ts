import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { CLIENT, description, KEY, start } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { 'client-id': CLIENT, 'api-key': KEY },
  url: ({ url }, path) => `${url}${path}`,
  isRefusal: (status, { code }) => status >= 400 && typeof code === 'number',
  values: {
    ProductAPI_GetProductList: { last_id: '' },
    DraftTimeslotInfo: { date_from: '2026-12-01', date_to: '2026-12-14' },
  },
});
