import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { description, start, TOKEN } from './stand-in.js';

testEveryOperation(start, {
  description,
  headers: { authorization: `Bearer ${TOKEN}` },
  url: ({ url }, path) => `${url}${path}`,
  isRefusal: (status, { title }) => status >= 400 && typeof title === 'string',
  values: { createPosts: { text: 'Hello', poll: undefined } },
  // They need an upload that was begun.
  except: ['appendMediaUpload', 'finalizeMediaUpload', 'getMediaUploadStatus'],
});
