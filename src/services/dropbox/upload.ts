import type { Call } from '../../core/definition/call.js';
import { HttpError, ResponseError } from '../../core/errors/errors.js';
import { Bytes } from '../../core/files/bytes.js';
import { type Standing, sendInPieces } from '../../core/http/pieces.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { dropboxPath } from './paths.js';
import { errorWith } from './refusal.js';
import { sendBytes } from './transfer.js';
import { type Signed, send } from './wire.js';

const MIB = 1024 * 1024;
/** Dropbox accepts this much in one request. */
const LARGEST = 150 * MIB;
const PIECE = 32 * MIB;

interface Upload extends Signed {
  file: Bytes;
  path: string;
  overwrite: boolean;
}

/** Uploads a file: in one request if Dropbox accepts it, otherwise in a session of pieces. */
export function upload(call: Call, { token, file, path, overwrite }: Upload): Promise<JsonRecord> {
  const commit = { path: dropboxPath(path), mode: overwrite ? 'overwrite' : 'add' };
  if (file.size !== undefined && file.size <= LARGEST) {
    return sendBytes(call, { token }, 'files/upload', commit, file);
  }
  return inSession(call, { token }, commit, file);
}

interface Commit extends JsonRecord {
  path: string;
}

async function inSession(
  call: Call,
  signed: Signed,
  commit: Commit,
  file: Bytes,
): Promise<JsonRecord> {
  const nothing = Bytes.of(new Uint8Array());
  const begun = await sendBytes(call, signed, 'files/upload_session/start', {}, nothing);
  const { session_id: id } = begun;
  if (typeof id !== 'string') {
    const message = 'the server returned no session_id for the upload';
    throw new ResponseError({ method: call.method, message });
  }
  /** The offset of the last piece: it is sent again if its response is lost. */
  let sent = 0;
  let wasFinishing = false;
  return sendInPieces<JsonRecord>(file, call, {
    each: PIECE,
    async send({ bytes, start, total, isLast }, told): Promise<Standing<JsonRecord>> {
      sent = start;
      const cursor = { session_id: id, offset: start };
      try {
        if (!isLast) {
          await sendBytes(told, signed, 'files/upload_session/append_v2', { cursor }, bytes);
          return { next: start + bytes.size! };
        }
        const finish = { cursor, commit };
        return {
          result: await sendBytes(told, signed, 'files/upload_session/finish', finish, bytes),
        };
      } catch (error) {
        const next = correctOffset(error);
        if (next !== undefined) return { next };
        if (wasFinishing && isGone(error)) {
          return { result: await committed(call, signed, commit.path, total, error) };
        }
        wasFinishing ||= isLast;
        throw error;
      }
    },
    standing: async () => ({ next: sent }),
  });
}

/** Dropbox has more of the file, or less: a response was lost, or a piece. */
function correctOffset(error: unknown): number | undefined {
  if (!(error instanceof HttpError)) return undefined;
  const offset = errorWith('incorrect_offset', error.body)?.correct_offset;
  return typeof offset === 'number' ? offset : undefined;
}

/** A session ends with the file. */
function isGone(error: unknown): boolean {
  if (!(error instanceof HttpError)) return false;
  return ['not_found', 'closed'].some((tag) => errorWith(tag, error.body) !== undefined);
}

/** The file, if only the response to the last request was lost. */
async function committed(
  call: Call,
  { token }: Signed,
  path: string,
  size: number,
  error: unknown,
): Promise<JsonRecord> {
  const found = await send(call, { token }, 'files/get_metadata', { path });
  if (found.size === size) return found;
  throw error;
}
