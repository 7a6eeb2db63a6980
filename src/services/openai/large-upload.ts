import type { SourceFile } from '../../core/access/files.js';
import { type Call, DryRunDone } from '../../core/definition/call.js';
import type { CallOptions } from '../../core/definition/call-options.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import {
  HttpError,
  InputError,
  OintError,
  OutputError,
  ResponseError,
} from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { onDisk } from '../../core/files/on-disk.js';
import { readAccepted } from '../../core/http/read-accepted.js';
import { exchange, request } from '../../core/http/request.js';
import { path } from '../../core/http/url.js';
import { now } from '../../core/util/clock.js';
import { cut } from '../../core/util/cut.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { pool } from '../../core/util/pool.js';
import { endpoint, result } from './endpoint.js';
import { type Piece, pieceOf, sha256Of } from './pieces.js';
import type { StoredFile, Upload } from './types.js';
import { UploadRecord } from './upload-state.js';
import { uploadType } from './upload-type.js';

const MIB = 1024 * 1024;
/** The API's maximum size of a part. */
const LARGEST_PART = 64 * MIB;
/** Below this size, parts cost more than they gain. */
const SMALL_PART = 8 * MIB;
const MOST_AT_A_TIME = 32;

/** The input of UploadLargeFile. */
export interface LargeUpload {
  url: string;
  token: string;
  name: string | undefined;
  data: Bytes;
  purpose: string;
  /** In MiB. */
  part: number | undefined;
  parallel: number;
  upload: string | undefined;
  keep: boolean;
  options: JsonRecord | undefined;
  headers: JsonRecord | undefined;
}

/** Uploads a file in parts: from the start, or only the missing ones. */
export async function uploadInParts(large: LargeUpload, call: Call): Promise<StoredFile> {
  check(large, call);
  // A dry run only shows the first request, which needs no data.
  const { size } = large.data;
  if (call.dryRun && size !== undefined && !large.upload) await begin(large, size, call);
  return onDisk(large.data, call, async (data) => {
    const file = data.file!;
    const record = await (large.upload
      ? resume(large.upload, file, call)
      : begin(large, file.size, call));
    try {
      await sendParts(large, file, record, call);
      const stored = await complete(large, record, call);
      await record.forget();
      return stored;
    } catch (error) {
      throw await afterFailure(error, large, record, call);
    }
  });
}

function check(large: LargeUpload, call: Call): void {
  const { part, parallel, upload } = large;
  if (part !== undefined && !(part > 0 && part * MIB <= LARGEST_PART)) {
    throw refuse(
      part,
      callContext(call, 'part'),
      `a size in MiB, more than 0 and up to ${LARGEST_PART / MIB}`,
    );
  }
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > MOST_AT_A_TIME) {
    const takes = `a whole number from 1 to ${MOST_AT_A_TIME}`;
    throw refuse(parallel, callContext(call, 'parallel'), takes);
  }
  if (!upload && !nameOf(large)) throw noName(large.data, call);
}

async function begin(large: LargeUpload, size: number, call: Call): Promise<UploadRecord> {
  const { url, token, purpose, options, headers } = large;
  const name = nameOf(large);
  if (size === 0) throw isEmpty(large.data, call);
  const to = endpoint(url, '/uploads');
  const mime_type = large.data.type ?? (await uploadType(name));
  const json = { filename: name, purpose, bytes: size, mime_type, ...options };
  const answer = await request(call, 'POST', to.url, { ...to, token, headers, json });
  const { expires_at } = result<Upload>(answer);
  const partSize = partSizeFor(size, large);
  return UploadRecord.begin({ id: idIn(answer, call), size, partSize, expires_at, parts: {} });
}

/** All workers are busy from the start, and no part exceeds the API's maximum. */
function partSizeFor(size: number, { part, parallel }: LargeUpload): number {
  if (part !== undefined) return Math.ceil(part * MIB);
  return Math.min(LARGEST_PART, Math.max(SMALL_PART, Math.ceil(size / parallel)));
}

function nameOf({ name, data }: LargeUpload): string {
  return name ?? data.name ?? '';
}

function noName({ from }: Bytes, call: Call): InputError {
  return inputError(callContext(call, 'name'), ` is missing: the data has no file name (${from})`);
}

function isEmpty({ from }: Bytes, call: Call): InputError {
  return inputError(callContext(call, 'data'), `: the file is empty (${from})`);
}

function idIn(answer: unknown, { method, redactor }: Call): string {
  if (isRecord(answer) && typeof answer.id === 'string' && answer.id !== '') return answer.id;
  const shown = cut(redactor.text(JSON.stringify(answer)), 200);
  throw new ResponseError({ method, message: `the server returned no id, but ${shown}` });
}

/** The record of an interrupted upload, after checking that the file is still the same. */
async function resume(id: string, file: SourceFile, call: Call): Promise<UploadRecord> {
  const hint = `Leave out ${call.label('upload')} to start over.`;
  const wrong = (param: string, what: string) =>
    inputError(callContext(call, param), `: ${what}`, { hint });
  const record = await UploadRecord.find(id);
  if (!record) throw wrong('upload', `there is no record of an interrupted upload "${id}"`);
  const { size, partSize, expires_at, parts } = record.state;
  if (expires_at !== undefined && expires_at * 1000 < Date.now()) {
    await record.forget();
    throw wrong('upload', `${id} expired at ${isoTime(expires_at)}`);
  }
  const changed = () => wrong('data', `this is not the file that ${id} started with`);
  if (file.size !== size) throw changed();
  for (const [index, { sha256 }] of Object.entries(parts)) {
    const piece = pieceAt(Number(index), file, partSize);
    if ((await sha256Of(piece, call)) !== sha256) throw changed();
  }
  return record;
}

function pieceAt(index: number, file: SourceFile, partSize: number): Piece {
  const start = index * partSize;
  return pieceOf(file, start, Math.min(partSize, file.size - start), `part-${index + 1}`);
}

function partCount({ state }: UploadRecord): number {
  return Math.ceil(state.size / state.partSize);
}

/** Sends the missing parts: several at a time, until one of them fails permanently. */
async function sendParts(
  { url, token, headers, parallel }: LargeUpload,
  file: SourceFile,
  record: UploadRecord,
  call: Call,
): Promise<void> {
  const { id, partSize, parts } = record.state;
  const all = Array.from({ length: partCount(record) }, (_, index) => index);
  const progress = new UploadProgress(file.size, call);
  for (const index of all)
    if (parts[index]) progress.add(index, pieceAt(index, file, partSize).bytes.size!);
  const missing = all.filter((index) => !parts[index]);
  const stop = new AbortController();
  const { signal: callers } = call.options;
  const signal = callers ? AbortSignal.any([callers, stop.signal]) : stop.signal;
  const limits = { limit: parallel, onFailure: () => stop.abort() };
  await pool(missing, limits, async (index) => {
    const piece = pieceAt(index, file, partSize);
    const size = piece.bytes.size!;
    const onProgress: CallOptions['onProgress'] = ({ done }) =>
      progress.add(index, Math.min(done, size));
    const to = endpoint(url, path`/uploads/${id}/parts`);
    const spec = { ...to, token, headers, form: [['data', piece.bytes]] as const };
    const own = call.with({ options: { signal, onProgress } });
    // A part that arrives twice does no harm: only those named at the end count.
    const answer = await exchange(own, 'POST', to.url, spec, readAccepted, 'read');
    record.add(index, { id: idIn(answer, call), sha256: piece.sha256() });
  });
}

/** The progress of all parts together, reported as one upload. */
class UploadProgress {
  readonly #total: number;
  readonly #call: Call;
  readonly #done = new Map<number, number>();

  constructor(total: number, call: Call) {
    this.#total = total;
    this.#call = call;
  }

  add(index: number, bytes: number): void {
    this.#done.set(index, bytes);
    const done = [...this.#done.values()].reduce((sum, part) => sum + part, 0);
    this.#call.options.onProgress?.({ direction: 'up', done, total: this.#total });
  }
}

async function complete(
  { url, token, headers }: LargeUpload,
  record: UploadRecord,
  call: Call,
): Promise<StoredFile> {
  const { id, parts } = record.state;
  const to = endpoint(url, path`/uploads/${id}/complete`);
  const part_ids = Array.from({ length: partCount(record) }, (_, index) => parts[index]!.id);
  const spec = { ...to, token, headers, json: { part_ids } };
  const { file } = result<Upload>(await request(call, 'POST', to.url, spec));
  if (isRecord(file)) return file as StoredFile;
  const message = `the server completed the upload ${id} but returned no file`;
  throw new ResponseError({ method: call.method, message: call.redactor.text(message) });
}

/** Either says how to resume, or cancels the upload: then nothing of it is left anywhere. */
async function afterFailure(
  error: unknown,
  large: LargeUpload,
  record: UploadRecord,
  call: Call,
): Promise<unknown> {
  if (error instanceof DryRunDone) return error;
  if (large.keep && mayGoOn(error) && (await record.isKept())) {
    const { id, expires_at } = record.state;
    const until = expires_at === undefined ? '' : ` before ${isoTime(expires_at)}`;
    const total = partCount(record);
    error.partial = { upload: id, parts: record.count, of: total, expires_at };
    return error.advises(
      `${record.count} of ${total} parts are uploaded. To resume, repeat the call with ${call.label('upload')} ${id}${until}.`,
    );
  }
  await giveUp(large, record, call);
  return error;
}

/**
 * False if resuming would fail the same way: the data is at fault, or the server no longer has the
 * upload.
 */
function mayGoOn(error: unknown): error is OintError {
  if (!(error instanceof OintError)) return false;
  if (error instanceof InputError || error instanceof OutputError) return false;
  if (!(error instanceof HttpError)) return true;
  return error.retryable || error.status === 401 || error.status === 403;
}

/** Cancelling must be quick: the user who interrupted the call is waiting. */
const GIVING_UP = 3_000;

/** If the server cannot be reached, the upload expires on its own. */
async function giveUp(
  { url, token, headers }: LargeUpload,
  record: UploadRecord,
  call: Call,
): Promise<void> {
  await record.forget();
  const options = { signal: undefined, onProgress: undefined, retries: 0 };
  const own = call.with({ options, deadline: now() + GIVING_UP });
  const to = endpoint(url, path`/uploads/${record.state.id}/cancel`);
  await request(own, 'POST', to.url, { ...to, token, headers }).catch(() => {});
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
