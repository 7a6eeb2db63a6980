import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, start, TOKEN } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { authorization: `OAuth ${TOKEN}` },
  url: ({ url }, path) => `${url}${path}`,
  isRefusal: (status, { errors }) => status >= 400 && Array.isArray(errors),
  values: {
    // In a query, a list is separated by commas.
    'get /management/v1/counters': { counter_ids: 1 },
    'post /management/v1/labels': { label: { name: 'Shops' } },
    'put /management/v1/label/{labelId}': { label: { name: 'Shops' } },
    'post /management/v1/counters': { counter: { name: 'Tea' } },
  },
});
