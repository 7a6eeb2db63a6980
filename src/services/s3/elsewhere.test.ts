import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import type { TestServer } from '../../../test/support/server.js';
import { HttpError } from '../../core/errors/errors.js';
import { awsRegion, inRegion } from './aws-host.js';
import { placeIn } from './elsewhere.js';
import * as s3 from './index.js';
import { basicFor, type Respond, startRecorder, xml } from './testing/storage.js';

const bucket = 'my-bucket';
const files = await folder();
const path = join(files, 'data.bin');
const DATA = Buffer.alloc(300_000, 'x');
await writeFile(path, DATA);

const error = (code: string, more = '') =>
  `<Error><Code>${code}</Code><Message>Why</Message>${more}</Error>`;
const regionOf = ({ requests }: TestServer) =>
  requests.map(({ headers }) => /\/\d{8}\/([\w-]+)\//.exec(headers.authorization!)![1]);

/** A storage that redirects each request to another server, which accepts it. */
async function twoServers(status: number, headers: Record<string, string> = {}) {
  const right = await startRecorder(({ method }, response) =>
    response.end(method === 'GET' ? 'content' : ''),
  );
  const moved: Respond = ({ path }, response) => {
    response.writeHead(status, { location: `${right.url}${path}`, ...headers });
    response.end(error('TemporaryRedirect', '<Endpoint>elsewhere.example.com</Endpoint>'));
  };
  const left = await startRecorder(moved);
  return { left, right, basic: basicFor(left.url) };
}

describe('a redirect', () => {
  it.each([301, 302, 307, 308])('%i is followed with a new signature', async (status) => {
    const { right, basic } = await twoServers(status);
    const at = { name: 'a/../b c', bucket, basic };
    expect((await s3.getObject(at)).toString()).toBe('content');
    await s3.putObject({ ...at, data: path });
    const [get, put] = right.requests;
    expect(get).toMatchObject({ method: 'GET', path: '/my-bucket/a/../b%20c' });
    expect(put).toMatchObject({ method: 'PUT', path: '/my-bucket/a/../b%20c' });
    expect(put!.body.equals(DATA)).toBe(true);
  });

  it('is signed for the region that it names', async () => {
    const { left, right, basic } = await twoServers(307, { 'x-amz-bucket-region': 'eu-west-3' });
    await s3.putObject({ name: 'a', bucket, basic, data: path });
    expect([regionOf(left), regionOf(right)]).toEqual([['us-east-1'], ['eu-west-3']]);
  });

  it('without a query keeps the one of the request', async () => {
    const right = await startRecorder();
    const left = await startRecorder(({ path }, response) => {
      response.writeHead(307, { location: right.url + path.split('?')[0] }).end();
    });
    const at = { name: 'a', bucket, basic: basicFor(left.url) };
    await s3.uploadObjectPart({ ...at, uploadId: 'u', partNumber: 7, content: DATA });
    expect(right.requests[0]!.path).toBe('/my-bucket/a?partNumber=7&uploadId=u');
  });

  it('in a circle ends', async () => {
    const left: TestServer = await startRecorder(({ path }, response) => {
      response.writeHead(307, { location: `${left.url}${path}` }).end();
    });
    const failed = await failure(s3.headBucket({ bucket, basic: basicFor(left.url) }), HttpError);
    expect(failed.status).toBe(307);
    expect(left.requests.length).toBeLessThan(6);
  });

  it('to another server than the storage is not followed', () => {
    const url = new URL('https://my-bucket.s3.example.com/a');
    const to = (location: string, from = url) => {
      const headers = { location };
      const failed = new HttpError({ status: 307, headers, body: '', message: 'moved' });
      return placeIn(failed, { url: from, region: 'us-east-1' })?.url.href;
    };
    expect(to('https://eu.s3.example.com/a')).toBe('https://eu.s3.example.com/a');
    expect(to('/b')).toBe('https://my-bucket.s3.example.com/b');
    for (const wrong of [
      'https://s3.example.org/a',
      'https://evil-example.com/a',
      'http://eu.s3.example.com/a',
      'https://user:password@eu.s3.example.com/a',
      'http://169.254.169.254/a',
      'http://127.0.0.1/a',
      'ftp://eu.s3.example.com/a',
    ]) {
      expect(to(wrong), wrong).toBeUndefined();
    }
    const aws = new URL('https://b.s3.amazonaws.com/a');
    expect(to('https://b.s3-eu-west-1.amazonaws.com/a', aws)).toBeDefined();
    expect(to('http://127.0.0.1:1/a', new URL('http://localhost:2/a'))).toBeDefined();
  });
});

describe('the region of a bucket', () => {
  /** Accepts only requests that are signed for its region, like AWS. */
  const inEurope = (refuse: Respond) =>
    startRecorder((request, response, index) => {
      if (request.headers.authorization!.includes('/eu-north-1/')) {
        const part = request.path.includes('uploads');
        if (part) {
          return xml(
            response,
            '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
          );
        }
        if (request.method !== 'POST') return response.setHeader('etag', '"1"').end();
        return xml(response, '<CompleteMultipartUploadResult/>');
      }
      return refuse(request, response, index);
    });
  const malformed: Respond = (_, response) =>
    xml(response, error('AuthorizationHeaderMalformed', '<Region>eu-north-1</Region>'), 400);

  it('is learned from the error, and used for the rest of the call', async () => {
    const server = await inEurope(malformed);
    const basic = basicFor(server.url, { ChunkSize: 5 * 1024 * 1024 });
    const data = Buffer.alloc(6 * 1024 * 1024);
    const debug: string[] = [];
    const options = { debug: (line: string) => void debug.push(line) };
    await s3.putObject({ name: 'a', bucket, basic, data }, options);
    expect(regionOf(server).filter((region) => region === 'us-east-1')).toHaveLength(1);
    expect(debug.join('\n')).toContain('signed for the region eu-north-1');
  });

  it('is learned from the header of a response without a body', async () => {
    const server = await inEurope((_, response) => {
      response.writeHead(400, { 'x-amz-bucket-region': 'eu-north-1' }).end();
    });
    expect((await s3.headBucket({ bucket, basic: basicFor(server.url) })).status).toBe(200);
    expect(regionOf(server)).toEqual(['us-east-1', 'eu-north-1']);
  });

  it('is learned from a 301 without a Location', async () => {
    const server = await inEurope((_, response) => {
      response.setHeader('x-amz-bucket-region', 'eu-north-1');
      xml(response, error('PermanentRedirect'), 301);
    });
    expect((await s3.headBucket({ bucket, basic: basicFor(server.url) })).status).toBe(200);
  });

  it('is named in the error if it does not help', async () => {
    const server = await startRecorder(malformed);
    const failed = await failure(
      s3.listObjects({ bucket, basic: basicFor(server.url) }),
      HttpError,
    );
    expect(failed.hint).toMatch(/in the region eu-north-1: set Region in basic to it/);
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    ['https://s3.amazonaws.com/b/k', 'https://s3.eu-north-1.amazonaws.com/b/k'],
    ['https://b.s3.us-west-2.amazonaws.com/k', 'https://b.s3.eu-north-1.amazonaws.com/k'],
    ['https://b.s3-us-west-2.amazonaws.com/k', 'https://b.s3.eu-north-1.amazonaws.com/k'],
    [
      'https://b.s3.dualstack.us-west-2.amazonaws.com/k',
      'https://b.s3.dualstack.eu-north-1.amazonaws.com/k',
    ],
    ['https://b.s3.cn-north-1.amazonaws.com.cn/k', 'https://b.s3.eu-north-1.amazonaws.com.cn/k'],
    ['https://s3.example.com/b/k', 'https://s3.example.com/b/k'],
  ])('%s', (url, expected) => {
    expect(inRegion(new URL(url), 'eu-north-1').href).toBe(expected);
  });

  it('is part of AWS’s host names', () => {
    expect(awsRegion(new URL('https://b.s3-us-west-2.amazonaws.com'))).toBe('us-west-2');
    expect(awsRegion(new URL('https://s3.amazonaws.com'))).toBeUndefined();
    expect(awsRegion(new URL('https://s3.eu-north-1.example.com'))).toBeUndefined();
  });
});
