import type { Call } from '../../core/definition/call.js';
import { bytes, list, text, textOrNumber, texts } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { typeByName } from '../../core/files/media-type.js';
import { headers, inBucket, name, pathStyle, patience, urlOf } from './names.js';
import { partList } from './parts-upload.js';
import { send } from './send.js';
import { sendVerified } from './send-verified.js';
import { basic } from './settings.js';
import { withSize } from './sized.js';
import type { FinishedUpload, S3Answer, StartedUpload } from './types.js';
import { upload, uploadWhole } from './upload.js';

/** What a request without an answer of its own comes to. */
type Done = S3Answer<Record<string, never>>;

const data = bytes('The object', { example: 'picture.jpg' });
const uploadId = text('ID of the upload, as InitPartsUpload gives it', {
  option: 'upload',
  example: 'VXBsb2FkIElE',
});

/**
 * Stores an object, whatever its size: a large one in parts, several at a time.
 *
 * What is larger than `ChunkSize` of the basic data (20 MiB, at least 5) goes in parts of that size.
 * A part that fails is sent again; where the whole fails or is interrupted, the parts are removed.
 * What is stored is compared with what was sent, by MD5. A stream is never held in memory whole.
 *
 * @returns `headers.ETag`; of an object in parts `response.CompleteMultipartUploadResult.ETag`.
 * @throws {ResponseError} What is stored is not what was sent.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const putObject = method('s3', 'PutObject', {
  effect: 'write',
  deadlines: patience,
  params: { name, bucket: inBucket, data, basic, headers, pathStyle },
  run(
    { name, bucket, data, basic, headers, pathStyle },
    call,
  ): Promise<S3Answer<Partial<FinishedUpload>>> {
    return upload(call, { basic, at: { bucket, name, pathStyle }, headers }, data);
  },
});

/**
 * Stores an object by a single request, of 5 GiB at most.
 *
 * It is streamed from disk. S3 wants to know the size first: what comes as a stream goes through a
 * temporary file. PutObject is the better choice where an object may be large.
 *
 * @returns `headers.ETag` is the object's, mostly its MD5.
 * @throws {ResponseError} What is stored is not what was sent.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const uploadFullObject = method('s3', 'UploadFullObject', {
  effect: 'write',
  deadlines: patience,
  params: { name, bucket: inBucket, data, basic, headers, pathStyle },
  run({ name, bucket, data, basic, headers, pathStyle }, call): Promise<Done> {
    const to = { basic, at: { bucket, name, pathStyle }, headers };
    return withSize(data, call, (data) => uploadWhole(call, to, data));
  },
});

/**
 * Begins the upload of an object in parts.
 *
 * @returns `response.InitiateMultipartUploadResult.UploadId` names the upload from now on.
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
 * Uploads a part of an object: of 5 MiB at least, unless it is the last one.
 *
 * A part that is sent again takes the place of the one before.
 *
 * @returns `headers.ETag` is the part's: FinishPartsUpload takes them all, in their order.
 * @throws {ResponseError} What is stored is not what was sent.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
 */
export const uploadObjectPart = method('s3', 'UploadObjectPart', {
  effect: 'write',
  deadlines: patience,
  params: {
    name,
    bucket: inBucket,
    basic,
    uploadId,
    partNumber: textOrNumber('Number of the part, from 1 to 10000', {
      option: 'part',
      example: '1',
    }),
    content: bytes('The part', { example: 'picture.jpg' }),
    pathStyle,
  },
  async run(
    { name, bucket, basic, uploadId, partNumber, content, pathStyle },
    call,
  ): Promise<Done> {
    const query = { partNumber: numberOf(partNumber, call), uploadId };
    const url = urlOf(basic, { bucket, name, pathStyle }, query);
    // The upload has a media type, its parts have none.
    return withSize(content, call, (part) =>
      sendVerified(call, basic, { method: 'PUT', url }, part),
    );
  },
});

function numberOf(text: string, call: Call): string {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return String(number);
  throw refuse(text, callContext(call, 'partNumber'), 'a number from 1 to 10000');
}

/**
 * Ends the upload of an object in parts: from now on it is there.
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
    etags: list(texts, 'ETags of all the parts, in their order', {
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
 * Ends the upload of an object in parts without the object: its parts are removed.
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
