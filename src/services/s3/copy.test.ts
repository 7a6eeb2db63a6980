import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import type { Received } from '../../../test/support/server.js';
import { HttpError, InputError, ResponseError } from '../../core/errors/errors.js';
import * as s3 from './index.js';
import { basicFor, type Respond, startRecorder, xml } from './testing/storage.js';

const GIB = 1024 ** 3;
const bucket = 'my-bucket';
const sources = { sourceName: 'a b', sourceBucket: 'from' };

/** A storage with one object of this size, which it copies as a whole only up to 5 GiB. */
function storageOf(size: number, onPart?: Respond) {
  return startRecorder((request, response, index) => {
    const { method, path, headers } = request;
    if (method === 'HEAD') {
      return response
        .writeHead(200, {
          'content-length': size,
          etag: '"source"',
          'content-type': 'video/mp4',
          'x-amz-meta-a': 'b',
          'x-amz-tagging-count': '1',
        })
        .end();
    }
    if (path.endsWith('?tagging')) {
      return xml(
        response,
        '<Tagging><TagSet><Tag><Key>k</Key><Value>v w</Value></Tag></TagSet></Tagging>',
      );
    }
    if (path.endsWith('?uploads')) {
      return xml(
        response,
        '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
      );
    }
    if (method === 'DELETE') return response.writeHead(204).end();
    if (method === 'POST') {
      return xml(
        response,
        '<CompleteMultipartUploadResult><ETag>"whole-12"</ETag></CompleteMultipartUploadResult>',
      );
    }
    if (!headers['x-amz-copy-source-range']) {
      const message = 'The specified copy source is larger than the maximum allowable size';
      return xml(
        response,
        `<Error><Code>InvalidRequest</Code><Message>${message}</Message></Error>`,
        400,
      );
    }
    if (onPart) return onPart(request, response, index);
    const number = /partNumber=(\d+)/.exec(path)![1];
    return xml(response, `<CopyPartResult><ETag>"part-${number}"</ETag></CopyPartResult>`);
  });
}

const isPart = ({ path }: Received) => path.includes('partNumber=');

describe('a copy of more than 5 GiB', () => {
  it('is made in parts, with the properties and tags of the source', async () => {
    const size = 6 * GIB + 7;
    const server = await storageOf(size);
    const done: number[] = [];
    const { response } = await s3.copyObject(
      { ...sources, name: 'copy', bucket, basic: basicFor(server.url) },
      { onProgress: (progress) => void done.push(progress.done) },
    );
    expect(response).toEqual({ CopyObjectResult: { ETag: '"whole-12"' } });
    const begin = server.requests.find(({ path }) => path.endsWith('?uploads'))!;
    expect(begin.headers).toMatchObject({
      'content-type': 'video/mp4',
      'x-amz-meta-a': 'b',
      'x-amz-tagging': 'k=v%20w',
    });
    const ranges = server.requests.filter(isPart).map(({ headers }) => {
      expect(headers).toMatchObject({
        'x-amz-copy-source': '/from/a%20b',
        'x-amz-copy-source-if-match': '"source"',
      });
      return /^bytes=(\d+)-(\d+)$/
        .exec(String(headers['x-amz-copy-source-range']))!
        .slice(1)
        .map(Number);
    });
    ranges.sort(([a], [b]) => a! - b!);
    let next = 0;
    for (const [first, last] of ranges) {
      expect(first).toBe(next);
      next = last! + 1;
    }
    expect(next).toBe(size);
    expect(server.requests.at(-1)!.body.toString()).toContain(
      '<PartNumber>13</PartNumber><ETag>&quot;part-13&quot;',
    );
    expect(Math.max(...done)).toBe(size);
  });

  it('has other properties if the caller replaces them', async () => {
    const server = await storageOf(6 * GIB);
    const headers = { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-c': 'd' };
    const basic = basicFor(server.url);
    await s3.copyObject({ ...sources, name: 'copy', bucket, basic, headers });
    const begin = server.requests.find(({ path }) => path.endsWith('?uploads'))!;
    expect(begin.headers).toMatchObject({ 'x-amz-meta-c': 'd', 'x-amz-tagging': 'k=v%20w' });
    expect(begin.headers['x-amz-meta-a']).toBeUndefined();
    expect(begin.headers['x-amz-metadata-directive']).toBeUndefined();
  });

  it('leaves nothing behind if a part ends with an error', async () => {
    const late: Respond = (_, response) =>
      xml(response, '<Error><Code>InternalError</Code><Message>Oh no</Message></Error>');
    const server = await storageOf(6 * GIB, late);
    const copying = s3.copyObject({ ...sources, name: 'c', bucket, basic: basicFor(server.url) });
    expect((await failure(copying, ResponseError)).message).toMatch(/InternalError: Oh no/);
    expect(server.requests.some(({ method }) => method === 'DELETE')).toBe(true);
    expect(
      server.requests.some(({ method, path }) => method === 'POST' && !path.endsWith('?uploads')),
    ).toBe(false);
  });

  it('is not tried for a smaller object', async () => {
    const server = await storageOf(GIB);
    const copying = s3.copyObject({ ...sources, name: 'c', bucket, basic: basicFor(server.url) });
    expect((await failure(copying, HttpError)).message).toMatch(/InvalidRequest: The specified/);
    expect(server.requests).toHaveLength(2);
  });
});

describe('copying a part', () => {
  it('names the source and the range', async () => {
    const server = await storageOf(GIB);
    const part = { ...sources, name: 'c', bucket, basic: basicFor(server.url), uploadId: 'u' };
    const { response } = await s3.uploadPartCopy({ ...part, partNumber: 3, range: '0-99' });
    expect(response.CopyPartResult.ETag).toBe('"part-3"');
    expect(server.requests[0]).toMatchObject({
      path: '/my-bucket/c?partNumber=3&uploadId=u',
      headers: { 'x-amz-copy-source': '/from/a%20b', 'x-amz-copy-source-range': 'bytes=0-99' },
    });
    const wrong = s3.uploadPartCopy({ ...part, partNumber: 3, range: 'all' });
    await expect(wrong).rejects.toBeInstanceOf(InputError);
  });
});

describe('deleting many objects', () => {
  const keysOf = ({ body }: Received) =>
    [...body.toString().matchAll(/<Key>(.*?)<\/Key>/gs)].map(([, key]) => key!);
  const deleting = (refused: readonly string[] = []) =>
    startRecorder((request, response) => {
      if (request.method === 'DELETE') return response.writeHead(204).end();
      const results = keysOf(request).map((key) =>
        refused.includes(key)
          ? `<Error><Key>${key}</Key><Code>AccessDenied</Code><Message>No &amp; no</Message></Error>`
          : `<Deleted><Key>${key}</Key></Deleted>`,
      );
      return xml(response, `<DeleteResult>${results.join('')}</DeleteResult>`);
    });

  it('sends a thousand names with a request, and the others alone', async () => {
    const server = await deleting();
    const names = Array.from({ length: 1002 }, (_, at) => `a/../${at}`);
    const basic = basicFor(server.url);
    const { response } = await s3.deleteObjects({ names: [...names, 'c\u0001'], bucket, basic });
    expect(response.DeleteResult.Deleted.map(({ Key }) => Key)).toEqual([...names, 'c\u0001']);
    expect(server.requests.map((one) => [one.method, one.path, keysOf(one).length])).toEqual([
      ['POST', '/my-bucket?delete', 1000],
      ['POST', '/my-bucket?delete', 2],
      ['DELETE', '/my-bucket/c%01', 0],
    ]);
    expect(server.requests[0]!.headers['content-md5']).toMatch(/==$/);
  });

  it('escapes names', async () => {
    const server = await deleting();
    const names = ['<&>"\r'];
    const basic = basicFor(server.url);
    const { response } = await s3.deleteObjects({ names, bucket, basic });
    expect(server.requests[0]!.body.toString()).toContain('<Key>&lt;&amp;&gt;&quot;&#13;</Key>');
    expect(response.DeleteResult.Deleted).toEqual([{ Key: names[0] }]);
  });

  it('fails if some were not deleted, and says which', async () => {
    const server = await deleting(['b', 'd']);
    const basic = basicFor(server.url);
    const names = ['a', 'b', 'c', 'd'];
    const failed = await failure(s3.deleteObjects({ names, bucket, basic }), ResponseError);
    expect(failed.message).toContain(
      '2 of 4 objects were not deleted: "b": AccessDenied: No & no; "d": AccessDenied',
    );
  });
});
