import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { TOKEN } from '../../../../test/support/google.js';
import { description, start } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { authorization: `Bearer ${TOKEN}` },
  url: ({ url }, path) => `${url}${path}`,
  isRefusal: (status, { error }) => status >= 400 && error !== undefined,
});
