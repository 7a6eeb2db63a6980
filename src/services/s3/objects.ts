import { record, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { download } from './download.js';
import {
  bucketName,
  headers,
  inBucket,
  name,
  objectName,
  pathStyle,
  patience,
  urlOf,
  versionId,
} from './names.js';
import { send } from './send.js';
import { basic } from './settings.js';
import { encoded, encodedPath } from './signature.js';
import { tagBody } from './tags.js';
import type { Copied, ObjectList, S3Answer, Tags, VersionList } from './types.js';

/** What a request without an answer of its own comes to. */
type Done = S3Answer<Record<string, never>>;

/**
 * Gets the properties of an object: they are in the headers.
 *
 * @returns `headers` has its size (`Content-Length`), `ETag`, `Last-Modified` and `X-Amz-Meta-…`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const headObject = method('s3', 'HeadObject', {
  effect: 'read',
  params: { name, bucket: inBucket, basic, versionId, headers, pathStyle },
  run({ name, bucket, basic, versionId, headers, pathStyle }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { versionId });
    return send(call, basic, { method: 'HEAD', url, headers });
  },
});

/**
 * Gets an object, just as it is stored.
 *
 * What arrives is compared with the MD5 in the object's ETag and with the checksums that the storage
 * gives. The header `Range` gets a part of it.
 *
 * @returns The object's bytes; with `saveTo` they go to disk as they arrive.
 * @throws {ResponseError} What arrived is not what is stored: no file is left.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const getObject = method('s3', 'GetObject', {
  effect: 'read',
  deadlines: patience,
  binary: 'picture.jpg',
  params: { name, bucket: inBucket, basic, versionId, headers, pathStyle },
  run({ name, bucket, basic, versionId, headers, pathStyle }, call): Promise<BytesOrFile> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { versionId });
    const ownHeaders = { 'accept-encoding': 'identity', 'x-amz-checksum-mode': 'ENABLED' };
    return download(call, basic, { method: 'GET', url, headers, ownHeaders });
  },
});

/**
 * Deletes an object, or one version of it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 */
export const deleteObject = method('s3', 'DeleteObject', {
  effect: 'delete',
  params: { name, bucket: inBucket, basic, versionId, headers, pathStyle },
  run({ name, bucket, basic, versionId, headers, pathStyle }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { versionId });
    return send(call, basic, { method: 'DELETE', url, headers });
  },
});

/**
 * Copies an object inside the storage, of 5 GiB at most.
 *
 * @returns `response.CopyObjectResult` has the copy's `ETag` and `LastModified`.
 * @throws {ResponseError} The storage began well and ended with an error, as it may with a large object.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export const copyObject = method('s3', 'CopyObject', {
  effect: 'write',
  deadlines: patience,
  params: {
    sourceName: objectName('Name of the object that is copied', {
      option: 'sname',
      example: 'picture.jpg',
    }),
    sourceBucket: bucketName('Name of the bucket that it is in', {
      option: 'sbucket',
      example: 'my-bucket',
    }),
    name: objectName('Name of the copy', { example: 'copy.jpg' }),
    bucket: bucketName('Name of the bucket that the copy is put into', { example: 'other-bucket' }),
    basic,
    headers,
    pathStyle,
  },
  run(
    { sourceName, sourceBucket, name, bucket, basic, headers, pathStyle },
    call,
  ): Promise<S3Answer<Copied>> {
    const url = urlOf(basic, { bucket, name, pathStyle });
    const source = `/${encoded(sourceBucket)}/${encodedPath(sourceName)}`;
    const ownHeaders = { 'x-amz-copy-source': source };
    const root = 'CopyObjectResult';
    return send<Copied>(call, basic, { method: 'PUT', url, headers, ownHeaders, root });
  },
});

/**
 * Sets the tags of an object: those that it has are gone.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
 */
export const putObjectTagging = method('s3', 'PutObjectTagging', {
  effect: 'write',
  params: {
    name,
    bucket: inBucket,
    basic,
    tags: record('The tags by their names', { option: 'tagset', example: "{'project':'alpha'}" }),
    headers,
    pathStyle,
  },
  run({ name, bucket, basic, tags, headers, pathStyle }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { tagging: '' });
    return send(call, basic, { method: 'PUT', url, headers, ...tagBody(tags, call) });
  },
});

/**
 * Gets the tags of an object.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
 */
export const getObjectTagging = method('s3', 'GetObjectTagging', {
  effect: 'read',
  params: { name, bucket: inBucket, basic, versionId, headers, pathStyle },
  run({ name, bucket, basic, versionId, headers, pathStyle }, call): Promise<S3Answer<Tags>> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { tagging: '', versionId });
    return send<Tags>(call, basic, { method: 'GET', url, headers, root: 'Tagging' });
  },
});

/**
 * Deletes the tags of an object.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html
 */
export const deleteObjectTagging = method('s3', 'DeleteObjectTagging', {
  effect: 'delete',
  params: { name, bucket: inBucket, basic, versionId, headers, pathStyle },
  run({ name, bucket, basic, versionId, headers, pathStyle }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { tagging: '', versionId });
    return send(call, basic, { method: 'DELETE', url, headers });
  },
});

const prefix = text('Only those whose names begin with this', { optional: true });

/**
 * Lists the objects of a bucket, a page (mostly 1000) at a time.
 *
 * @returns `response.ListBucketResult.Contents` holds them, as a list in any case; where `IsTruncated`
 * is `true`, `NextContinuationToken` leads to the next page.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export const listObjects = method('s3', 'ListObjects', {
  effect: 'read',
  params: {
    bucket: inBucket,
    basic,
    prefix,
    continuationToken: text('Where the page before ended: its NextContinuationToken', {
      option: 'ctoken',
      optional: true,
    }),
    headers,
    pathStyle,
  },
  run(
    { bucket, basic, prefix, continuationToken, headers, pathStyle },
    call,
  ): Promise<S3Answer<ObjectList>> {
    const url = urlOf(
      basic,
      { bucket, pathStyle },
      {
        'list-type': '2',
        'encoding-type': 'url',
        prefix,
        'continuation-token': continuationToken,
      },
    );
    const root = 'ListBucketResult';
    return send<ObjectList>(call, basic, { method: 'GET', url, headers, root });
  },
  rows: ({ response }: S3Answer<ObjectList>) =>
    response.ListBucketResult.Contents.map((object) => ({ ...object })),
});

/**
 * Lists the versions of a bucket's objects, a page (mostly 1000) of them.
 *
 * @returns `response.ListVersionsResult` holds lists in any case: `Version`, and `DeleteMarker` where
 * an object was deleted.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export const listObjectVersions = method('s3', 'ListObjectVersions', {
  effect: 'read',
  params: {
    bucket: inBucket,
    basic,
    prefix,
    versionId: text('ID of the version that the list begins after', {
      option: 'ver',
      optional: true,
    }),
    headers,
    pathStyle,
  },
  run(
    { bucket, basic, prefix, versionId, headers, pathStyle },
    call,
  ): Promise<S3Answer<VersionList>> {
    const url = urlOf(
      basic,
      { bucket, pathStyle },
      {
        versions: '',
        'encoding-type': 'url',
        prefix,
        'version-id-marker': versionId,
      },
    );
    const root = 'ListVersionsResult';
    return send<VersionList>(call, basic, { method: 'GET', url, headers, root });
  },
  rows: ({ response: { ListVersionsResult: found } }: S3Answer<VersionList>) => [
    ...found.Version.map((version) => ({ ...version })),
    ...found.DeleteMarker.map((marker) => ({ ...marker, DeleteMarker: 'true' })),
  ],
});
