import { beforeEach, expect, test } from 'vitest';
import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import type { StandIn } from '../../../../test/stand-in/server.js';
import { TOKEN } from '../../../../test/support/google.js';
import { FILE } from './drive.js';
import { description, start } from './stand-in.js';

const headers = { authorization: `Bearer ${TOKEN}` };
const fileId = FILE;
const fields = '*';

testEveryOperation(start, {
  description,
  headers,
  url: ({ url }, path) => `${url}/drive/v3${path}`,
  isRefusal: (status, { error }) => status >= 400 && error !== undefined,
  // They return no JSON, or need more than their schemas say.
  except: ['comments.delete', 'files.delete', 'files.export', 'files.list', 'files.update'],
  values: {
    'comments.create': { fields },
    'comments.get': { fileId, commentId: 'AAAAvK7bQ3c', fields },
    'comments.list': { fields },
    'files.copy': { fileId, fields },
    'files.create': { fields },
    'files.get': { fileId, fields },
  },
});

let server: StandIn;
beforeEach(async () => {
  server = await start();
});

test.each([
  ['a search that is not valid', 'files?q=name%20contains%20%27it%27s%27'],
  ['fields that do not exist', `files/${FILE}?fields=id,nmae`],
  ['fields of a list that do not exist', 'files?fields=files(id,nmae)'],
  ['comments without fields', `files/${FILE}/comments`],
  ['a shared drive without saying so', 'files?corpora=drive&driveId=0A'],
])('refuses %s', async (_, path) => {
  const { status } = await fetch(`${server.url}/drive/v3/${path}`, { headers });
  expect(status).toBe(400);
});
