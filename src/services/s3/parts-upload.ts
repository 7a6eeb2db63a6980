import type { Call } from '../../core/definition/call.js';
import { HttpError, OintError } from '../../core/errors/errors.js';
import { readAll } from '../../core/http/read.js';
import { timeoutError } from '../../core/http/watch.js';
import { now } from '../../core/util/clock.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { pool } from '../../core/util/pool.js';
import { xmlBody } from './body.js';
import { type ObjectPlace, urlOf } from './names.js';
import type { CopiedPart, Part } from './parts.js';
import { type Sending, send, sendFor } from './send.js';
import { sendsCrc32, Verifying } from './send-verified.js';
import type { Basic } from './settings.js';
import type { FinishedUpload, PartCopied, S3Answer, StartedUpload } from './types.js';
import { toXml, type Xml } from './xml.js';

/** An object to upload. */
export interface Upload {
  basic: Basic;
  at: ObjectPlace & { name: string };
  headers: JsonRecord | undefined;
}

/** Headers for every request of a multipart upload, and those for the last one only. */
const OF_EACH = /^x-amz-(server-side-encryption-customer-|request-payer$|expected-bucket-owner$)/i;
const OF_LAST = /^if-(none-)?match$/i;
/** A checksum of the whole object does not apply to its parts. */
const OF_WHOLE = /^(content-md5$|x-amz-(content-sha256$|checksum-|sdk-checksum-))/i;

export function chosen(headers: JsonRecord | undefined, by: (name: string) => boolean): JsonRecord {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => by(name)));
}

/** What is known of the whole object. */
interface Whole {
  size: number | undefined;
  type: string | undefined;
  /** True if the storage copies its parts. */
  isCopied?: boolean;
}

type Parts = Iterable<Part | CopiedPart> | AsyncIterable<Part | CopiedPart>;

/** A multipart upload, which leaves nothing in the storage if it fails. */
export class PartsUpload {
  readonly #call: Call;
  readonly #to: Upload;
  readonly #data: Whole;
  readonly #etags: string[] = [];
  /** The CRC-32 of each part, if the parts are sent with it. */
  readonly #sums: string[] = [];
  /** The number of bytes of each part sent so far. */
  readonly #done: number[] = [];
  readonly #stopping: Stopping;
  readonly #verifying: Verifying;
  #uploadId = '';

  constructor(call: Call, to: Upload, data: Whole, stopping: Stopping) {
    this.#call = call;
    this.#to = to;
    this.#data = data;
    this.#stopping = stopping;
    this.#verifying = new Verifying(data.size);
  }

  async run(parts: Parts, atOnce: number): Promise<S3Answer<FinishedUpload>> {
    await this.#begin();
    try {
      await this.#sendAll(parts, atOnce);
      return await this.#finish();
    } catch (error) {
      throw await this.#undone(error);
    }
  }

  get #sendsCrc32(): boolean {
    // The storage computes those of parts that it copies.
    return !this.#data.isCopied && sendsCrc32(this.#to.basic, this.#to.headers);
  }

  async #begin(): Promise<void> {
    const { headers } = this.#to;
    const type = this.#data.type ?? 'application/octet-stream';
    const { response } = await this.#send<StartedUpload>(this.#call, 'POST', {
      query: { uploads: '' },
      headers: chosen(headers, (name) => !OF_LAST.test(name) && !OF_WHOLE.test(name)),
      ownHeaders: {
        'content-type': type,
        ...(this.#sendsCrc32 && { 'x-amz-checksum-algorithm': 'CRC32' }),
      },
      root: 'InitiateMultipartUploadResult',
    });
    this.#uploadId = response.InitiateMultipartUploadResult.UploadId;
  }

  /** Uploads several at a time; the first failure stops the others. */
  async #sendAll(parts: Parts, atOnce: number): Promise<void> {
    const limits = { limit: atOnce, onFailure: (error: unknown) => this.#stopping.stop(error) };
    // What was first to stop it says more than a request that was ended by that.
    await pool(this.#untilStopped(parts), limits, (part) => this.#sendPart(part)).catch(() => {});
    this.#stopping.check();
  }

  /** Yields the parts as they arrive, until the upload is stopped. */
  async *#untilStopped(parts: Parts): AsyncGenerator<Part | CopiedPart> {
    const coming = (async function* () {
      yield* parts;
    })();
    for (;;) {
      const { done, value } = await this.#stopping.orStopped(coming.next());
      if (done) return;
      yield value;
    }
  }

  async #sendPart(part: Part | CopiedPart): Promise<void> {
    const { number } = part;
    const { basic, at, headers } = this.#to;
    const { onProgress } = this.#call.options;
    const call = this.#call.with({
      options: {
        signal: this.#stopping.signal,
        onProgress: onProgress && (({ done }) => this.#tell(number, done)),
      },
    });
    const url = urlOf(basic, at, { partNumber: String(number), uploadId: this.#uploadId });
    const own = chosen(headers, (name) => OF_EACH.test(name));
    // A part with the same number replaces the earlier one, so a retry does no harm.
    const sending = { method: 'PUT', url, headers: own, effect: 'read' } as const;
    if ('source' in part) {
      const ownHeaders = part.source as Record<string, string>;
      const copying = { ...sending, ownHeaders, root: 'CopyPartResult' };
      const { response } = await send<PartCopied>(call, basic, copying);
      this.#etags[number - 1] = response.CopyPartResult.ETag ?? '';
      this.#tell(number, part.size);
      return;
    }
    const answer = await this.#verifying.send(call, basic, sending, part.bytes);
    this.#etags[number - 1] = answer.headers.ETag ?? '';
    const sum = answer.headers['X-Amz-Checksum-Crc32'];
    if (this.#sendsCrc32 && sum) this.#sums[number - 1] = sum;
    part.release?.();
  }

  #tell(number: number, done: number): void {
    this.#done[number - 1] = done;
    const sum = this.#done.reduce((all, one) => all + (one ?? 0), 0);
    this.#call.options.onProgress?.({ direction: 'up', done: sum, total: this.#data.size });
  }

  #finish(): Promise<S3Answer<FinishedUpload>> {
    const { headers } = this.#to;
    return this.#send<FinishedUpload>(this.#call, 'POST', {
      query: { uploadId: this.#uploadId },
      headers: chosen(headers, (name) => OF_EACH.test(name) || OF_LAST.test(name)),
      root: 'CompleteMultipartUploadResult',
      ...partList(this.#etags, this.#sums),
    });
  }

  /** Returns the error after aborting the upload in the storage. */
  async #undone(error: unknown): Promise<unknown> {
    const { basic, at, headers } = this.#to;
    // Briefly, and even after the call was cancelled: the user is waiting.
    const quickly = { connectTimeout: 2_000, timeout: LONGEST_ABORT, retries: 1 };
    const call = this.#call.with({
      options: { ...quickly, signal: undefined, onProgress: undefined },
      deadline: now() + LONGEST_ABORT,
    });
    const url = urlOf(basic, at, { uploadId: this.#uploadId });
    const each = chosen(headers, (name) => OF_EACH.test(name));
    const sending = { method: 'DELETE', url, headers: each, effect: 'read' } as const;
    try {
      await sendFor(call, basic, sending, readAll);
    } catch (failure) {
      // The upload no longer exists, which is the goal.
      if (failure instanceof HttpError && failure.status === 404) return error;
      if (error instanceof OintError) error.message += `\n${leftBehind(this.#uploadId, call)}`;
    }
    return error;
  }

  #send<Response>(
    call: Call,
    method: string,
    { query, ...sending }: Omit<Sending, 'url' | 'method'> & { query: Record<string, string> },
  ): Promise<S3Answer<Response>> {
    const { basic, at } = this.#to;
    return send<Response>(call, basic, { method, url: urlOf(basic, at, query), ...sending });
  }
}

/** Aborts all requests of an upload: on the first failure, by the caller, at the deadline. */
export class Stopping {
  readonly #call: Call;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #error: unknown;

  constructor(call: Call) {
    this.#call = call;
    call.options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (call.options.signal?.aborted) this.#onAbort();
    const left = Math.min(Math.max(0, call.deadline - now()), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.stop(timeoutError(call, 'timeout')), left);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(error: unknown): void {
    this.#error ??= error;
    this.#controller.abort();
  }

  check(): void {
    if (this.signal.aborted) throw this.#error;
  }

  /** Waits for a promise, unless everything is stopped first. */
  async orStopped<T>(promise: Promise<T>): Promise<T> {
    this.check();
    let stop = () => {};
    try {
      // Not Promise.race with one shared promise: it would retain every result to the end.
      return await new Promise<T>((resolve, reject) => {
        stop = () => reject(this.#error);
        this.signal.addEventListener('abort', stop, { once: true });
        promise.then(resolve, reject);
      });
    } finally {
      this.signal.removeEventListener('abort', stop);
    }
  }

  /** Closes everything, including a stream that is no longer read. */
  release(): void {
    clearTimeout(this.#timer);
    this.#call.options.signal?.removeEventListener('abort', this.#onAbort);
    this.#controller.abort();
  }

  readonly #onAbort = () => this.stop(this.#call.aborted());
}

const LONGEST_ABORT = 5_000;

function leftBehind(id: string, { labels }: Call): string {
  const upload = labels.param('uploadId', 'upload');
  return `The uploaded parts could not be removed: AbortMultipartUpload does it, with ${upload} ${id}.`;
}

/** The body that completes an upload: the ETags of its parts, in order, and their checksums if any. */
export function partList(
  etags: readonly string[],
  sums: readonly string[] = [],
): {
  body: string;
  ownHeaders: Record<string, string>;
} {
  const parts = etags.map((etag, index): [string, Xml] => [
    'Part',
    [
      ['PartNumber', String(index + 1)],
      ['ETag', etag],
      ...(sums[index] ? [['ChecksumCRC32', sums[index]] as const] : []),
    ],
  ]);
  return xmlBody(toXml('CompleteMultipartUpload', parts));
}
