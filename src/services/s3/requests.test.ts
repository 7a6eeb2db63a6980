import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { HttpError, InputError, ResponseError } from '../../core/errors/errors.js';
import * as s3 from './index.js';
import { basicFor, startRecorder, xml } from './testing/storage.js';

/** The expected requests are from AWS's API reference, on the page that the method names. */
const server = await startRecorder((request, response) => {
  if (request.path.includes('?tagging') && request.method === 'GET') {
    return xml(
      response,
      '<Tagging><TagSet><Tag><Key>a</Key><Value>&lt;1&gt;</Value></Tag></TagSet></Tagging>',
    );
  }
  if (request.path.includes('?versions')) {
    return xml(
      response,
      '<ListVersionsResult><IsTruncated>false</IsTruncated><Version><Key>007</Key><VersionId>null</VersionId><IsLatest>true</IsLatest></Version><DeleteMarker><Key>b</Key><VersionId>1e5</VersionId><IsLatest>false</IsLatest></DeleteMarker></ListVersionsResult>',
    );
  }
  if (request.path.includes('?versioning')) return xml(response, '<VersioningConfiguration/>');
  if (request.path.includes('?encryption')) {
    return xml(
      response,
      '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
    );
  }
  if (request.method === 'GET') return xml(response, '<ListBucketResult/>');
  return response.end();
});
const basic = basicFor(`${server.url}/below/`);
const bucket = 'my-bucket';
const NS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

function last() {
  const { method, path, headers, body } = server.requests.at(-1)!;
  return { line: `${method} ${path}`, headers, body: body.toString() };
}

describe('the requests of a bucket', () => {
  const constraint = (region: string) =>
    `<CreateBucketConfiguration ${NS}><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;

  it.each([
    ['us-east-1', undefined, ''],
    ['eu-west-1', undefined, constraint('eu-west-1')],
    ['eu-west-1', 'none', ''],
    ['eu-west-1', 'EU', constraint('EU')],
    ['us-east-1', 'us-east-1', constraint('us-east-1')],
  ])('creation in %s, with the location %s', async (Region, location, body) => {
    await s3.createBucket({ bucket, basic: { ...basic, Region }, location });
    expect(last()).toMatchObject({ line: 'PUT /below/my-bucket', body });
  });

  it('encryption', async () => {
    const config = `<ServerSideEncryptionConfiguration ${NS}/>`;
    await s3.putBucketEncryption({ bucket, basic, config });
    expect(last()).toMatchObject({ line: 'PUT /below/my-bucket?encryption', body: config });
    // S3 requires the MD5 of such a body, as in RFC 1864.
    expect(last().headers['content-md5']).toMatch(/^[\w+/]{22}==$/);
    expect(last().headers['content-type']).toBe('application/xml');
    const { response } = await s3.getBucketEncryption({ bucket, basic });
    expect(response.ServerSideEncryptionConfiguration.Rule).toHaveLength(1);
    await s3.deleteBucketEncryption({ bucket, basic });
    expect(last()).toMatchObject({ line: 'DELETE /below/my-bucket?encryption', body: '' });
    const error = await failure(
      s3.putBucketEncryption({ bucket, basic, config: 'AES256' }),
      InputError,
    );
    expect(error.message).toMatch(/config: not valid XML/);
  });

  it('tags', async () => {
    await s3.putBucketTagging({ bucket, basic, tags: { a: '<1>', 'b&c': true } });
    expect(last()).toMatchObject({
      line: 'PUT /below/my-bucket?tagging',
      body: `<Tagging ${NS}><TagSet><Tag><Key>a</Key><Value>&lt;1&gt;</Value></Tag><Tag><Key>b&amp;c</Key><Value>true</Value></Tag></TagSet></Tagging>`,
    });
    const { response } = await s3.getBucketTagging({ bucket, basic });
    expect(response.Tagging.TagSet.Tag).toEqual([{ Key: 'a', Value: '<1>' }]);
    await s3.deleteBucketTagging({ bucket, basic });
    expect(last().line).toBe('DELETE /below/my-bucket?tagging');
    const wrong = s3.putBucketTagging({ bucket, basic, tags: { a: { b: 1 } } });
    await expect(wrong).rejects.toBeInstanceOf(InputError);
  });

  it('versioning', async () => {
    await s3.putBucketVersioning({ bucket, basic, status: true, mfaDelete: false });
    expect(last()).toMatchObject({
      line: 'PUT /below/my-bucket?versioning',
      body: `<VersioningConfiguration ${NS}><Status>Enabled</Status><MfaDelete>Disabled</MfaDelete></VersioningConfiguration>`,
    });
    await s3.putBucketVersioning({ bucket, basic, status: false });
    expect(last().body).toContain('<Status>Suspended</Status></Ver');
    const { response } = await s3.getBucketVersioning({ bucket, basic });
    expect(response).toEqual({ VersioningConfiguration: '' });
    await expect(s3.putBucketVersioning({ bucket, basic })).rejects.toBeInstanceOf(InputError);
  });

  it('its owner, and the list of all', async () => {
    await s3.headBucket({ bucket, basic, account: '123456789012' });
    expect(last().headers['x-amz-expected-bucket-owner']).toBe('123456789012');
    const listed = s3.listBuckets({
      basic,
      prefix: 'a b+',
      region: 'eu-1',
      continuationToken: 'x/y==',
    });
    // A response that is not such a list is an empty one.
    expect((await failure(listed, ResponseError)).hint).toMatch(/URL in basic/);
    expect(last().line).toBe(
      'GET /below?prefix=a%20b%2B&bucket-region=eu-1&continuation-token=x%2Fy%3D%3D',
    );
  });
});

describe('the requests of an object', () => {
  const at = { name: '/a//b c+é', bucket, basic };
  const path = '/below/my-bucket//a//b%20c%2B%C3%A9';

  it('preserve its name, and contain its version', async () => {
    await s3.headObject({ ...at, versionId: '3/L4+k=' });
    expect(last().line).toBe(`HEAD ${path}?versionId=3%2FL4%2Bk%3D`);
    await s3.deleteObject({ ...at, versionId: 'null' });
    expect(last().line).toBe(`DELETE ${path}?versionId=null`);
    await s3.getObjectTagging({ ...at, versionId: 'v' });
    expect(last().line).toBe(`GET ${path}?tagging&versionId=v`);
    await s3.deleteObjectTagging(at);
    expect(last().line).toBe(`DELETE ${path}?tagging`);
    await s3.getObject(at);
    expect(last().headers).toMatchObject({
      'accept-encoding': 'identity',
      'x-amz-checksum-mode': 'ENABLED',
    });
  });

  it('lists', async () => {
    const { response } = await s3.listObjectVersions({
      bucket,
      basic,
      prefix: 'a',
      versionId: 'v',
    });
    expect(last().line).toBe(
      'GET /below/my-bucket?versions&encoding-type=url&prefix=a&version-id-marker=v',
    );
    expect(response.ListVersionsResult).toMatchObject({
      IsTruncated: 'false',
      Version: [{ Key: '007', VersionId: 'null' }],
      DeleteMarker: [{ VersionId: '1e5' }],
      CommonPrefixes: [],
    });
    const { response: objects } = await s3.listObjects({
      bucket,
      basic,
      continuationToken: '1/+=',
    });
    expect(last().line).toBe(
      'GET /below/my-bucket?list-type=2&encoding-type=url&continuation-token=1%2F%2B%3D',
    );
    expect(objects.ListBucketResult.Contents).toEqual([]);
  });

  it('copying names the source in a header, encoded', async () => {
    const copied = s3.copyObject({ ...at, sourceBucket: 'from', sourceName: 'ä/b c?.txt' });
    // Without a result, nothing was copied.
    await expect(copied).rejects.toBeInstanceOf(ResponseError);
    expect(last().headers['x-amz-copy-source']).toBe('/from/%C3%A4/b%20c%3F.txt');
  });

  it('parts', async () => {
    await s3.abortMultipartUpload({ ...at, uploadId: 'a+b/=' });
    expect(last().line).toBe(`DELETE ${path}?uploadId=a%2Bb%2F%3D`);
    const finishing = s3.finishPartsUpload({ ...at, uploadId: 'u', etags: ['"x"', 'y'] });
    await expect(finishing).rejects.toBeInstanceOf(ResponseError);
    expect(last()).toMatchObject({
      line: `POST ${path}?uploadId=u`,
      body: `<CompleteMultipartUpload ${NS}><Part><PartNumber>1</PartNumber><ETag>&quot;x&quot;</ETag></Part><Part><PartNumber>2</PartNumber><ETag>y</ETag></Part></CompleteMultipartUpload>`,
    });
    const part = { ...at, uploadId: 'u', content: Buffer.from('x') };
    await s3.uploadObjectPart({ ...part, partNumber: '10000' });
    expect(last().line).toBe(`PUT ${path}?partNumber=10000&uploadId=u`);
    for (const partNumber of [0, 10_001, 'first']) {
      await expect(s3.uploadObjectPart({ ...part, partNumber })).rejects.toBeInstanceOf(InputError);
    }
  });

  it('with temporary keys', async () => {
    await s3.headObject({ ...at, basic: { ...basic, SessionToken: 'for-a-while' } });
    expect(last().headers['x-amz-security-token']).toBe('for-a-while');
  });
});

describe('keys', () => {
  it('are optional: without them nothing is signed', async () => {
    const open = { URL: server.url, AccessKey: '', SecretKey: '' };
    const error = await failure(s3.headBucket({ bucket, basic: open }), HttpError);
    expect(last().headers.authorization).toBeUndefined();
    expect(error).toMatchObject({ status: 403 });
    expect(error.hint).toMatch(/Check basic: it has no keys/);
  });
});

describe('an error from a storage', () => {
  const refusing = (status: number, body: string, headers: Record<string, string> = {}) =>
    startRecorder((_, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      xml(response, body, status);
    });
  const error = (code: string, more = '') =>
    `<Error><Code>${code}</Code><Message>Why</Message>${more}</Error>`;

  it.each([
    [403, error('RequestTimeTooSkewed'), {}, /clock of this machine/],
    [403, error('SignatureDoesNotMatch'), {}, /Check SecretKey in basic/],
    [403, error('InvalidAccessKeyId'), {}, /Check AccessKey in basic/],
    [403, error('AccessDenied'), {}, /Check basic: its keys/],
    [
      301,
      error('PermanentRedirect'),
      { 'x-amz-bucket-region': 'eu-west-3' },
      /in the region eu-west-3: set Region in basic to it/,
    ],
    [
      307,
      error('TemporaryRedirect', '<Endpoint>b.s3.eu-west-3.amazonaws.com</Endpoint>'),
      { location: 'http://127.0.0.1:1/x?secret' },
      /The bucket is at b\.s3\.eu-west-3\.amazonaws\.com/,
    ],
    [
      400,
      error('AuthorizationHeaderMalformed', '<Region>eu-north-1</Region>'),
      {},
      /in the region eu-north-1/,
    ],
    [400, error('AuthorizationHeaderMalformed', '<Region>a\u001b[31mb</Region>'), {}, /^$/],
    [400, error('EntityTooLarge'), {}, /PutObject/],
    [301, '', {}, /The bucket is elsewhere/],
  ])('%i %s', async (status, body, headers, hint) => {
    const { url } = await refusing(status, body, headers);
    const failed = await failure(s3.listObjects({ bucket, basic: basicFor(url) }), HttpError);
    expect(failed).toMatchObject({ status });
    expect(failed.hint ?? '').toMatch(hint);
    if (body)
      expect(failed.message).toMatch(
        /^s3 ListObjects: the server returned \d+[^:]*: \w+: Why \(GET /,
      );
  });

  it('has a request ID for the storage’s support', async () => {
    const { url } = await refusing(500, error('InternalError'), { 'x-amz-request-id': 'ID7' });
    const failed = await failure(
      s3.listObjects({ bucket, basic: basicFor(url) }, { retries: 0 }),
      HttpError,
    );
    expect(failed).toMatchObject({ requestId: 'ID7', retryable: true });
  });

  it('also after status 200', async () => {
    const { url } = await refusing(200, `\n \n${error('InternalError')}`);
    const at = { name: 'a', bucket, basic: basicFor(url) };
    for (const call of [
      () => s3.copyObject({ ...at, sourceName: 'b', sourceBucket: bucket }),
      () => s3.finishPartsUpload({ ...at, uploadId: 'u', etags: ['x'] }),
      () => s3.putObject({ ...at, data: Buffer.from('x') }),
    ]) {
      const failed = await failure<ResponseError>(call(), ResponseError);
      expect(failed.message).toMatch(/sent status 200 and then an error: InternalError: Why/);
    }
  });

  it('is distinguished from an unrelated page', async () => {
    const { url } = await refusing(200, '<!DOCTYPE html><html><title>Log in</title></html>');
    const failed = await failure(s3.listObjects({ bucket, basic: basicFor(url) }), ResponseError);
    expect(failed.message).toMatch(/200 with/);
  });
});

describe('a retry', () => {
  it('is signed again', async () => {
    const flaky = await startRecorder((_, response, index) => {
      if (index === 0) response.writeHead(503, { 'retry-after': '1.1' }).end();
      else xml(response, '<ListBucketResult/>');
    });
    await s3.listObjects({ bucket, basic: basicFor(flaky.url) });
    const [first, second] = flaky.requests.map(({ headers }) => headers);
    expect(first!['x-amz-date']).not.toBe(second!['x-amz-date']);
    expect(first!.authorization).not.toBe(second!.authorization);
  });
});
