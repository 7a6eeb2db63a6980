import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, start, TOKEN } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { authorization: `OAuth ${TOKEN}` },
  url: ({ url }, path) => `${url}${path}`,
  isRefusal: (status, { error }) => status >= 400 && typeof error === 'string',
  // An empty body, and status 201 or 202, by the path.
  except: [
    'delete /v1/disk/resources',
    'post /v1/disk/resources/upload',
    'put /v1/disk/resources',
    'post /v1/disk/resources/copy',
    'post /v1/disk/resources/move',
  ],
});
