import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, start, TOKEN } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { authorization: `Bearer ${TOKEN}` },
  url: ({ url }, path) => `${url}/api${path}`,
  isRefusal: (status, { errorCode }) => status >= 400 && errorCode !== undefined,
  // A file, and a form with one.
  except: ['getLaunchReport', 'createLog_1'],
});
