import type { Call } from '../../core/definition/call.js';
import { bytes, list, text, textOrNumber, texts } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { typeByName } from '../../core/files/media-type.js';
import { copySource } from './copy.js';
import { bucketName, headers, inBucket, name, objectName, pathStyle, urlOf } from './names.js';
import { partList } from './parts-upload.js';
import { send } from './send.js';
import { sendVerified } from './send-verified.js';
import { basic } from './settings.js';
import { withSize } from './sized.js';
import type { FinishedUpload, PartCopied, S3Answer, StartedUpload } from './types.js';
import { upload, uploadWhole } from './upload.js';

/** The result of a request without a response body. */
type Done = S3Answer<Record<string, never>>;

const data = bytes('Contents of the object', { example: 'picture.jpg' });
const uploadId = text('Upload ID from InitPartsUpload', {
  option: 'upload',
  example: 'VXBsb2FkIElE',
});

const partNumber = textOrNumber('Part number, from 1 to 10000', { option: 'part', example: '1' });

/**
 * Uploads an object of any size: a large one in parts, several at a time.
 *
 * Objects larger than the `ChunkSize` in the basic data (20 MiB, at least 5) are uploaded in parts
 * of that size. A part that fails is retried; if the upload fails or is interrupted, the parts are
 * deleted. The stored object is verified by MD5. A stream is never held in memory as a whole.
 *
 * @returns `headers.ETag`; for an object in parts `response.CompleteMultipartUploadResult.ETag`.
 * @throws {ResponseError} The stored object differs from what was sent.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const putObject = method('s3', 'PutObject', {
  effect: 'write',
  deadlines: LARGE_DATA,
  params: { name, bucket: inBucket, data, basic, headers, pathStyle },
  run(
    { name, bucket, data, basic, headers, pathStyle },
    call,
  ): Promise<S3Answer<Partial<FinishedUpload>>> {
    return upload(call, { basic, at: { bucket, name, pathStyle }, headers }, data);
  },
});

/**
 * Uploads an object of up to 5 GiB in a single request.
 *
 * It is streamed from disk. S3 needs to know the size in advance, so a stream is first written to a
 * temporary file. PutObject is the better choice for large objects.
 *
 * @returns `headers.ETag` is the object's, usually its MD5.
 * @throws {ResponseError} The stored object differs from what was sent.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const uploadFullObject = method('s3', 'UploadFullObject', {
  effect: 'write',
  deadlines: LARGE_DATA,
  params: { name, bucket: inBucket, data, basic, headers, pathStyle },
  run({ name, bucket, data, basic, headers, pathStyle }, call): Promise<Done> {
    const to = { basic, at: { bucket, name, pathStyle }, headers };
    return withSize(data, call, (data) => uploadWhole(call, to, data));
  },
});

/**
 * Starts a multipart upload of an object.
 *
 * @returns `response.InitiateMultipartUploadResult.UploadId` identifies the upload.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
 */
export const initPartsUpload = method('s3', 'InitPartsUpload', {
  effect: 'write',
  params: { name, bucket: inBucket, basic, headers, pathStyle },
  async run({ name, bucket, basic, headers, pathStyle }, call): Promise<S3Answer<StartedUpload>> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { uploads: '' });
    const ownHeaders = { 'content-type': (await typeByName(name)) ?? 'application/octet-stream' };
    const root = 'InitiateMultipartUploadResult';
    return send<StartedUpload>(call, basic, { method: 'POST', url, headers, ownHeaders, root });
  },
});

/**
 * Uploads a part of an object: at least 5 MiB, except for the last one.
 *
 * A part with the same number replaces the earlier one.
 *
 * @returns `headers.ETag` of the part: FinishPartsUpload needs those of all parts, in order.
 * @throws {ResponseError} The stored part differs from what was sent.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
 */
export const uploadObjectPart = method('s3', 'UploadObjectPart', {
  effect: 'write',
  deadlines: LARGE_DATA,
  params: {
    name,
    bucket: inBucket,
    basic,
    uploadId,
    partNumber,
    content: bytes('Contents of the part', { example: 'picture.jpg' }),
    pathStyle,
  },
  async run(
    { name, bucket, basic, uploadId, partNumber, content, pathStyle },
    call,
  ): Promise<Done> {
    const query = { partNumber: numberOf(partNumber, call), uploadId };
    const url = urlOf(basic, { bucket, name, pathStyle }, query);
    // The upload has a media type, its parts do not.
    return withSize(content, call, (part) =>
      sendVerified(call, basic, { method: 'PUT', url }, part),
    );
  },
});

/**
 * Copies a part of an object in the storage to a multipart upload.
 *
 * @returns `response.CopyPartResult.ETag` of the part: FinishPartsUpload needs those of all parts.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
 */
export const uploadPartCopy = method('s3', 'UploadPartCopy', {
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
    name,
    bucket: inBucket,
    basic,
    uploadId,
    partNumber,
    range: text('First and last byte of the source, such as 0-5242879; by default, all of it', {
      optional: true,
    }),
    headers,
    pathStyle,
  },
  run(
    { sourceName, sourceBucket, name, bucket, basic, uploadId, partNumber, range, ...more },
    call,
  ): Promise<S3Answer<PartCopied>> {
    const { headers, pathStyle } = more;
    const query = { partNumber: numberOf(partNumber, call), uploadId };
    const url = urlOf(basic, { bucket, name, pathStyle }, query);
    const ownHeaders = {
      'x-amz-copy-source': copySource({ bucket: sourceBucket, name: sourceName }),
      ...(range && { 'x-amz-copy-source-range': `bytes=${rangeOf(range, call)}` }),
    };
    const root = 'CopyPartResult';
    return send<PartCopied>(call, basic, { method: 'PUT', url, headers, ownHeaders, root });
  },
});

function rangeOf(text: string, call: Call): string {
  const range = text.trim().replace(/^bytes=/, '');
  if (/^\d+-\d+$/.test(range)) return range;
  throw refuse(text, callContext(call, 'range'), 'two numbers, such as 0-5242879');
}

function numberOf(text: string, call: Call): string {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return String(number);
  throw refuse(text, callContext(call, 'partNumber'), 'a number from 1 to 10000');
}

/**
 * Completes a multipart upload: the object then exists.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export const finishPartsUpload = method('s3', 'FinishPartsUpload', {
  effect: 'write',
  params: {
    name,
    bucket: inBucket,
    basic,
    uploadId,
    etags: list(texts, 'ETags of all parts, in order', {
      option: 'tags',
      example: "['566e2d464b39b91eb8b5d89fb9f1a318','adb76a9a9ff8226ed08fb6f343102908']",
    }),
    headers,
    pathStyle,
  },
  async run(
    { name, bucket, basic, uploadId, etags, headers, pathStyle },
    call,
  ): Promise<S3Answer<FinishedUpload>> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { uploadId });
    const root = 'CompleteMultipartUploadResult';
    const sending = { method: 'POST', url, headers, root, ...partList(etags) };
    return send<FinishedUpload>(call, basic, sending);
  },
});

/**
 * Aborts a multipart upload and deletes its parts.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
 */
export const abortMultipartUpload = method('s3', 'AbortMultipartUpload', {
  effect: 'delete',
  params: { name, bucket: inBucket, basic, uploadId, headers, pathStyle },
  run({ name, bucket, basic, uploadId, headers, pathStyle }, call): Promise<Done> {
    const url = urlOf(basic, { bucket, name, pathStyle }, { uploadId });
    return send(call, basic, { method: 'DELETE', url, headers });
  },
});
