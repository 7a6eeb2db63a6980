import { bytes, flag, list, number, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { path } from '../../core/http/url.js';
import { ask, fields, headers, options, token, url } from './endpoint.js';
import type { StoredFile, Upload, UploadPart } from './types.js';
import { uploadType } from './upload-type.js';

const ALONE = 'UploadFile sends a file in one request.';
const ofServersWithout = `Perhaps the server takes no uploads in parts: ${ALONE}`;
const hints = { 404: ofServersWithout, 405: ofServersWithout, 501: ALONE };

const id = text('ID of the upload', { example: 'upload_12' });
const purpose = text('What it is for', {
  values: ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'],
  example: 'user_data',
});

/**
 * Uploads a large file in parts, several at a time.
 *
 * Each part is repeated by itself where it fails. What is uploaded stays with the server after a failure or an interruption, which the error says:
 * the same call with `upload` goes on from there, within the time that the server grants (OpenAI: an
 * hour). It works for any source: what is no file on disk is kept in a temporary one meanwhile.
 *
 * @returns The stored file, as UploadFile returns it: `id` names it from now on.
 * @throws {InputError} There is no such file, or it is not the one that `upload` began with.
 * @see https://platform.openai.com/docs/api-reference/uploads
 */
export const uploadLargeFile = method('openai', 'UploadLargeFile', {
  effect: 'write',
  hints,
  deadlines: { timeout: 24 * 3_600_000 },
  params: {
    url,
    token,
    name: text('File name with its extension; by default its own', {
      optional: true,
      example: 'training.jsonl',
    }),
    data: bytes('The file', { example: 'training.jsonl' }),
    purpose,
    part: number('Size of a part in MiB, 64 at most; by default what suits the file', {
      optional: true,
    }),
    parallel: number('How many parts at a time', { default: 4 }),
    upload: text('ID of a broken upload to go on with', { optional: true }),
    keep: flag('After a failure, keep what is uploaded, to go on later', { default: true }),
    options,
    headers,
  },
  async run(large, call): Promise<StoredFile> {
    const { uploadInParts } = await import('./large-upload.js');
    return uploadInParts(large, call);
  },
});

/**
 * Begins an upload in parts. UploadLargeFile does all of it at once.
 *
 * @returns The upload: `id` names it for AddUploadPart; the server forgets it at `expires_at`.
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
    type: text('Its media type; by default what its name says', {
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
 * Adds a part to an upload: up to 64 MB. Parts may come in any order.
 *
 * @returns The part: its `id` goes into the list that CompleteUpload takes.
 * @see https://platform.openai.com/docs/api-reference/uploads/add-part
 */
export const addUploadPart = method('openai', 'AddUploadPart', {
  effect: 'write',
  params: { url, token, id, data: bytes('The part', { example: 'part-1.bin' }), headers },
  async run({ url, token, id, data, headers }, call): Promise<UploadPart> {
    const form = [['data', data.as(data.name ?? 'part')]] as const;
    return ask(call, 'POST', path`/uploads/${id}/parts`, { url, token, headers, form });
  },
});

/**
 * Makes a stored file of an upload's parts.
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
    parts: list(texts, 'IDs of the parts, in their order in the file', {
      example: "['part_1','part_2']",
    }),
    md5: text('MD5 of the whole file, in hex, for the server to compare', { optional: true }),
    headers,
  },
  async run({ url, token, id, parts, md5, headers }, call): Promise<Upload> {
    const json = fields({ part_ids: parts, md5 }, undefined);
    return ask(call, 'POST', path`/uploads/${id}/complete`, { url, token, headers, json });
  },
});

/**
 * Gives an upload up: its parts are thrown away.
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
