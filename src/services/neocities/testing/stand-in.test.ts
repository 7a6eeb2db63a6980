import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, start, TOKEN } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { authorization: `Bearer ${TOKEN}` },
  url: ({ url }, path) => `${url}/api${path}`,
  isRefusal: (_, { result }) => result === 'error',
  // A password, and forms with fields of any name.
  except: ['GET /key', 'POST /upload', 'POST /upload_hash', 'POST /delete'],
});
