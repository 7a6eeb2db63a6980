import { bytes, flag, list, number, text, texts } from '../../core/definition/kinds/index.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
import { method } from '../../core/definition/method.js';
import { path } from '../../core/http/url.js';
import { ask, fields, headers, options, token, url } from './endpoint.js';
import type { StoredFile, Upload, UploadPart } from './types.js';
import { uploadType } from './upload-type.js';

const ALONE = 'UploadFile sends a file in one request.';
const ofServersWithout = `The server may not support uploads in parts: ${ALONE}`;
const hints = { 404: ofServersWithout, 405: ofServersWithout, 501: ALONE };

const id = text('Upload ID', { example: 'upload_12' });
const purpose = text('Purpose of the file', {
  values: ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'],
  example: 'user_data',
});

/**
 * Uploads a large file in parts, several at a time.
 *
 * A part that fails is retried on its own. After a failure or an interruption, the uploaded parts
 * stay on the server, and the error says so: the same call with `upload` resumes it until the
 * upload expires (OpenAI: after an hour). This works for any source: data that is not a file on
 * disk is stored in a temporary file in the meantime.
 *
 * @returns The stored file, as UploadFile returns it: `id` identifies it.
 * @throws {InputError} The file does not exist, or is not the one that `upload` started with.
 * @see https://platform.openai.com/docs/api-reference/uploads
 */
export const uploadLargeFile = method('openai', 'UploadLargeFile', {
  effect: 'write',
  hints,
  deadlines: LARGE_DATA,
  params: {
    url,
    token,
    name: text('File name with its extension; by default the file’s own', {
      optional: true,
      example: 'training.jsonl',
    }),
    data: bytes('File', { example: 'training.jsonl' }),
    purpose,
    part: number('Size of a part in MiB, up to 64; by default suitable for the file', {
      optional: true,
    }),
    parallel: number('Number of parts to upload at a time', { default: 4 }),
    upload: text('ID of an interrupted upload to resume', { optional: true }),
    keep: flag('Keep the uploaded parts after a failure, to resume later', { default: true }),
    options,
    headers,
  },
  async run(large, call): Promise<StoredFile> {
    const { uploadInParts } = await import('./large-upload.js');
    return uploadInParts(large, call);
  },
});

/**
 * Starts an upload in parts. UploadLargeFile does everything at once.
 *
 * @returns The upload: `id` identifies it for AddUploadPart; it expires at `expires_at`.
 * @see https://platform.openai.com/docs/api-reference/uploads/create
 */
export const createUpload = method('openai', 'CreateUpload', {
  effect: 'write',
  hints,
  params: {
    url,
    token,
    name: text('File name with its extension', { example: 'training.jsonl' }),
    size: number('Size of the whole file in bytes', { example: '2147483648' }),
    purpose,
    type: text('Media type; by default from the file name', {
      optional: true,
      example: 'text/jsonl',
    }),
    options,
    headers,
  },
  async run({ url, token, name, size, purpose, type, options, headers }, call): Promise<Upload> {
    const mime_type = type ?? (await uploadType(name));
    const json = { filename: name, purpose, bytes: size, mime_type, ...options };
    return ask(call, 'POST', '/uploads', { url, token, headers, json });
  },
});

/**
 * Adds a part of up to 64 MB to an upload. Parts can be added in any order.
 *
 * @returns The part: CompleteUpload needs its `id`.
 * @see https://platform.openai.com/docs/api-reference/uploads/add-part
 */
export const addUploadPart = method('openai', 'AddUploadPart', {
  effect: 'write',
  params: {
    url,
    token,
    id,
    data: bytes('Contents of the part', { example: 'part-1.bin' }),
    headers,
  },
  async run({ url, token, id, data, headers }, call): Promise<UploadPart> {
    const form = [['data', data.as(data.name ?? 'part')]] as const;
    return ask(call, 'POST', path`/uploads/${id}/parts`, { url, token, headers, form });
  },
});

/**
 * Completes an upload: joins its parts into a stored file.
 *
 * @returns The upload, `completed`: `file` is the stored file.
 * @see https://platform.openai.com/docs/api-reference/uploads/complete
 */
export const completeUpload = method('openai', 'CompleteUpload', {
  effect: 'write',
  params: {
    url,
    token,
    id,
    parts: list(texts, 'IDs of the parts, in the order of the file', {
      example: "['part_1','part_2']",
    }),
    md5: text('MD5 of the whole file, in hexadecimal, for verification by the server', {
      optional: true,
    }),
    headers,
  },
  async run({ url, token, id, parts, md5, headers }, call): Promise<Upload> {
    const json = fields({ part_ids: parts, md5 }, undefined);
    return ask(call, 'POST', path`/uploads/${id}/complete`, { url, token, headers, json });
  },
});

/**
 * Cancels an upload and deletes its parts.
 *
 * @returns The upload, `cancelled`.
 * @see https://platform.openai.com/docs/api-reference/uploads/cancel
 */
export const cancelUpload = method('openai', 'CancelUpload', {
  effect: 'delete',
  params: { url, token, id, headers },
  async run({ url, token, id, headers }, call): Promise<Upload> {
    return ask(call, 'POST', path`/uploads/${id}/cancel`, { url, token, headers });
  },
});
