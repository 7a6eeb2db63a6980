import { expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { AbortedError, ResponseError, TimeoutError } from '../../core/errors/errors.js';
import * as s3 from './index.js';
import { basicFor, startRecorder } from './testing/storage.js';

/** Each of these tests also measures the event loop: see test/support/short-stops.ts. */
const SIZE = 8_000_000;
const inList = (text: string) => Buffer.from(`<ListBucketResult>${text}</ListBucketResult>`);
const filled = (unit: string) => inList(unit.repeat(SIZE / unit.length));
const bodies = {
  'empty elements': filled('<a/>'),
  objects: filled('<Contents><Key>a</Key><Size>1</Size></Contents>'),
  entities: filled('&#65;'),
  'text and elements': filled('x<a/>'),
  comments: filled('x<!---->'),
  'CDATA sections': filled('<![CDATA[x]]>'),
  attributes: inList(`<a ${'b="c" '.repeat(SIZE / 6)}/>`),
  'levels without end': Buffer.from('<a>'.repeat(SIZE / 3)),
  'open quotes': inList(`<a b="${'>'.repeat(SIZE)}`),
};

it.each(Object.entries(bodies))('8 MB of %s do not stop the process', async (_, body) => {
  const server = await startRecorder((_request, response) => void response.end(body));
  const basic = basicFor(server.url);
  const outcome = await s3.listObjects({ bucket: 'b', basic }).catch((error: unknown) => error);
  if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ResponseError);
});

it('more is not read', async () => {
  const server = await startRecorder((_request, response) => {
    response.end(Buffer.alloc(9 * 1024 * 1024, '<a/>'));
  });
  const error = await failure(
    s3.listObjects({ bucket: 'b', basic: basicFor(server.url) }),
    ResponseError,
  );
  expect(error.message).toContain('it is larger than 8 MiB');
});

it('a response that is parsed for long ends with the call', async () => {
  const body = bodies.entities;
  const ending = new AbortController();
  const server = await startRecorder((_request, response) => {
    response.end(body, () => ending.abort());
  });
  const given = { bucket: 'b', basic: basicFor(server.url) };
  await failure(s3.listObjects(given, { signal: ending.signal }), AbortedError);
  await failure(s3.listObjects(given, { timeout: 50 }), TimeoutError);
});
