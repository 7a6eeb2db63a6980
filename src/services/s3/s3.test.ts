import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { listen } from '../../../test/support/server.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import * as s3 from './index.js';
import { basicFor, md5, startStorage } from './testing/storage.js';

const URL = await startStorage();
const basic = basicFor(URL);
const files = await folder();
const bucket = 'my-bucket';
await s3.createBucket({ bucket, basic });

/** Two parts of the smallest size. */
const LARGE = randomBytes(5 * 1024 * 1024 + 7);
const large = join(files, 'large.bin');
await writeFile(large, LARGE);
const inParts = basicFor(URL, { ChunkSize: 5 * 1024 * 1024 });

describe('a bucket', () => {
  it('is created, found, listed, deleted', async () => {
    const made = await s3.createBucket({ bucket: 'second', basic });
    expect(made).toMatchObject({ status: 200, response: {}, headers: { Location: '/second' } });
    expect(await s3.headBucket({ bucket: 'second', basic })).toMatchObject({ status: 200 });
    const { response } = await s3.listBuckets({ basic });
    const names = response.ListAllMyBucketsResult.Buckets.Bucket.map(({ Name }) => Name);
    expect(names).toEqual([bucket, 'second']);
    expect(await s3.deleteBucket({ bucket: 'second', basic })).toMatchObject({ status: 204 });
    const error = await failure(s3.headBucket({ bucket: 'second', basic }), HttpError);
    expect(error).toMatchObject({ status: 404, exitStatus: 1 });
  });

  it('reports errors in the storage’s own words', async () => {
    const error = await failure(s3.listObjects({ bucket: 'nowhere', basic }), HttpError);
    expect(error.message).toMatch(
      /404 Not Found: NoSuchBucket: The specified bucket does not exist/,
    );
    expect(error.hint).toMatch(/Check the names in the call, and URL in basic/);
  });
});

describe('an object', () => {
  it.each([
    ['a path', () => large, LARGE],
    ['bytes', () => LARGE, LARGE],
    [
      'a stream',
      () => Readable.from([LARGE.subarray(0, 9), LARGE.subarray(9)], { objectMode: false }),
      LARGE,
    ],
    ['a Blob', () => new Blob([new Uint8Array(LARGE)]), LARGE],
    ['nothing', () => Buffer.alloc(0), Buffer.alloc(0)],
    ['a stream of nothing', () => Readable.from([], { objectMode: false }), Buffer.alloc(0)],
    [
      'a small stream',
      () => Readable.from([Buffer.from('hi')], { objectMode: false }),
      Buffer.from('hi'),
    ],
  ])('is uploaded and downloaded: %s', async (_, data, bytes) => {
    for (const [way, store, settings] of [
      ['whole', s3.uploadFullObject, basic],
      ['put', s3.putObject, basic],
      ['parts', s3.putObject, inParts],
    ] as const) {
      const { status, headers, response } = await store({
        name: way,
        bucket,
        data: data(),
        basic: settings,
      });
      expect(status).toBe(200);
      if (way === 'parts' && bytes === LARGE) {
        expect(response).toHaveProperty('CompleteMultipartUploadResult.Key', way);
      } else expect(headers.ETag).toBe(`"${md5(bytes)}"`);
      const back = await s3.getObject({ name: way, bucket, basic });
      expect(back.equals(bytes), way).toBe(true);
    }
  });

  it('is saved as it arrives', async () => {
    await s3.putObject({ name: 'large', bucket, data: large, basic });
    const path = join(files, 'saved.bin');
    const done: number[] = [];
    const saved = await s3.getObject(
      { name: 'large', bucket, basic },
      { saveTo: path, onProgress: (progress) => done.push(progress.done) },
    );
    expect(saved).toEqual({ path, bytes: LARGE.length, type: 'application/octet-stream' });
    expect((await readFile(path)).equals(LARGE)).toBe(true);
    expect(done.at(-1)).toBe(LARGE.length);
  });

  it('has the media type of its name, metadata and a range', async () => {
    const headers = { 'x-amz-meta-Note': 'two  words', 'Cache-Control': 'no-store' };
    const name = 'folder/ключ +(1).png';
    await s3.putObject({ name, bucket, data: Buffer.from('0123456789'), basic, headers });
    const { headers: found } = await s3.headObject({ name, bucket, basic });
    expect(found).toMatchObject({ 'Content-Type': 'image/png', 'Content-Length': '10' });
    expect(found['X-Amz-Meta-Note']).toBe('two  words');
    const part = await s3.getObject({ name, bucket, basic, headers: { Range: 'bytes=2-4' } });
    expect(part.toString()).toBe('234');
  });

  it('is listed, copied, tagged, deleted', async () => {
    const name = '007';
    await s3.putObject({ name, bucket, data: Buffer.from('x'), basic });
    const list = async (prefix: string) => {
      const { response } = await s3.listObjects({ bucket, basic, prefix });
      return response.ListBucketResult.Contents.map(({ Key, Size }) => [Key, Size]).sort();
    };
    expect(await list('007')).toEqual([['007', '1']]);
    const to = { name: '007 "copy" & <more>', bucket };
    const copied = await s3.copyObject({ sourceName: name, sourceBucket: bucket, ...to, basic });
    expect(copied.response.CopyObjectResult.ETag).toBe(`"${md5('x')}"`);
    expect(await list('007')).toEqual([
      ['007 "copy" & <more>', '1'],
      ['007', '1'],
    ]);
    await s3.putObjectTagging({ ...to, basic, tags: { project: 'alpha', count: 7 } });
    const { response } = await s3.getObjectTagging({ ...to, basic });
    expect(response.Tagging.TagSet.Tag).toEqual([
      { Key: 'project', Value: 'alpha' },
      { Key: 'count', Value: '7' },
    ]);
    expect(await s3.deleteObject({ ...to, basic })).toMatchObject({ status: 204 });
    expect(await list('007 ')).toEqual([]);
  });

  it('is uploaded in parts by hand', async () => {
    const at = { name: 'by-hand', bucket, basic };
    const { response } = await s3.initPartsUpload(at);
    const { UploadId: uploadId } = response.InitiateMultipartUploadResult;
    const etags: string[] = [];
    const half = 5 * 1024 * 1024;
    for (const [index, content] of [LARGE.subarray(0, half), LARGE.subarray(half)].entries()) {
      const { headers } = await s3.uploadObjectPart({
        ...at,
        uploadId,
        partNumber: index + 1,
        content,
      });
      etags.push(headers.ETag!);
    }
    await s3.finishPartsUpload({ ...at, uploadId, etags });
    expect((await s3.getObject(at)).equals(LARGE)).toBe(true);
  });

  it('is refused without a name, which would mean the bucket', async () => {
    const deleting = s3.deleteObject({ name: '', bucket, basic });
    await expect(deleting).rejects.toBeInstanceOf(InputError);
    await expect(s3.headBucket({ bucket, basic })).resolves.toMatchObject({ status: 200 });
  });
});

describe('a link', () => {
  it('downloads and uploads an object for anyone', async () => {
    const at = { name: 'shared file.txt', bucket, basic };
    const up = await s3.getObjectUploadLink(at);
    expect((await fetch(up, { method: 'PUT', body: 'by link' })).status).toBe(200);
    const down = await s3.getObjectDownloadLink({ ...at, expires: '60' });
    expect(await (await fetch(down)).text()).toBe('by link');
    expect(down).toContain('X-Amz-Expires=60');
  });

  it.each([0, -1, 1.5, 604_801, 'soon'])('is refused for %s seconds', async (expires) => {
    const error = await failure(
      s3.getObjectDownloadLink({ name: 'a', bucket, basic, expires }),
      InputError,
    );
    expect(error).toMatchObject({ param: 'expires' });
  });
});

describe('a custom request', () => {
  it('is signed, and its response parsed', async () => {
    const own = basicFor(`${URL}/${bucket}?list-type=2&prefix=sent by+hand`);
    const sent = basicFor(`${URL}/${bucket}/sent by hand`);
    await s3.sendRequestWithBody({ method: 'put', basic: sent, body: Buffer.from('by hand') });
    const { response } = await s3.sendRequestWithoutBody({ method: 'GET', basic: own });
    expect(response).toMatchObject({
      ListBucketResult: { Prefix: 'sent by hand', Contents: [{ Key: 'sent by hand' }] },
    });
    const got = await s3.sendRequestWithoutBody({ method: 'GET', basic: sent, binary: true });
    expect(got.response).toEqual(Buffer.from('by hand'));
    const text = await s3.sendRequestWithoutBody({ method: 'GET', basic: sent });
    expect(text.response).toBe('by hand');
    await expect(
      s3.sendRequestWithoutBody({ method: 'GET /x', basic: sent }),
    ).rejects.toBeInstanceOf(InputError);
  });
});

describe('a bucket in the host name', () => {
  it('is reached by that name', async () => {
    // Replaces the name server: every host name resolves to the storage.
    const proxy = await listen(
      http.createServer((incoming, response) => {
        const { pathname, search } = new globalThis.URL(incoming.url!);
        const { port } = new globalThis.URL(URL);
        const { method, headers } = incoming;
        const path = pathname + search;
        const onward = http.request(
          { host: '127.0.0.1', port, method, path, headers },
          (answer) => {
            response.writeHead(answer.statusCode!, answer.headers);
            answer.pipe(response);
          },
        );
        incoming.pipe(onward);
      }),
    );
    const call = { proxy: `http://${proxy.host}` };
    const aws = basicFor('http://s3.us-east-1.amazonaws.com');
    const at = { name: 'in/host', bucket, basic: aws };
    await s3.putObject({ ...at, data: Buffer.from('virtual') }, call);
    expect((await s3.getObject(at, call)).toString()).toBe('virtual');
    expect((await s3.getObject({ ...at, basic })).toString()).toBe('virtual');
  });
});
