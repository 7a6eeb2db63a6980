import { isUtf8 } from 'node:buffer';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { attachedText } from '../engines/attached-text.js';
import type { AttachedFile, Picture } from '../engines/engine.js';
import { ApiError, badRequest } from '../errors.js';
import type { Local } from '../local.js';
import type { FileRecord } from '../state/file-store.js';

/** The largest file that is read into a message, in bytes. */
const LARGEST = 20 * 1024 * 1024;
const UNKNOWN = 'application/octet-stream';

/** Loads an image: from a URL, a data: URL, or the ID of a stored file. */
export async function readPicture(from: JsonRecord, at: string, local: Local): Promise<Picture> {
  const { url, file_id: id } = from;
  if (url === undefined && typeof id === 'string') {
    const { bytes } = await stored(id, `${at}.file_id`, local);
    return checked(bytes, `${at}.file_id`);
  }
  if (typeof url !== 'string') throw badRequest(`'${at}.url' must be a string.`, `${at}.url`);
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return local.fetchPicture(url);
  const data = dataOf(url);
  if (data) return checked(data, `${at}.url`);
  throw badRequest(
    `'${at}.url' must be an http(s) URL, or an image as data:image/…;base64,….`,
    `${at}.url`,
    'invalid_image_url',
  );
}

/** The type is detected from the bytes: the declared type may be wrong. */
async function checked(bytes: Buffer, at: string): Promise<Picture> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (found?.mime.startsWith('image/')) return { type: found.mime, bytes };
  throw badRequest(`'${at}' is not a PNG, JPEG, GIF or WebP image.`, at, 'invalid_image_format');
}

/** Reads a file of a message: text files with their contents, others only with their name and type. */
export async function readAttached(
  from: unknown,
  at: string,
  local: Local,
): Promise<AttachedFile | { text: string }> {
  if (!isRecord(from)) throw badRequest(`'${at}' must be an object.`, at);
  const { file_id: id, file_data: data, file_url: url, filename = 'file' } = from;
  if (typeof filename !== 'string') {
    throw badRequest(`'${at}.filename' must be a string.`, `${at}.filename`);
  }
  if (typeof id === 'string') {
    const { record, bytes } = await stored(id, `${at}.file_id`, local);
    return attached(record.filename, record.type, bytes);
  }
  if (typeof data === 'string') {
    const bytes = dataOf(data) ?? base64(data);
    if (bytes) return attached(filename, typeIn(data), bytes);
    throw badRequest(`'${at}.file_data' must be a data: URL or Base64.`, `${at}.file_data`);
  }
  if (url !== undefined) {
    const message = `'${at}.file_url': this server does not download files. Upload it (POST /v1/files) and use its 'file_id', or send it as 'file_data'.`;
    throw badRequest(message, `${at}.file_url`, 'unsupported_parameter');
  }
  throw badRequest(`'${at}' needs 'file_id' or 'file_data'.`, at);
}

function attached(name: string, type: string, bytes: Buffer): AttachedFile | { text: string } {
  if (!isUtf8(bytes) || bytes.includes(0)) return { name, type, bytes: bytes.length };
  return { text: attachedText(name, bytes.toString('utf8')) };
}

async function stored(
  id: string,
  at: string,
  local: Local,
): Promise<{ record: FileRecord; bytes: Buffer }> {
  const { files } = await local.store();
  const record = await files.find(id);
  const handle = record && (await files.open(id));
  if (!record || !handle) {
    const message = `No such File object: ${id}`;
    throw new ApiError({ status: 404, message, param: at, code: 'file_not_found' });
  }
  try {
    if (record.bytes > LARGEST) throw tooLarge(record.filename, at);
    return { record, bytes: await handle.readFile() };
  } finally {
    await handle.close();
  }
}

function tooLarge(name: string, at: string): ApiError {
  const message = `${name} is larger than the limit of ${LARGEST / 1024 / 1024} MiB for files in a message.`;
  return badRequest(message, at, 'file_too_large');
}

/** Recognizes Base64 of any length: checks only its start and end. */
const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w.=+-]+)*;base64,/i;

function dataOf(url: string): Buffer | undefined {
  const [head] = DATA_URL.exec(url) ?? [];
  return head === undefined ? undefined : base64(url.slice(head.length));
}

function typeIn(url: string): string {
  return DATA_URL.exec(url)?.[1]?.toLowerCase() ?? UNKNOWN;
}

function base64(data: string): Buffer | undefined {
  if (data === '' || /[^A-Za-z0-9+/=\s_-]/.test(data)) return undefined;
  return Buffer.from(data, 'base64');
}
