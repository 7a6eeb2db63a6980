import type { Call } from '../../core/definition/call.js';
import { InputError, ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { typeByName } from '../../core/files/media-type.js';
import { onDisk } from '../../core/files/on-disk.js';
import { sendInPieces } from '../../core/http/pieces.js';
import { pause } from '../../core/http/wait.js';
import { timeoutError } from '../../core/http/watch.js';
import { now } from '../../core/util/clock.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { type Authorized, send, sendForm } from './wire.js';

const MB = 2 ** 20;
const EACH = 4 * MB;

/** The categories of media in a post: the largest file, and its type if the file does not tell. */
const CATEGORIES = {
  tweet_image: { most: 5 * MB, type: 'image/jpeg' },
  tweet_gif: { most: 15 * MB, type: 'image/gif' },
  tweet_video: { most: 512 * MB, type: 'video/mp4' },
} as const;

export const categories = Object.keys(CATEGORIES) as Category[];
type Category = keyof typeof CATEGORIES;

/** The most media of a post. */
const MOST = 4;

/** Uploads files one after another, and waits until X has processed them. Returns their IDs. */
export async function uploadAll(
  call: Call,
  authorized: Authorized,
  files: readonly Bytes[],
  category: string,
  param: string,
): Promise<string[]> {
  for (const file of files) checkSize(call, file, category, param);
  const ids: string[] = [];
  for (const file of files) ids.push(await upload(call, authorized, file, category));
  return ids;
}

/** The same for the files of one post. Nothing is uploaded if they are too many. */
export function uploadForPost(
  call: Call,
  authorized: Authorized,
  files: readonly Bytes[],
  category: Category,
  param: string,
): Promise<string[]> {
  if (files.length > MOST) {
    const message = `${call.label(param)}: a post has at most ${MOST} files, not ${files.length}`;
    throw new InputError({ method: call.method, param, message });
  }
  return uploadAll(call, authorized, files, category, param);
}

function known(category: string): (typeof CATEGORIES)[Category] | undefined {
  return Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category as Category] : undefined;
}

function checkSize(call: Call, { size, from }: Bytes, category: string, param: string): void {
  const most = known(category)?.most;
  if (size === undefined || most === undefined || size <= most) return;
  const message = `${call.label(param)}: ${from} has ${size} bytes, and X accepts ${most} at most`;
  throw new InputError({ method: call.method, param, message: call.redactor.text(message) });
}

async function upload(
  call: Call,
  authorized: Authorized,
  file: Bytes,
  category: string,
): Promise<string> {
  const type = file.type ?? (await typeByName(file.name ?? '')) ?? known(category)?.type;
  // X needs the size first, which a stream does not have.
  return onDisk(file, call, async (stored) => {
    const begun = { media_type: type, total_bytes: stored.file!.size, media_category: category };
    const id = idIn(call, await send(call, authorized, 'POST /media/upload/initialize', begun));
    await sendSegments(call, authorized, id, stored.as(file.name ?? 'media', type));
    const finalized = await send(call, authorized, `POST /media/upload/${id}/finalize`);
    await processed(call, authorized, id, finalized);
    return id;
  });
}

function sendSegments(call: Call, authorized: Authorized, id: string, file: Bytes): Promise<void> {
  let done = 0;
  return sendInPieces<void>(file, call, {
    each: EACH,
    async send({ bytes, start, isLast }, told) {
      const segment = { segment_index: start / EACH, media: bytes.as(file.name, file.type) };
      await sendForm(told, authorized, `POST /media/upload/${id}/append`, segment);
      done = start + bytes.size!;
      return isLast ? { result: undefined } : { next: done };
    },
    // A segment has its index: it may be sent again.
    standing: async () => ({ next: done }),
  });
}

/** The ID becomes a part of paths. */
function idIn({ method, redactor }: Call, answer: JsonRecord): string {
  const id = isRecord(answer.data) ? String(answer.data.id) : '';
  if (/^\d{1,19}$/.test(id)) return id;
  const message = `X did not return the ID of the upload: ${JSON.stringify(answer).slice(0, 200)}`;
  throw new ResponseError({ method, message: redactor.text(message) });
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** Waits until X has processed a file: it says itself when to ask again. */
async function processed(
  call: Call,
  authorized: Authorized,
  id: string,
  finalized: JsonRecord,
): Promise<void> {
  for (let answer = finalized; ; ) {
    const info = isRecord(answer.data) ? answer.data.processing_info : undefined;
    if (!isRecord(info) || info.state === 'succeeded') return;
    if (info.state === 'failed') throw failed(call, info);
    const asked = Number(info.check_after_secs) * 1000 || FIRST_PAUSE;
    const wait = Math.min(Math.max(asked, FIRST_PAUSE), LONGEST_PAUSE);
    if (now() + wait >= call.deadline) throw timeoutError(call, 'timeout');
    await pause(wait, call);
    const status = { media_id: id, command: 'STATUS' };
    answer = await send(call, authorized, 'GET /media/upload', status);
  }
}

function failed({ method, redactor }: Call, { error }: JsonRecord): ResponseError {
  const words = isRecord(error) ? (error.message ?? error.name) : undefined;
  const why = typeof words === 'string' ? `: ${words.slice(0, 200)}` : '';
  const hint = 'Videos need H.264 and AAC in an MP4 file; GIFs at most 1280 × 1080 pixels.';
  const message = redactor.text(`X could not process the file${why}`);
  return new ResponseError({ method, message, hint });
}
