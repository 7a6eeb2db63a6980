import type { Call } from '../../core/definition/call.js';
import { HttpError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { type Standing, sendInPieces } from '../../core/http/pieces.js';
import { readAll } from '../../core/http/read.js';
import { readAccepted } from '../../core/http/read-accepted.js';
import { exchange } from '../../core/http/request.js';
import type { Fields } from '../../core/rest/route.js';
import { uploadAddress } from '../../core/rest/upload-address.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { GOOGLE } from './exports.js';
import { policy, type Signed, send, sendForUpload } from './wire.js';

/** Google accepts pieces of a multiple of 256 KiB, except for the last one. */
const PIECE = 64 * 256 * 1024;

interface Upload extends Signed {
  /** Where a session begins: `POST /files`. */
  route: string;
  /** What the file is called, and where it is. */
  fields: Fields;
  file: Bytes;
  /** The media type of the content. */
  type: string | undefined;
}

/** Uploads a file in a session. After a failure, it continues with what Google does not have yet. */
export async function upload(call: Call, given: Upload): Promise<JsonRecord> {
  let address = await newSession(call, given);
  let isRenewed = false;
  /** A session that no longer exists is replaced once: the upload starts again. */
  const within = async (
    step: () => Promise<Standing<JsonRecord>>,
  ): Promise<Standing<JsonRecord>> => {
    try {
      return await step();
    } catch (error) {
      if (isRenewed || !isGone(error)) throw error;
      isRenewed = true;
      address = await newSession(call, given);
      return { next: 0 };
    }
  };
  return sendInPieces<JsonRecord>(given.file, call, {
    each: PIECE,
    send: ({ bytes, start, total }, told) => {
      const last = start + bytes.size! - 1;
      const range = total === 0 ? undefined : `bytes ${start}-${last}/${total}`;
      return within(() => put(told, address, bytes.as(undefined, given.type), range));
    },
    standing: (total) => within(() => put(call, address, '', `bytes */${total}`)),
  });
}

/** Creates a session and returns its URL, which itself grants the upload. */
async function newSession(call: Call, { token, route, fields, file, type }: Upload): Promise<URL> {
  const headers = { 'x-upload-content-type': type, 'x-upload-content-length': file.size };
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  const location = await sendForUpload(call, { token }, route, fields, {
    query: { uploadType: 'resumable' },
    headers: Object.fromEntries(given),
    async read(exchange) {
      const { location } = exchange.answer.headers;
      // Without it, this is not Google: its response is not JSON, or it refuses in it.
      await (location === undefined ? readAccepted(exchange) : readAll(exchange));
      return location;
    },
  });
  const address = uploadAddress(location, call);
  call.redactor.add(address.searchParams.get('upload_id') ?? address.pathname);
  return address;
}

/** Sends a piece, or nothing in order to ask what Google has. */
async function put(
  call: Call,
  address: URL,
  body: Bytes | '',
  range: string | undefined,
): Promise<Standing<JsonRecord>> {
  const ownHeaders: Record<string, string> = range === undefined ? {} : { 'content-range': range };
  // Another piece must follow a lost one, so only the question is repeated as it is.
  const effect = body === '' ? 'read' : 'write';
  const spec = { ...policy, body, ownHeaders, stays: true };
  try {
    const result = await exchange(call, 'PUT', new URL(address), spec, readAccepted, effect);
    return { result: result as JsonRecord };
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== RESUME_INCOMPLETE) throw error;
    return { next: nextIn(error.headers) };
  }
}

/** Google has a part of the file. Elsewhere, this status is a redirect. */
const RESUME_INCOMPLETE = 308;

/** Google has the bytes of this range; without one, it has none. */
function nextIn({ range = '' }: HttpError['headers']): number {
  const [, last] = /^bytes=0-(\d+)$/.exec(range) ?? [];
  return last === undefined ? 0 : Number(last) + 1;
}

/** A session expires after a week, or when Google loses it. */
function isGone(error: unknown): boolean {
  return error instanceof HttpError && (error.status === 404 || error.status === 410);
}

/** A media type that content can have: a document is converted from another one. */
export function plainType(type: unknown): string | undefined {
  return typeof type === 'string' && !type.startsWith(GOOGLE) ? type : undefined;
}

/** The media type of a file whose content is replaced by content without a type of its own. */
export async function currentType(
  call: Call,
  { token }: Signed,
  object: string,
): Promise<string | undefined> {
  const found = await send(call, { token }, 'GET /files/{object}', { object, fields: 'mimeType' });
  return plainType(found.mimeType);
}
