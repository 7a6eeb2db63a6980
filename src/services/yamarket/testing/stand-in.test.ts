import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, KEY, start } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { 'api-key': KEY },
  url: ({ url }, path) => `${url}${path}`,
  isRefusal: (status, body) => status >= 400 && body.status === 'ERROR',
});
