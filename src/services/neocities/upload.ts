import type { Call } from '../../core/definition/call.js';
import { OintError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { cutIn } from './batches.js';
import { send } from './wire.js';

/** A file and its path on the site. */
export interface Upload {
  path: string;
  file: Bytes;
}

/** Neocities' server reads at most 128 files of a form, and stores them before it responds. */
const MOST = { items: 50, size: 20 * 1024 * 1024 };

/** Uploads files, some in each request. Returns the last response. */
export async function uploadAll(
  call: Call,
  token: string,
  uploads: readonly Upload[],
  { singly = false, callFor = () => call }: { singly?: boolean; callFor?: () => Call } = {},
): Promise<JsonRecord> {
  const most = singly ? { ...MOST, items: 1 } : MOST;
  // A file of unknown size, such as a download, gets its own request.
  const parts = cutIn(uploads, most, ({ file }) => file.size ?? Number.POSITIVE_INFINITY);
  const done: string[] = [];
  let answer: JsonRecord = {};
  for (const part of parts) {
    try {
      const fields = Object.fromEntries(part.map(({ path, file }) => [path, file]));
      answer = await send(callFor(), { token }, 'POST /upload', fields);
    } catch (error) {
      if (done.length === 0 || !(error instanceof OintError)) throw error;
      error.partial = { files: done };
      throw error.advises(
        `${done.length} of ${uploads.length} files were uploaded; ${part[0]!.path} and those after it were not.`,
      );
    }
    done.push(...part.map(({ path }) => path));
  }
  return answer;
}
