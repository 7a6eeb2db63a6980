import { list, record, text, textOrNumber, texts } from '../../core/definition/kinds/index.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
import { method } from '../../core/definition/method.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { paged } from '../../core/rest/pager.js';
import { copy } from './copy.js';
import { deleteAll } from './deletions.js';
import { download } from './download.js';
import {
  bucketName,
  headers,
  inBucket,
  name,
  objectName,
  pathStyle,
  urlOf,
  versionId,
} from './names.js';
import { objectPages, versionPages } from './pages.js';
import { send } from './send.js';
import { basic } from './settings.js';
import { tagBody } from './tags.js';
import type {
  Copied,
  Deletions,
  ObjectList,
  S3Answer,
  StoredObject,
  Tags,
  VersionList,
  VersionRow,
} from './types.js';

/** The result of a request without a response body. */
type Done = S3Answer<Record<string, never>>;

/**
 * Gets the properties of an object, as headers.
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
 * Downloads an object exactly as stored.
 *
 * The download is verified with the MD5 in the object's ETag and the storage's checksums. Use the
 * header `Range` to get a part of the object.
 *
 * @returns The object's bytes; with `saveTo` they are written to disk as they arrive.
 * @throws {ResponseError} The download is corrupt; no file is left.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const getObject = method('s3', 'GetObject', {
  effect: 'read',
  deadlines: LARGE_DATA,
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
 * Deletes many objects, 1000 with each request.
 *
 * A name that does not exist counts as deleted.
 *
 * @returns `response.DeleteResult.Deleted` has the names of all.
 * @throws {ResponseError} Some objects were not deleted; the message says which and why.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export const deleteObjects = method('s3', 'DeleteObjects', {
  effect: 'delete',
  params: {
    names: list(texts, 'Names of the objects', { example: "['old.txt','photos/1.jpg']" }),
    bucket: inBucket,
    basic,
    headers,
    pathStyle,
  },
  run({ names, bucket, basic, headers, pathStyle }, call): Promise<S3Answer<Deletions>> {
    return deleteAll(call, { basic, bucket, pathStyle, headers }, names);
  },
});

/**
 * Copies an object within the storage.
 *
 * If the storage refuses an object of more than 5 GiB, it is copied in parts, with its properties
 * and tags.
 *
 * @returns `response.CopyObjectResult` has the copy's `ETag` and `LastModified`.
 * @throws {ResponseError} The storage started with status 200 and ended with an error, which can
 * happen with a large object.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export const copyObject = method('s3', 'CopyObject', {
  effect: 'write',
  deadlines: LARGE_DATA,
  params: {
    sourceName: objectName('Name of the source object', {
      option: 'sname',
      example: 'picture.jpg',
    }),
    sourceBucket: bucketName('Bucket of the source object', {
      option: 'sbucket',
      example: 'my-bucket',
    }),
    name: objectName('Name of the copy', { example: 'copy.jpg' }),
    bucket: bucketName('Bucket for the copy', { example: 'other-bucket' }),
    basic,
    headers,
    pathStyle,
  },
  run(
    { sourceName, sourceBucket, name, bucket, basic, headers, pathStyle },
    call,
  ): Promise<S3Answer<Copied>> {
    const from = { bucket: sourceBucket, name: sourceName, pathStyle };
    return copy(call, { basic, from, at: { bucket, name, pathStyle }, headers });
  },
});

/**
 * Replaces the tags of an object.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
 */
export const putObjectTagging = method('s3', 'PutObjectTagging', {
  effect: 'write',
  params: {
    name,
    bucket: inBucket,
    basic,
    tags: record('Tags by name', { option: 'tagset', example: "{'project':'alpha'}" }),
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

const prefix = text('Only objects whose names start with this prefix', { optional: true });
const delimiter = text(
  'Text that ends the name of a folder, usually /: only folders are listed, and not what is in them',
  { optional: true },
);
const maxKeys = textOrNumber('Number of objects on a page, at most 1000', {
  option: 'max',
  optional: true,
});

/**
 * Lists the objects in a bucket, one page (usually 1000) at a time.
 *
 * With `delimiter`, the folders are in `CommonPrefixes`. In a file, a folder is a row with only its
 * `Key`.
 *
 * @returns `response.ListBucketResult.Contents` is always a list; if `IsTruncated` is `true`,
 * `NextContinuationToken` gets the next page. All values are text, also `Size` and `IsTruncated`.
 * @example
 * oint s3 ListObjects --bucket my-bucket --basic basic.json --all --out objects.csv
 * @example
 * for await (const { Key, Size } of await s3.listObjects.stream({ bucket, basic })) {
 *   console.log(Key, Size);
 * }
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export const listObjects = method(
  's3',
  'ListObjects',
  paged({
    effect: 'read',
    params: {
      bucket: inBucket,
      basic,
      prefix,
      continuationToken: text('NextContinuationToken of the previous page', {
        option: 'ctoken',
        optional: true,
      }),
      headers,
      pathStyle,
      startAfter: text('Name after which the list starts', { option: 'after', optional: true }),
      delimiter,
      maxKeys,
    },
    pager: objectPages,
    rows: ({ response }: S3Answer<ObjectList>) => objectRows(response),
    page({ bucket, basic, headers, pathStyle, ...args }, call, fields) {
      const query = {
        'list-type': '2',
        'encoding-type': 'url',
        prefix: args.prefix,
        'continuation-token': args.continuationToken,
        'start-after': args.startAfter,
        delimiter: args.delimiter,
        'max-keys': args.maxKeys,
        ...fields,
      };
      const url = urlOf(basic, { bucket, pathStyle }, query);
      const root = 'ListBucketResult';
      return send<ObjectList>(call, basic, { method: 'GET', url, headers, root });
    },
  }),
);

/**
 * Lists the versions of the objects in a bucket, one page (usually 1000) at a time.
 *
 * A version ID is only a start together with `keyMarker`, the name of its object.
 *
 * @returns `response.ListVersionsResult` always has lists: `Version`, and `DeleteMarker` for
 * deleted objects. All values are text.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export const listObjectVersions = method(
  's3',
  'ListObjectVersions',
  paged({
    effect: 'read',
    params: {
      bucket: inBucket,
      basic,
      prefix,
      versionId: text('Version ID after which the list starts', {
        option: 'ver',
        optional: true,
      }),
      headers,
      pathStyle,
      keyMarker: text('Name after which the list starts', { option: 'after', optional: true }),
      delimiter,
      maxKeys,
    },
    pager: versionPages,
    rows: ({ response }: S3Answer<VersionList>) => versionRows(response),
    page({ bucket, basic, headers, pathStyle, ...args }, call, fields) {
      const query = {
        versions: '',
        'encoding-type': 'url',
        prefix: args.prefix,
        'version-id-marker': args.versionId,
        'key-marker': args.keyMarker,
        delimiter: args.delimiter,
        'max-keys': args.maxKeys,
        ...fields,
      };
      const url = urlOf(basic, { bucket, pathStyle }, query);
      const root = 'ListVersionsResult';
      return send<VersionList>(call, basic, { method: 'GET', url, headers, root });
    },
  }),
);

/** Objects, and with a delimiter folders: those only have a name. */
function objectRows({ ListBucketResult: found }: ObjectList): StoredObject[] {
  return [...found.Contents, ...found.CommonPrefixes.map(({ Prefix }) => ({ Key: Prefix }))];
}

/** Both kinds as rows of one table: a column says which is which. */
function versionRows({ ListVersionsResult: found }: VersionList): VersionRow[] {
  return [
    ...found.Version.map((version) => ({ ...version, DeleteMarker: 'false' as const })),
    ...found.DeleteMarker.map((marker) => ({ ...marker, DeleteMarker: 'true' as const })),
  ];
}
